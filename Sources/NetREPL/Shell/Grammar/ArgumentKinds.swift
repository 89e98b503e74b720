import Core
import Formats
import Platform

/// The kinds of argument that commands take.
extension ArgumentKind {
  static let number = ArgumentKind(description: "a number") { word throws(CommandError) in
    .number(try NumberExpression.value(of: word.text, at: word.range))
  }

  /// A number, or several in brackets: `0.5`, `(0.5, -1)`, `[[1 2] [3 4]]`.
  static let numbers = ArgumentKind(description: "a number") { word throws(CommandError) in
    guard let first = word.text.first, first == "[" || (first == "(" && isVector(word.text)) else {
      return try number.read(word)
    }
    var numbers: [Double] = []
    for part in word.text.split(whereSeparator: { " ,;[]()\t".contains($0) }) {
      numbers.append(try NumberExpression.value(of: String(part), at: word.range))
    }
    return .numbers(numbers)
  }

  /// Whether brackets hold several numbers and not one expression such as (1+2)*3.
  private static func isVector(_ text: String) -> Bool {
    text.last == ")" && text.contains { $0 == "," || $0 == " " }
  }

  /// A whole number from 1.
  static let index = whole(from: 1)

  /// A whole number from 0 that fits 64 bits.
  static let seed = whole(from: 0)

  private static func whole(from least: Int) -> ArgumentKind {
    ArgumentKind(description: "a number from \(least)") { word throws(CommandError) in
      // A seed may have a plus.
      guard let value = Int(word.text), value >= least, least == 0 || word.text.first != "+" else {
        throw word.error("\(word.text.quoted) is not a whole number from \(least)")
      }
      return .integer(value)
    }
  }

  /// Whether a word is `_`, or begins as the name of a result does.
  static func resembles(result word: String) -> Bool {
    word == "_" || word.first == "%" && word.dropFirst().allSatisfy(\.isNumber)
  }

  /// `%3`, an earlier result.
  static let result = ArgumentKind(
    description: "an earlier result, %1 or _",
    read: { word throws(CommandError) in
      if word.text == "_" { return .integer(0) }
      guard word.text.first == "%", let number = Int(word.text.dropFirst()), number >= 1 else {
        throw word.error("\(word.text.quoted) is not a result; they are called %1, %2, ... and _")
      }
      return .integer(number)
    },
    candidates: { _, session in
      session.results.map { .init(text: "%\($0.number)", note: $0.tensor.title) }
    })

  static let file = ArgumentKind(
    description: "a file", candidates: { prefix, _ in files(prefix) })

  /// A column of a file: its name there, or its number from 1. The word before the results is none.
  static let columnName = ArgumentKind(
    description: "the name or number of a column",
    read: { word throws(CommandError) in
      guard !["to", "against"].contains(word.text) else {
        throw word.error("'\(word.text)' is not the name of a column")
      }
      return .text(word.text)
    },
    candidates: { _, session in
      (session.model.current?.network.inputNames ?? []).map { .init(text: $0) }
    })

  static let columnNamesHelp =
    "the columns of the inputs, one for each: names in the header, or numbers from 1"

  /// Files and folders whose path begins as typed.
  private static func files(_ prefix: String) -> [Completions.Candidate] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let beginning = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    // Hidden files are offered when a dot was typed.
    let names = File.names(in: folder).filter {
      $0.hasPrefix(beginning) && (!$0.hasPrefix(".") || beginning.hasPrefix("."))
    }
    return names.map { name in
      let isFolder = File.isFolder(folder + name)
      return .init(text: folder + name + (isFolder ? "/" : ""), endsWord: !isFolder)
    }
    .sorted { $0.text < $1.text }
  }

  /// A file to load; the word `example` alone is the beginning of another way to go on.
  static let networkFile = ArgumentKind(
    description: "a file",
    read: { word throws(CommandError) in
      if word.text == "example" {
        throw word.error("'load example' needs a name; `examples` lists them")
      }
      return .text(word.text)
    },
    candidates: { prefix, _ in
      // Folders and what can be read stand first.
      let all = files(prefix)
      return all.filter { !$0.endsWord || isReadable($0.text) }
        + all.filter { $0.endsWord && !isReadable($0.text) }
    })

  private static func isReadable(_ path: String) -> Bool {
    path.split(separator: ".").last.map { ModelFile.readableEndings.contains($0.lowercased()) }
      ?? false
  }

  /// The name of a layer in a file; the words of other options are none.
  static let layerName = ArgumentKind(description: "the name of a layer") {
    word throws(CommandError) in
    let options = ["as", "activations", "scaler", "outputscaler", "output", "variable"]
    guard !(options + ["layers", "raw", "folded"]).contains(word.text) else {
      throw CommandError("'\(word.text)' is not the name of a layer", at: word.range)
    }
    return .text(word.text)
  }

  /// Any word that can name a network.
  static let newName = ArgumentKind(description: "a name") { word throws(CommandError) in
    guard !word.text.isEmpty, word.text.count <= 100 else {
      throw word.error("a name has 1 to 100 characters")
    }
    return .text(word.text)
  }

  static let networkName = ArgumentKind(
    description: "the name of a network",
    candidates: { _, session in
      session.model.networks.map { .init(text: $0.name, note: $0.network.architecture) }
    })

  static let settingName = ArgumentKind(
    description: "a setting",
    read: { word throws(CommandError) in
      guard Setting.named(word.text) != nil else {
        // What is a quantity rather than a setting says itself why it cannot be set.
        if QuantityName.resembles(word.text) {
          _ = try settable.read(word)
          throw word.error("\(word.text.quoted) takes numbers")
        }
        let names = Setting.all.map(\.name) + ["input", "activation"]
        let hint = NearestName.suggestion(for: word.text, among: names)
        throw word.error("no setting or quantity \(word.text.quoted)\(hint)")
      }
      return .text(word.text)
    },
    candidates: { _, _ in Setting.all.map { .init(text: $0.name, note: $0.summary) } })

  /// The value of a setting; which ones make sense depends on the setting, so all are offered.
  static let settingValue = ArgumentKind(
    description: "a value")

  /// Layer sizes, `2-3-3-1`.
  static let widths = ArgumentKind(description: "layer sizes such as 2-3-1") {
    word throws(CommandError) in
    let parts = word.text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }.filter { $0 >= 1 }
    guard widths.count == parts.count else {
      throw word.error("\(word.text.quoted) is not a list of layer sizes such as 2-3-1")
    }
    guard widths.count >= 2 else {
      throw word.error(
        "a network needs inputs and at least one layer: \(word.text.clipped(to: 20))-1")
    }
    return .integers(widths)
  }

  /// `NAME(x) = FORMULA`: as typed, since its words mean nothing one by one.
  static let definition = ArgumentKind(
    description: "NAME(x) = FORMULA",
    candidates: { prefix, session in
      // The name at the end of what has been typed.
      let name = prefix.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed()
      let before = prefix.dropLast(name.count)
      let functions = Formula.Function.allCases.map(\.rawValue)
      let known = functions + ["max", "min"] + session.model.definitions.functionNames
      return known.map { .init(text: before + $0 + "(", endsWord: false) }
    })

  /// The same, or two expressions with = between them.
  static let equation = ArgumentKind(
    description: "NAME(x) = FORMULA",
    candidates: { prefix, session in
      expression.candidates(prefix, session) + definition.candidates(prefix, session)
    })

  /// An activation of the table, or one that the user has defined.
  static let activation = ArgumentKind(
    description: "an activation",
    read: { word, definitions throws(CommandError) in
      .activation(try ActivationName.activation(word, knowing: definitions))
    },
    candidates: activationCandidates)

  /// Other names of the table are offered where one has been begun.
  private static let activationCandidates: @Sendable (String, Session) -> [Completions.Candidate] =
    {
      prefix, session in
      let rules = session.model.definitions.all.map(\.activation.rule) + ActivationRule.all
      let others = prefix.isEmpty ? [] : ActivationRule.all.filter { !$0.name.hasPrefix(prefix) }
      return rules.map { .init(text: $0.name, note: $0.text) }
        + others.flatMap { rule in rule.aliases.map { .init(text: $0, note: rule.name) } }
    }

  /// An activation, or the neurons that have the one before it: 1..4.
  static let activationPart = ArgumentKind(
    description: "an activation",
    read: { word, definitions throws(CommandError) in
      let ends = word.text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
      if ends.count == 2, let first = ends[0], let last = ends[1] {
        return .integers([first, last])
      }
      if ends.count == 1, let only = ends[0] { return .integers([only, only]) }
      return try activation.read(word, definitions)
    },
    candidates: activationCandidates)

  static let quantity = quantity(of: QuantityName.Symbol.ofCommands, "a quantity")

  /// I, z_l or f_l, or A: what a derivative can be of, or with respect to.
  static let signal = components(
    quantity(
      of: [.input, .output, .preactivation, .activation], alsoRead: [.weights, .bias],
      "a quantity such as A, I, z1 or f1"))

  /// What a derivative can be of: a signal, or s.
  static let answer = ArgumentKind(
    description: "a quantity such as A, s, z1 or f1",
    read: { word, definitions throws(CommandError) in
      word.text == Quantity.Symbol.scalar.rawValue
        ? .quantity(QuantityName(symbol: .scalar)) : try signal.read(word, definitions)
    },
    candidates: { prefix, session in
      signal.candidates(prefix, session) + [.init(text: "s", note: Quantity(.scalar).meaning)]
    }, endsList: signal.endsList)

  /// What derivatives can be with respect to: a signal, weights or biases.
  static let variables = components(
    quantity(
      of: [.input, .output, .preactivation, .activation, .weights, .bias],
      "a quantity such as I, z1, W2 or b1", areWhole: true))

  /// What a block of second derivatives can be with respect to besides.
  static let blockSide = ArgumentKind(
    description: wholeBlock.description,
    read: { word, definitions throws(CommandError) in
      let value = try wholeBlock.read(word, definitions)
      if case .quantity(let name) = value, name.symbol == .input, !name.indices.isEmpty {
        throw word.error("here I is meant as a whole")
      }
      return value
    }, candidates: wholeBlock.candidates)

  private static let wholeBlock = quantity(
    of: [.weights, .bias, .input], "W2, b1 or I", areWhole: true)

  /// The same with components of a signal, A[1..3], and the names of inputs and outputs.
  private static func components(_ kind: ArgumentKind) -> ArgumentKind {
    ArgumentKind(
      description: kind.description,
      read: { word, definitions throws(CommandError) in
        do throws(CommandError) { return try kind.read(word, definitions) } catch {
          if let name = ComponentName(word.text) { return .components(name) }
          if definitions.componentNames.contains(word.text) {
            return .components(ComponentName(alone: word.text))
          }
          guard !QuantityName.resembles(word.text) else { throw error }
          let hint = NearestName.suggestion(
            for: word.text, among: definitions.componentNames.sorted())
          throw CommandError(error.message + hint, at: error.range)
        }
      },
      candidates: { prefix, session in
        let names = session.model.vocabulary.componentNames.sorted()
        return kind.candidates(prefix, session)
          + (prefix.isEmpty ? [] : names.map { .init(text: $0) })
      },
      // A signal as a whole, and weights, stand alone.
      endsList: { value in
        if case .quantity(let name) = value { name.indices.isEmpty } else { false }
      })
  }

  /// The weights or the biases of a layer.
  static let parameters = quantity(of: [.weights, .bias], "W2 or b1")

  /// What is a derivative as a whole.
  static let derivative = quantity(
    of: [.jacobian, .hessian, .layerDerivative, .inputDerivative, .outputDerivative],
    "J, H, H2, D1, G1 or B1")

  /// An entry of a derivative that is a sum over neurons.
  static let derivativeEntry = quantity(
    of: [.jacobian, .hessian], "an entry such as J[1,2] or H1[1,2]")

  /// An entry, or all, of what can be set.
  static let settable = ArgumentKind(
    description: settableQuantity.description,
    read: { word, definitions throws(CommandError) in
      if !QuantityName.resembles(word.text), let number = definitions.inputNumbers[word.text] {
        return .quantity(QuantityName(symbol: .input, indices: [number]))
      }
      return try settableQuantity.read(word, definitions)
    },
    candidates: { prefix, session in
      settableQuantity.candidates(prefix, session)
        + (prefix.isEmpty
          ? [] : session.model.vocabulary.inputNumbers.keys.sorted().map { .init(text: $0) })
    })

  private static let settableQuantity = quantity(
    of: [.input, .weights, .bias], "I, W1[i,j] or b1[i]")

  /// One input, by its name or as I2.
  static let oneInput = ArgumentKind(
    description: "an input", read: input,
    candidates: { prefix, session in
      settable.candidates(prefix, session).filter {
        (try? input(Word(text: $0.text, range: 0..<0), session.model.vocabulary)) != nil
      }
    })

  @Sendable private static func input(
    _ word: Word, _ definitions: Definitions
  ) throws(CommandError) -> ArgumentValue {
    let value = try settable.read(word, definitions)
    guard case .quantity(let name) = value, name.symbol == .input, !name.indices.isEmpty else {
      throw word.error("\(word.text.quoted) is not one input")
    }
    return value
  }

  /// - Parameters:
  ///   - others: symbols that the command itself refuses, with a reason of its own.
  ///   - areWhole: whether components such as I1 are not offered.
  private static func quantity(
    of symbols: [QuantityName.Symbol], alsoRead others: [QuantityName.Symbol] = [],
    _ description: String, areWhole: Bool = false
  ) -> ArgumentKind {
    ArgumentKind(
      description: description,
      read: { word throws(CommandError) in
        let name = try QuantityName(word.text, at: word.range)
        guard (symbols + others).contains(name.symbol) else {
          throw word.error("\(word.text.quoted) cannot stand here; give \(description)")
        }
        return .quantity(name)
      },
      candidates: { prefix, session in
        QuantityCompletion.candidates(prefix, symbols: symbols, session).filter {
          !areWhole || (try? QuantityName($0.text).indices.isEmpty) == true
        }
      })
  }
}

import Core

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
  static let index = ArgumentKind(description: "a number from 1") { word throws(CommandError) in
    guard let value = Int(word.text), value >= 1, word.text.first != "+" else {
      throw CommandError(
        "\(word.text.quoted) is not a whole number from 1", at: word.range)
    }
    return .integer(value)
  }

  /// A whole number from 0 that fits 64 bits.
  static let seed = ArgumentKind(description: "a number from 0") { word throws(CommandError) in
    guard let value = Int(word.text), value >= 0 else {
      throw CommandError(
        "\(word.text.quoted) is not a whole number from 0", at: word.range)
    }
    return .integer(value)
  }

  /// `%3`, an earlier result.
  static let result = ArgumentKind(
    description: "an earlier result, %1 or _",
    read: { word throws(CommandError) in
      if word.text == "_" { return .integer(0) }
      guard word.text.first == "%", let number = Int(word.text.dropFirst()), number >= 1 else {
        throw CommandError(
          "\(word.text.quoted) is not a result; they are called %1, %2, ... and _",
          at: word.range)
      }
      return .integer(number)
    },
    candidates: { _, session in
      session.results.map { .init(text: "%\($0.number)", note: $0.value.tensor.title) }
    })

  static let file = ArgumentKind(
    description: "a file",
    read: { word throws(CommandError) in .text(word.text) },
    candidates: { prefix, _ in FileCompletion.candidates(prefix) })

  /// A file to load; the word `example` alone is the beginning of another way to go on.
  static let networkFile = ArgumentKind(
    description: "a file",
    read: { word throws(CommandError) in
      if word.text == "example" {
        throw CommandError("'load example' needs a name; `examples` lists them", at: word.range)
      }
      return .text(word.text)
    }, candidates: file.candidates)

  /// Any word that can name a network.
  static let newName = ArgumentKind(description: "a name") { word throws(CommandError) in
    guard !word.text.isEmpty, word.text.count <= 100 else {
      throw CommandError("a name has 1 to 100 characters", at: word.range)
    }
    return .text(word.text)
  }

  static let networkName = ArgumentKind(
    description: "the name of a network",
    read: { word throws(CommandError) in .text(word.text) },
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
          throw CommandError("\(word.text.quoted) takes numbers", at: word.range)
        }
        let names = Setting.all.map(\.name) + ["input", "activation"]
        let hint = NearestName.suggestion(for: word.text, among: names)
        throw CommandError(
          "no setting or quantity \(word.text.quoted)\(hint)", at: word.range)
      }
      return .text(word.text)
    },
    candidates: { _, _ in Setting.all.map { .init(text: $0.name, note: $0.summary) } })

  /// The value of a setting; which ones make sense depends on the setting, so all are offered.
  static let settingValue = ArgumentKind(
    description: "a value",
    read: { word throws(CommandError) in .text(word.text) })

  /// Layer sizes, `2-3-3-1`.
  static let widths = ArgumentKind(description: "layer sizes such as 2-3-1") {
    word throws(CommandError) in
    let parts = word.text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }.filter { $0 >= 1 }
    guard widths.count == parts.count else {
      throw CommandError(
        "\(word.text.quoted) is not a list of layer sizes such as 2-3-1",
        at: word.range)
    }
    guard widths.count >= 2 else {
      throw CommandError(
        "a network needs inputs and at least one layer: \(word.text.clipped(to: 20))-1",
        at: word.range)
    }
    return .integers(widths)
  }

  static let quantity = quantity(of: QuantityName.Symbol.allCases, "a quantity")

  /// I, z_l or f_l, or A: what a derivative can be of, or with respect to.
  static let signal = quantity(
    of: [.input, .output, .preactivation, .activation], alsoRead: [.weights, .bias],
    "a quantity such as A, I, z1 or f1")

  /// What derivatives can be with respect to: a signal, weights or biases.
  static let variables = quantity(
    of: [.input, .output, .preactivation, .activation, .weights, .bias],
    "a quantity such as I, z1, W2 or b1", areWhole: true)

  /// What a block of second derivatives can be with respect to besides.
  static let blockSide = quantity(of: [.weights, .bias, .input], "W2, b1 or I", areWhole: true)

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
  static let settable = quantity(of: [.input, .weights, .bias], "I, W1[i,j] or b1[i]")

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
          throw CommandError(
            "\(word.text.quoted) cannot stand here; give \(description)", at: word.range)
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

import Core
import Formats
import Platform

/// One of the two things that `diff` compares.
enum DiffSide {
  case result(StoredValue)
  case network(Network)
  case numbers(ResultTable)

  /// Its numbers; nil of a network.
  var table: ResultTable? {
    switch self {
    case .result(let result): result.tensor.resultTable
    case .network: nil
    case .numbers(let table): table
    }
  }

  /// - Throws: `CommandError` where there are not two, or one of them is nothing that there is.
  static func two(of invocation: Invocation) throws -> [DiffSide] {
    guard let typed = invocation.typed("FIRST SECOND") else { throw count(invocation) }
    if let parts = expressions(in: typed.text) {
      return try parts.map { part in
        var text = part.text
        while text.last?.isWhitespace == true { text.removeLast() }
        var start = typed.start + part.start
        // As in a claim.
        if text.hasPrefix("file ") {
          text.removeFirst(5)
          start += 5
        }
        if !text.isEmpty, File.exists(text, in: invocation.session.folder) {
          let word = Word(text: text, range: start..<(start + text.count))
          return try file(word, invocation.session)
        }
        return try expression(text, from: start, invocation)
      }
    }
    let words = Array(invocation.statement.words.dropFirst())
    guard words.count == 2 else { throw count(invocation) }
    return try words.map { try side($0, invocation) }
  }

  private static func count(_ invocation: Invocation) -> CommandError {
    invocation.error(
      "diff compares two: diff %1 %2, diff NETWORK1 NETWORK2, diff a.csv b.csv, or diff EXPRESSION1, EXPRESSION2"
    )
  }

  /// What stands before and behind the only comma that is in no brackets; nil where there is none.
  private static func expressions(in text: String) -> [(text: String, start: Int)]? {
    let characters = Array(text)
    var (depth, commas) = (0, [Int]())
    for (index, character) in characters.enumerated() {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if character == ",", depth == 0 { commas.append(index) }
    }
    guard commas.count == 1, let comma = commas.first else { return nil }
    return [(0, comma), (comma + 1, characters.count)].map { start, end in
      let part = characters[start..<end]
      let spaces = part.prefix { $0 == " " }.count
      return (String(part.dropFirst(spaces)), start + spaces)
    }
  }

  private static func expression(
    _ text: String, from start: Int, _ invocation: Invocation
  ) throws -> DiffSide {
    let session = invocation.session
    let expression: Expression
    do { expression = try Expression(text, names: session.expressionNames) } catch {
      throw CommandError(
        error.message.escapingControls,
        at: (error.range.lowerBound + start)..<(error.range.upperBound + start))
    }
    let value = try session.value(
      of: expression, from: start, checkpoint: invocation.checkpoint
    ).value
    return .numbers(
      CheckedTensor.expression(
        value, title: text, at: nil, of: session.model.current?.network
      ).resultTable)
  }

  private static func side(_ word: Word, _ invocation: Invocation) throws -> DiffSide {
    let session = invocation.session
    if ArgumentKind.resembles(result: word.text) {
      guard case .integer(let number) = try ArgumentKind.result.read(word) else {
        throw count(invocation)
      }
      return .result(try session.result(number, at: word.range))
    }
    if let loaded = session.model.networks.first(where: { $0.name == word.text }) {
      return .network(
        Network(
          name: loaded.name, layers: loaded.network.layers, inputNames: loaded.network.inputNames,
          outputNames: loaded.network.outputNames, input: loaded.input))
    }
    if File.exists(word.text, in: session.folder) { return try file(word, session) }
    let first = word.text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    if session.expressionNames.hasMeaning(String(first)) {
      return try expression(word.text, from: word.range.lowerBound, invocation)
    }
    throw word.error(
      "\(word.text.quoted) is no result, no network that is loaded, no file and no expression here")
  }

  private static func file(_ word: Word, _ session: Session) throws -> DiffSide {
    let ending = String(SweepRequest.ending(of: word.text).dropFirst()).lowercased()
    do {
      let limits = session.settings.reading
      let bytes = try File.read(word.text, limit: limits[.size], in: session.folder)
      if ResultFile.readEndings.contains(ending),
        let numbers = try numbers(bytes, ending, word.text)
      {
        return .numbers(numbers)
      }
      var options = ReadOptions()
      options.limits = limits
      var network = try ModelFile.read(bytes, name: word.text, options: options).network
      // Two files of one network have one name.
      network.name = word.text
      return .network(network)
    } catch {
      throw word.error("\(word.text.clipped(to: 200)): \(error)".escapingControls)
    }
  }

  /// Nil where the file may be one of a network.
  private static func numbers(
    _ bytes: [UInt8], _ ending: String, _ name: String
  ) throws -> ResultTable? {
    let isEither = ["json", "npz"].contains(ending)
    do { return try ResultFile.table(of: bytes, endingIn: ending, name: name) } catch {
      if isEither { return nil }
      throw error
    }
  }
}

extension ArgumentKind {
  /// What `diff` compares: read as a whole.
  static let compared = ArgumentKind(
    description: "two results, networks, files or expressions",
    candidates: { prefix, session in
      let results = result.candidates(prefix, session)
      let names = session.model.networks.map(\.name)
      let networks: [Completions.Candidate] = names.count > 1 ? names.map { .init(text: $0) } : []
      return results + networks
        + (prefix.isEmpty
          ? [] : file.candidates(prefix, session) + expression.candidates(prefix, session))
    })
}

internal import Core
internal import Platform

extension ModelFormat {
  /// The program that MATLAB's `genFunction` writes for a network.
  static let genFunction = ModelFormat(
    name: "MATLAB genFunction (.m)", endings: ["m"],
    takes: [.raw, .folded],
    recognises: { _ in false },
    read: { bytes, name, options throws(ModelFileError) in
      let file = try GenFunctionFile(bytes)
      return try file.chain(options).network(
        name: name, format: GenFunctionFile.kind, options: options
      ).noting(file.notes)
    },
    write: { told, options throws(ModelFileError) in
      try GenFunctionWriter.write(told, function: options.function)
    })
}

/// The constants and the steps of a genFunction program.
///
/// Source: what the Deep Learning Toolbox of 2013 to 2022 writes. The program is read as text, line
/// by line, and never run.
struct GenFunctionFile {
  static let kind = "a MATLAB program"

  /// Constants by name; `x1_step1_xoffset` of older years as `x1_step1.xoffset`.
  private(set) var constants: [String: Matrix] = [:]

  /// The simulation: what is assigned, in its order, without blanks.
  private(set) var steps: [Step] = []

  /// The functions behind it, which it calls.
  private(set) var modules: [GenFunctionModule] = []

  /// What the function takes and gives first; nil in a script.
  private(set) var signature: (input: String, output: String)?

  struct Step {
    let line: Int
    let target: String
    let value: String
  }

  /// What the program has written beside the steps, in a comment.
  private(set) var notes: NetworkNotes?

  private static let notesMark = Array("% \(NetworkNotes.key): ".utf8)

  private var moduleStatements = 0

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard Self.has("IW1_1", in: bytes), bytes.contains(UInt8(ascii: "=")) else {
      throw Self.refused(
        "it is not what genFunction writes; in MATLAB: genFunction(net, 'name', 'MatrixOnly', 'yes')"
      )
    }
    // By bytes: a line may have a whole matrix, and characters take thirty times as long.
    var rest = text.utf8[...]
    var number = 0
    var isBehind = false
    while !rest.isEmpty {
      if StopRequest.isMade { throw Self.refused("stopped") }
      let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...]
      rest = rest.starts(with: "\r\n".utf8) ? rest.dropFirst(2) : rest.dropFirst()
      number += 1
      if line.starts(with: Self.notesMark) {
        notes = NetworkNotes(String(decoding: line.dropFirst(Self.notesMark.count), as: UTF8.self))
        continue
      }
      let code = Substring(line.prefix { $0 != UInt8(ascii: "%") }.drop(while: Self.isBlank))
      // The functions behind the first one are the module functions.
      if code.hasPrefix("function"), !steps.isEmpty {
        if let module = GenFunctionModule(code, line: number) {
          modules.append(module)
          isBehind = true
          continue
        }
        break
      }
      if isBehind {
        try readModule(code, line: number)
        continue
      }
      if code.hasPrefix("function") { signature = Self.signature(code) }
      try readStatements(code, line: number)
    }
  }

  /// The statements of a line of a module function.
  private mutating func readModule(_ code: Substring, line: Int) throws(ModelFileError) {
    for statement in code.split(separator: ";") {
      let text = statement.filter { !$0.isWhitespace }
      if text.isEmpty || text == "end" { continue }
      moduleStatements += 1
      if let problem = ReadLimits.problem(
        .values, atLeast: constants.count + steps.count + modules.count + moduleStatements)
      {
        throw Self.refused("line \(line): \(problem)")
      }
      modules[modules.count - 1].statements.append(text)
    }
  }

  /// The statements of a line; a semicolon in brackets separates rows.
  private mutating func readStatements(_ code: Substring, line: Int) throws(ModelFileError) {
    var depth = 0
    var start = code.startIndex
    let bytes = code.utf8
    for index in bytes.indices.untilStopped {
      switch bytes[index] {
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ";") where depth == 0:
        try read(code[start..<index], line: line)
        start = bytes.index(after: index)
      default: break
      }
    }
    try read(code[start...], line: line)
  }

  private static func has(_ word: String, in bytes: [UInt8]) -> Bool {
    guard let first = word.utf8.first else { return true }
    var rest = bytes[...]
    while let found = rest.firstIndex(of: first) {
      if bytes[found...].starts(with: word.utf8) { return true }
      rest = rest[(found + 1)...]
    }
    return false
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// The first name in the brackets before the equals sign, and in those at the end.
  private static func signature(_ code: Substring) -> (input: String, output: String)? {
    guard let equals = code.firstIndex(of: "="), let open = code.lastIndex(of: "(") else {
      return nil
    }
    func first(_ text: Substring) -> String {
      String(text.drop { !$0.isLetter }.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
    let outputs = code[..<equals].dropFirst("function".count)
    return (first(code[open...]), first(outputs))
  }

  /// What stands behind `if COND,` or `else`, or the statement itself; nil for what only steers.
  private static func simple(_ statement: Substring) -> Substring? {
    let statement = statement.drop { $0.isWhitespace }
    let word = statement.prefix { $0.isLetter }
    switch word {
    case "function", "for", "while", "end", "persistent", "return": return nil
    case "if", "elseif", "else":
      var depth = 0
      for index in statement.indices {
        if "([{".contains(statement[index]) { depth += 1 }
        if ")]}".contains(statement[index]) { depth -= 1 }
        if statement[index] == ",", depth == 0 { return simple(statement[index...].dropFirst()) }
      }
      return word == "else" ? simple(statement.dropFirst(word.count)) : nil
    default: return statement
    }
  }

  private mutating func read(_ statement: Substring, line: Int) throws(ModelFileError) {
    guard let statement = Self.simple(statement), let equals = statement.firstIndex(of: "=") else {
      return
    }
    let target = String(statement[..<equals].filter { !$0.isWhitespace })
    let value = statement[statement.index(after: equals)...]
    guard !value.hasPrefix("=") else { return }
    if let problem = ReadLimits.problem(
      .values, atLeast: constants.count + steps.count + 1)
    {
      throw Self.refused("line \(line): \(problem)")
    }
    if let matrix = try Self.matrix(value, line: line) {
      constants[Self.currentName(target)] = matrix
    } else {
      steps.append(
        Step(line: line, target: target, value: String(value.filter { !$0.isWhitespace })))
    }
  }

  /// x1_step1_xoffset is what later years call x1_step1.xoffset.
  static func currentName(_ name: String) -> String {
    for field in [
      "xoffset", "gain", "ymin", "keep", "remove", "xmin", "xmax", "xmean", "xstd", "ymean", "ystd",
    ]
    where name.hasSuffix("_" + field) && name.contains("_step") {
      return name.dropLast(field.count + 1) + "." + field
    }
    return name
  }

  /// A number, or rows of numbers in brackets; nil for anything else.
  private static func matrix(_ text: Substring, line: Int) throws(ModelFileError) -> Matrix? {
    let trimmed = text.utf8.drop(while: isBlank)
    guard trimmed.first == UInt8(ascii: "[") else {
      return Double(Substring(trimmed).filter { !$0.isWhitespace }).map { Matrix([[$0]]) }
    }
    guard let end = trimmed.lastIndex(of: UInt8(ascii: "]")) else { return nil }
    let inside = Substring(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
    var numbers: [Double] = []
    var (rows, columns, count) = (0, 0, 0)
    func isBetween(_ byte: UInt8) -> Bool { " ,\t;".utf8.contains(byte) }
    let bytes = inside.utf8
    var place = bytes.startIndex
    while true {
      let end = bytes[place...].firstIndex(where: isBetween) ?? bytes.endIndex
      if end > place {
        guard let number = Double(inside[place..<end]) else { return nil }
        numbers.append(number)
        count += 1
        if numbers.count & 255 == 0, StopRequest.isMade { throw refused("stopped") }
      }
      if end == bytes.endIndex || bytes[end] == UInt8(ascii: ";"), count > 0 {
        if rows == 0 { columns = count }
        guard count == columns else {
          throw refused("line \(line): a matrix has rows of different lengths")
        }
        (rows, count) = (rows + 1, 0)
      }
      if end == bytes.endIndex { break }
      place = bytes.index(after: end)
    }
    return rows == 0 ? nil : Matrix(rows: rows, columns: columns, storage: numbers)
  }

  func chain(_ options: ReadOptions) throws(ModelFileError) -> Chain {
    if constants["IW1_2"] != nil || constants["x2_step1.xoffset"] != nil {
      throw Self.refused("the network has two inputs; networks of one are read")
    }
    if steps.contains(where: { $0.target.hasPrefix("xd1") || $0.value.contains("tapdelay") }) {
      throw Self.refused("the network has delays (NARX or a time series), which are not read")
    }
    var simulation = GenFunctionSimulation(self)
    return try simulation.followed()
  }
}

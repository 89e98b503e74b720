internal import Core

extension ModelFormat {
  /// The program that MATLAB's `genFunction` writes for a network.
  static let genFunction = ModelFormat(
    name: "MATLAB genFunction (.m)", endings: ["m"],
    takes: [.raw, .folded],
    recognises: { _ in false },
    read: { bytes, name, options throws(ModelFileError) in
      try GenFunctionFile(bytes).chain(options).network(
        name: name, format: GenFunctionFile.kind, options: options)
    },
    write: nil)
}

/// The constants and the steps of a genFunction program.
///
/// Source: what the Deep Learning Toolbox of 2013 to 2022 writes. The program is read as text, line
/// by line, and never run.
struct GenFunctionFile {
  static let kind = "a MATLAB program"

  /// Constants by name; `x1_step1_xoffset` of older years as `x1_step1.xoffset`.
  private var constants: [String: Matrix] = [:]

  /// The simulation: what is assigned, in its order, without blanks.
  private var steps: [(target: String, value: String)] = []

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains("IW1_1"), text.contains("=") else {
      throw Self.refused(
        "it is not what genFunction writes; in MATLAB: genFunction(net, 'name', 'MatrixOnly', 'yes')"
      )
    }
    var rest = text[...]
    var number = 0
    while !rest.isEmpty {
      let line = rest.prefix { !$0.isNewline }
      rest = rest[line.endIndex...].dropFirst()
      number += 1
      // The functions behind the first one are the module functions.
      let code = line.prefix { $0 != "%" }.drop { $0.isWhitespace }
      if code.hasPrefix("function"), !steps.isEmpty { break }
      try readStatements(code, line: number)
    }
  }

  /// The statements of a line; a semicolon in brackets separates rows.
  private mutating func readStatements(_ code: Substring, line: Int) throws(ModelFileError) {
    var depth = 0
    var start = code.startIndex
    for index in code.indices {
      switch code[index] {
      case "[", "(", "{": depth += 1
      case "]", ")", "}": depth -= 1
      case ";" where depth == 0:
        try read(code[start..<index], line: line)
        start = code.index(after: index)
      default: break
      }
    }
    try read(code[start...], line: line)
  }

  private mutating func read(_ statement: Substring, line: Int) throws(ModelFileError) {
    guard let equals = statement.firstIndex(of: "="), !statement.hasPrefix("function") else {
      return
    }
    let target = String(statement[..<equals].filter { !$0.isWhitespace })
    let value = statement[statement.index(after: equals)...]
    guard !value.hasPrefix("=") else { return }
    if let problem = ReadLimits.problem(.values, constants.count + steps.count + 1) {
      throw Self.refused("line \(line): \(problem)")
    }
    if let matrix = try Self.matrix(value, line: line) {
      constants[Self.currentName(target)] = matrix
    } else {
      steps.append((target, String(value.filter { !$0.isWhitespace })))
    }
  }

  /// x1_step1_xoffset is what later years call x1_step1.xoffset.
  private static func currentName(_ name: String) -> String {
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
    let trimmed = text.drop { $0.isWhitespace }
    if trimmed.first != "[" {
      return Double(trimmed.filter { !$0.isWhitespace }).map { Matrix([[$0]]) }
    }
    guard let end = trimmed.lastIndex(of: "]") else { return nil }
    let inside = trimmed[trimmed.index(after: trimmed.startIndex)..<end]
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

  // MARK: The chain

  func chain(_ options: ReadOptions) throws(ModelFileError) -> Chain {
    if constants["IW1_2"] != nil || constants["x2_step1.xoffset"] != nil {
      throw Self.refused("the network has two inputs; networks of one are read")
    }
    if steps.contains(where: { $0.target.hasPrefix("xd1") || $0.value.contains("tapdelay") }) {
      throw Self.refused("the network has delays (NARX or a time series), which are not read")
    }
    var chain = Chain()
    for step in steps { try follow(step.target, step.value, &chain, options) }
    guard chain.outputCount != nil else { throw Self.refused("no layer a1 = ... is in it") }
    return chain
  }

  /// One line of the simulation: a processing of the input, a layer, or one of the output.
  private func follow(
    _ target: String, _ value: String, _ chain: inout Chain, _ options: ReadOptions
  ) throws(ModelFileError) {
    if let call = Self.call(value), call.arguments.count == 2, call.name.hasSuffix("_apply"),
      call.arguments[1].contains("_step")
    {
      return try process(call.name, call.arguments[1], &chain, options, isReversed: false)
    }
    if let call = Self.call(value), call.name.hasSuffix("_reverse"), call.arguments.count == 2 {
      return try process(call.name, call.arguments[1], &chain, options, isReversed: true)
    }
    guard target.first == "a", let layer = Int(target.dropFirst()) else { return }
    var name = "purelin"
    var sum = value
    if let call = Self.call(value), call.name.hasSuffix("_apply"), call.arguments.count == 1 {
      name = String(call.name.dropLast("_apply".count))
      sum = call.arguments[0]
    }
    let weightName = layer == 1 ? "IW1_1" : "LW\(layer)_\(layer - 1)"
    guard sum.contains(weightName), sum.filter({ $0 == "*" }).count == 1 else {
      throw Self.refused("layer \(layer) is \(Quote.single(sum)), which is no layer of a chain")
    }
    guard let weights = constants[weightName], let bias = constants["b\(layer)"],
      bias.columns == 1 || bias.rows == 1
    else { throw Self.refused("\(weightName) or b\(layer) is missing") }
    guard let activation = Activation.known(name == "elliotsig" ? "softsign" : name) else {
      throw Self.refused(
        "layer \(layer) has the transfer function \(Quote.single(name)), which is not known")
    }
    chain.append(.affine(weights, bias: bias.storage), from: "\(weightName), b\(layer)")
    chain.append(.activation(activation), from: "")
  }

  private static func call(_ text: String) -> (name: String, arguments: [String])? {
    guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
    let name = String(text[..<open])
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      return nil
    }
    var arguments: [String] = []
    var depth = 0
    var current = ""
    for character in text[text.index(after: open)...].dropLast() {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      // The bracket closes before the end: a product, not one call.
      if depth < 0 { return nil }
      if character == ",", depth == 0 {
        arguments.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    return (name, arguments + [current])
  }

  /// mapminmax and mapstd, forward on the inputs and backward on the outputs.
  private func process(
    _ function: String, _ settings: String, _ chain: inout Chain, _ options: ReadOptions,
    isReversed: Bool
  ) throws(ModelFileError) {
    func field(_ name: String) -> [Double]? { constants["\(settings).\(name)"]?.storage }
    let name = function.split(separator: "_").first.map(String.init) ?? ""
    switch name {
    case "mapminmax", "mapstd":
      let isMinMax = name == "mapminmax"
      guard let offset = field(isMinMax ? "xoffset" : "xoffset"), let gain = field("gain"),
        let low = field(isMinMax ? "ymin" : "ymean")?.first, offset.count == gain.count,
        gain.allSatisfy({ $0 != 0 && $0.isFinite })
      else { throw Self.refused("the settings \(settings) of \(name) are missing") }
      // y = gain (x − offset) + ymin
      let scaling =
        isReversed
        ? Scaling(factor: gain.map { 1 / $0 }, shift: zip(offset, gain).map { $0 - low / $1 })
        : Scaling(factor: gain, shift: zip(offset, gain).map { low - $0 * $1 })
      chain.append(.scaling(scaling), from: settings)
    case "removeconstantrows":
      throw Self.refused(
        "\(settings) removes constant inputs; train with net.inputs{1}.processFcns = {'mapminmax'}")
    default:
      throw Self.refused("\(settings) is processed by \(Quote.single(name)), which is not read")
    }
  }
}

internal import Core

/// Follows the simulation of a genFunction program from its input to its output.
///
/// Each line has to be one that is known, and to take what the line before it has made: a line that
/// is passed over would be another network.
struct GenFunctionSimulation {
  private let file: GenFunctionFile
  private var chain = Chain()

  /// The name of what has been computed last; that of the input at first.
  private var current: String

  /// The constants that a line has used.
  private var used: Set<String> = []

  init(_ file: GenFunctionFile) {
    self.file = file
    current = file.signature?.input ?? "x1"
  }

  mutating func followed() throws(ModelFileError) -> Chain {
    for step in file.steps where !Self.isHousekeeping(step) {
      do throws(Stop) {
        try follow(step.value)
        current = Self.signal(step.target)
      } catch {
        switch error {
        case .refused(let error): throw error
        case .notUnderstood:
          throw GenFunctionFile.refused(
            "line \(step.line): \(Quote.single("\(step.target) = \(step.value)")) is no step of a "
              + "chain of layers that starts at \(current)")
        }
      }
    }
    guard chain.outputCount != nil else {
      throw GenFunctionFile.refused("no layer a1 = ... is in it")
    }
    if let output = file.signature?.output, output != current {
      throw GenFunctionFile.refused("its output \(output) is not what is computed last, \(current)")
    }
    try requireAllUsed()
    return chain
  }

  /// A line that is not understood, or one that is and cannot be read.
  private enum Stop: Error {
    case notUnderstood
    case refused(ModelFileError)
  }

  // MARK: Lines

  /// What counts samples, or packs and unpacks cells.
  private static func isHousekeeping(_ step: GenFunctionFile.Step) -> Bool {
    let target = signal(step.target)
    if ["isCellX", "TS", "Q", "Xf", "Af", "xf1", "af1"].contains(target) { return true }
    if target.contains("_step"), step.value.first == "'" { return true }
    return step.value == "{\(target)}" || step.value == "cell2mat(\(target))"
      || step.value.hasPrefix("cell(")
  }

  /// X for X{1,ts} and for the transposed of either.
  private static func signal(_ text: String) -> String {
    var text = text[...]
    if text.last == "'" { text = text.dropLast() }
    for end in ["{1,ts}", "{1}", "(:,ts)"] where text.hasSuffix(end) {
      text = text.dropLast(end.count)
    }
    return String(text)
  }

  /// What is computed by an expression, of the current signal alone.
  private mutating func follow(_ expression: String) throws(Stop) {
    if Self.signal(expression) == current { return }
    guard let call = Self.call(expression), let first = call.arguments.first else {
      return try layer(expression)
    }
    if call.name.hasSuffix("_reverse") {
      try follow(first)
      try process(call, isReversed: true)
    } else if call.name.hasSuffix("_apply"), call.arguments.count > 1 {
      try follow(first)
      try process(call, isReversed: false)
    } else if call.name.hasSuffix("_apply") {
      try follow(first)
      try activate(String(call.name.dropLast("_apply".count)))
    } else {
      try layer(expression)
    }
  }

  /// W*a + b, in either order; b may be repeated for many samples, or missing.
  private mutating func layer(_ expression: String) throws(Stop) {
    var weights: Matrix?
    var names: [String] = []
    var bias: [Double]?
    for term in Self.terms(expression) {
      let factors = term.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
      if factors.count == 2, weights == nil, let matrix = file.constants[factors[0]],
        Self.signal(factors[1]) == current
      {
        weights = matrix
        names.insert(factors[0], at: 0)
      } else if bias == nil, let name = Self.repeated(term), let matrix = file.constants[name],
        matrix.columns == 1 || matrix.rows == 1
      {
        bias = matrix.storage
        names.append(name)
      } else {
        throw .notUnderstood
      }
    }
    guard let weights else { throw .notUnderstood }
    guard bias == nil || bias?.count == weights.rows,
      chain.outputCount == nil || chain.outputCount == weights.columns
    else {
      throw .refused(
        GenFunctionFile.refused("\(names.joined(separator: ", ")) do not fit each other"))
    }
    used.formUnion(names)
    chain.append(
      .affine(weights, bias: bias ?? .init(repeating: 0, count: weights.rows)),
      from: names.joined(separator: ", "))
  }

  private mutating func activate(_ name: String) throws(Stop) {
    guard let activation = Activation.known(name == "elliotsig" ? "softsign" : name) else {
      throw .refused(
        GenFunctionFile.refused(
          "it has the transfer function \(Quote.single(name)), which is not known"))
    }
    try require("\(name)_apply") { $0.isTransfer(activation, among: file.modules) }
    chain.append(.activation(activation), from: "")
  }

  /// Refuses a module function that is not what its name says; one that the file does not have is on
  /// MATLAB's path.
  private func require(
    _ name: String, is isMeant: (GenFunctionModule) -> Bool
  ) throws(Stop) {
    for module in file.modules where module.name == name && !isMeant(module) {
      throw .refused(
        GenFunctionFile.refused(
          "line \(module.line): the function \(Quote.single(name)) is not what genFunction writes: "
            + "with another body it is another network"))
    }
  }

  // MARK: Processing

  /// mapminmax and mapstd, forward on the inputs and backward on the outputs; the choice of inputs that
  /// are not constant.
  private mutating func process(
    _ call: (name: String, arguments: [String]), isReversed: Bool
  ) throws(Stop) {
    // In older years each field is an argument.
    let fields = call.arguments.dropFirst().map(GenFunctionFile.currentName)
    let owners = Set(fields.map { String($0.prefix { $0 != "." }) })
    guard let settings = owners.first, owners.count == 1 else { throw .notUnderstood }
    func field(_ name: String) -> [Double]? { file.constants["\(settings).\(name)"]?.storage }
    let name = String(call.name.prefix { $0 != "_" })
    used.insert(settings)
    try require(call.name) { $0.isProcessing(isReversed: isReversed) }
    switch name {
    case "mapminmax", "mapstd":
      guard let offset = field("xoffset"), let gain = field("gain"),
        let low = field(name == "mapminmax" ? "ymin" : "ymean")?.first, offset.count == gain.count,
        gain.allSatisfy({ $0 != 0 && $0.isFinite })
      else {
        throw .refused(
          GenFunctionFile.refused("the settings \(settings) of \(name) are missing"))
      }
      // y = gain (x − offset) + ymin
      let scaling =
        isReversed
        ? Scaling(factor: gain.map { 1 / $0 }, shift: zip(offset, gain).map { $0 - low / $1 })
        : Scaling(factor: gain, shift: zip(offset, gain).map { low - $0 * $1 })
      chain.append(.scaling(scaling), from: settings)
    case "removeconstantrows" where !isReversed:
      guard let keep = field("keep"), let remove = field("remove"),
        let matrix = Self.selection(of: keep, besides: remove)
      else {
        throw .refused(
          GenFunctionFile.refused(
            "\(settings) removes constant inputs and does not tell which; train with "
              + "net.inputs{1}.processFcns = {'mapminmax'}"))
      }
      chain.append(
        .affine(matrix, bias: .init(repeating: 0, count: matrix.rows)), from: settings)
    default:
      throw .refused(
        GenFunctionFile.refused(
          "\(settings) is processed by \(Quote.single(call.name)), which is not read"))
    }
  }

  /// A row for each input that is kept, counted from 1.
  private static func selection(of keep: [Double], besides remove: [Double]) -> Matrix? {
    let count = keep.count + remove.count
    let all = (keep + remove).compactMap { Int(exactly: $0) }
    guard !keep.isEmpty, all.sorted() == Array(1...count) else { return nil }
    var matrix = Matrix(rows: keep.count, columns: count)
    for (row, column) in all.prefix(keep.count).enumerated() { matrix[row, column - 1] = 1 }
    return matrix
  }

  /// Weights, biases and settings that no line has used are those of a line that was not seen.
  private func requireAllUsed() throws(ModelFileError) {
    let owners = Set(
      file.constants.keys.filter { name in
        name.hasPrefix("IW") || name.hasPrefix("LW") || name.contains("_step")
          || name.first == "b" && name.dropFirst().allSatisfy(\.isNumber)
      }.map { String($0.prefix { $0 != "." }) })
    if let unused = owners.subtracting(used).sorted().first {
      throw GenFunctionFile.refused("\(unused) is given and never used")
    }
  }

  // MARK: Expressions

  /// The name in `repmat(b1,1,Q)`, or the name itself.
  private static func repeated(_ term: String) -> String? {
    guard let call = call(term) else { return term }
    return call.name == "repmat" && call.arguments.dropFirst() == ["1", "Q"]
      ? call.arguments[0] : nil
  }

  /// The terms of a sum that has no other signs.
  private static func terms(_ expression: String) -> [String] {
    split(expression, at: "+")
  }

  private static func split(_ text: some StringProtocol, at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == separator, depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static func call(_ text: String) -> (name: String, arguments: [String])? {
    guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
    let name = String(text[..<open])
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      return nil
    }
    let inside = text[text.index(after: open)...].dropLast()
    var depth = 0
    for character in inside {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      // The bracket closes before the end: a product, not one call.
      if depth < 0 { return nil }
    }
    return (name, split(inside, at: ","))
  }
}

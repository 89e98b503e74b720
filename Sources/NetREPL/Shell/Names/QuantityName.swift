import Core

/// A quantity as people name it: `I`, `A2`, `J`, `H1[1,2]`, `W1[2,3]`, `z2`, `G1`.
///
/// Purely the name: whether the network has it is found out when it is looked up.
struct QuantityName: Hashable {
  typealias Symbol = Quantity.Symbol

  var symbol: Symbol

  /// The number behind the letter, from 1: a layer, or for I and A a component, for H an output.
  var number: Int?

  /// The indices in brackets, from 1: none, all or, for a matrix, just the row.
  var indices: [Int] = []
}

extension QuantityName {
  /// - Parameter range: where it stands in the line.
  /// - Throws: `CommandError` when the text does not name a quantity.
  init(_ text: String, at range: Range<Int>? = nil) throws(CommandError) {
    let unknown = CommandError("\(text.quoted) does not name a quantity", at: range)
    guard let letter = text.first, let symbol = Symbol(rawValue: String(letter)),
      Symbol.ofCommands.contains(symbol)
    else { throw unknown }
    self.symbol = symbol
    let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(1 + digits.count)
    if !digits.isEmpty {
      guard let number = Int(digits), number > 0 else {
        throw CommandError("indices count from 1, up to those of the network", at: range)
      }
      guard symbol != .jacobian else { throw unknown }
      self.number = number
    } else if !rest.isEmpty, rest.first != "[" {
      throw unknown
    } else if symbol.countsLayers {
      throw CommandError("\(symbol.rawValue) needs a layer: \(symbol.rawValue)1", at: range)
    }
    if isComponent, let number {
      self.number = nil
      indices = [number]
      guard rest.isEmpty else { throw unknown }
    }
    if rest.isEmpty { return }

    guard rest.first == "[", rest.last == "]" else { throw unknown }
    for part in rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    {
      let word = part.trimmingSpaces
      guard let index = Int(word), index > 0, word.first != "+" else {
        throw CommandError(
          "'\(String(word).clipped(to: 20))' is not an index; they count from 1", at: range)
      }
      indices.append(index)
    }
    guard indices.count <= symbol.mostIndices else {
      throw CommandError(
        "\(symbol.rawValue) takes \(symbol.mostIndices == 1 ? "one index" : "two indices")",
        at: range)
    }
  }

  /// Whether a text is a quantity's letter alone, or with a number or brackets behind it.
  static func resembles(_ text: String) -> Bool {
    guard let letter = text.first, let symbol = Symbol(rawValue: String(letter)),
      Symbol.ofCommands.contains(symbol)
    else { return false }
    return text.dropFirst().first.map { $0.isNumber || $0 == "[" } ?? true
  }

  /// I2 and A2 are components.
  private var isComponent: Bool { symbol == .input || symbol == .output }

  /// The name as people write it.
  var text: String {
    if indices.isEmpty { return headText }
    return isComponent
      ? "\(headText)\(indices[0])"
      : "\(headText)[\(indices.map(String.init).joined(separator: ","))]"
  }
}

extension Quantity.Symbol {
  /// Those that commands take; expressions know all.
  static let ofCommands: [Self] = [
    .input, .output, .jacobian, .hessian, .weights, .bias, .preactivation, .activation,
    .layerDerivative, .inputDerivative, .outputDerivative,
  ]

  /// The most indices in brackets.
  var mostIndices: Int {
    [.input, .output, .bias, .preactivation, .activation].contains(self) ? 1 : 2
  }
}

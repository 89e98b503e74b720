import Core

/// One derivative of s or of an output as people write it: `ds/dW2[1,2]`, `d2s/dW2[1,2]dW1[2,1]`,
/// `d2A1/dI2^2`; also as tables print it, ∂²s/∂W2[1,2]∂W1[2,1].
///
/// Purely the name: whether the network has the variables is found out when it is looked up.
struct PartialName {
  /// The output that is differentiated, from 1; nil for s.
  var output: Int?

  /// One variable of a first derivative, two of a second one.
  var variables: [Variable]

  /// An entry of W_l, b_l or I, and where it stands in the word.
  struct Variable {
    var name: QuantityName
    var range: Range<Int>
  }

  /// What the d of the numerator can look like, the longer ones first.
  private static let heads: [(text: String, order: Int)] = [
    ("∂^2", 2), ("d^2", 2), ("∂²", 2), ("d²", 2), ("∂2", 2), ("d2", 2), ("∂", 1), ("d", 1),
  ]

  /// Whether a text begins as the name of a derivative.
  static func resembles(_ text: String) -> Bool {
    guard let head = heads.first(where: { text.hasPrefix($0.text) }) else { return false }
    // A d alone begins many words.
    return head.text != "d" || text.contains("/")
  }

  /// - Parameter word: the word that it is, for errors.
  /// - Throws: `CommandError` when the text does not name one derivative.
  init(_ text: String, in word: Word? = nil) throws(CommandError) {
    func place(_ range: Range<Int>) -> Range<Int>? { word?.part(range) }
    let unknown = CommandError(
      "\(text.quoted) does not name a derivative; they read ds/dW2[1,2] and d2s/dW2[1,2]dW1[2,1]",
      at: place(0..<text.count))
    guard let head = Self.heads.first(where: { text.hasPrefix($0.text) }) else { throw unknown }
    let characters = Array(text)
    guard let slash = characters.firstIndex(of: "/") else { throw unknown }
    let numerator = head.text.count..<max(slash, head.text.count)
    let of = String(characters[numerator])
    if of != "s" {
      guard let name = try? QuantityName(of), name.symbol == .output else { throw unknown }
      output = name.indices.first
      if output == nil { throw CommandError("one output is meant here: A1", at: place(numerator)) }
    }

    variables = []
    var position = slash + 1
    while position < characters.count {
      guard "d∂".contains(characters[position]) else { throw unknown }
      let start = position + 1
      let end = characters[start...].firstIndex { "d∂^²".contains($0) } ?? characters.count
      variables.append(
        Variable(
          name: try Self.variable(String(characters[start..<end]), at: place(start..<end)),
          range: start..<end))
      position = end
      let rest = String(characters[end...])
      if rest.hasPrefix("^2") || rest.hasPrefix("²") {
        variables.append(variables[variables.count - 1])
        position += rest.hasPrefix("²") ? 1 : 2
      }
    }
    guard !variables.isEmpty else { throw unknown }
    guard variables.count == head.order else {
      throw CommandError(
        head.order == 1
          ? "a first derivative has one variable; a second one begins with d2"
          : "a second derivative has two variables: d2s/dW2[1,2]dW1[2,1]",
        at: place((slash + 1)..<text.count))
    }
  }

  private static func variable(
    _ text: String, at range: Range<Int>?
  ) throws(CommandError) -> QuantityName {
    let name = try QuantityName(text, at: range)
    guard [.weights, .bias, .input].contains(name.symbol) else {
      throw CommandError(
        "\(text.quoted) is no variable here; give an entry W2[1,2], b1[2] or I1", at: range)
    }
    guard name.indices.count == name.symbol.mostIndices else {
      let indices = name.symbol == .weights ? "[1,1]" : "[1]"
      throw CommandError(
        "one entry of \(name.headText) is meant here: \(name.headText)\(indices)", at: range)
    }
    return name
  }

  /// "s" or "A2".
  var of: String { output.map { "A\($0)" } ?? "s" }

  /// ∂s/∂W2[1,2], ∂²s/∂W2[1,2]∂W1[2,1] or ∂²s/∂I1².
  var text: String {
    let names = variables.map(\.name.text)
    if names.count == 1 { return "∂\(of)/∂\(names[0])" }
    return names[0] == names[1]
      ? "∂²\(of)/∂\(names[0])²" : "∂²\(of)/∂\(names[0])∂\(names[1])"
  }

  /// The variables that are named, in a network that has them.
  ///
  /// - Parameter word: the word that names them, for errors.
  /// - Throws: `CommandError` when the network has no such output, layer or entry.
  func variables(in network: Network, at word: Word?) throws(CommandError) -> [Core.Variable] {
    if let output, output > network.outputCount {
      throw CommandError(
        "A\(output): the network has outputs 1 to \(network.outputCount)", at: word?.range)
    }
    return try variables.map { variable throws(CommandError) in
      let quantity = variable.name
      try quantity.require(in: network, at: word?.part(variable.range))
      let layer = quantity.number ?? 1
      let first = quantity.indices[0] - 1
      return switch quantity.symbol {
      case .weights:
        Core.Variable(
          .parameters(.weights(layer)),
          first * network.layers[layer - 1].inputCount + quantity.indices[1] - 1)
      case .bias: Core.Variable(.parameters(.bias(layer)), first)
      default: Core.Variable(.input, first)
      }
    }
  }
}

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

  struct Problem: Error {
    var message: String

    /// The characters of the word that it is about.
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

  /// - Throws: `Problem` when the text does not name one derivative.
  init(_ text: String) throws(Problem) {
    let whole = 0..<text.count
    let unknown = Problem(
      message: "'\(text.clipped(to: 40))' does not name a derivative; they read "
        + "ds/dW2[1,2] and d2s/dW2[1,2]dW1[2,1]", range: whole)
    guard let head = Self.heads.first(where: { text.hasPrefix($0.text) }) else { throw unknown }
    let characters = Array(text)
    guard let slash = characters.firstIndex(of: "/") else { throw unknown }
    output = try Self.output(
      String(characters[head.text.count..<max(slash, head.text.count)]),
      at: head.text.count..<slash, or: unknown)

    variables = []
    var position = slash + 1
    while position < characters.count {
      guard "d∂".contains(characters[position]) else { throw unknown }
      let start = position + 1
      let end = characters[start...].firstIndex { "d∂^²".contains($0) } ?? characters.count
      variables.append(try Self.variable(String(characters[start..<end]), at: start..<end))
      position = end
      let rest = String(characters[end...])
      if rest.hasPrefix("^2") || rest.hasPrefix("²") {
        variables.append(variables[variables.count - 1])
        position += rest.hasPrefix("²") ? 1 : 2
      }
    }
    guard !variables.isEmpty else { throw unknown }
    guard variables.count == head.order else {
      throw Problem(
        message: head.order == 1
          ? "a first derivative has one variable; a second one begins with d2"
          : "a second derivative has two variables: d2s/dW2[1,2]dW1[2,1]",
        range: (slash + 1)..<text.count)
    }
  }

  /// From "s" or "A2".
  private static func output(
    _ text: String, at range: Range<Int>, or unknown: Problem
  ) throws(Problem) -> Int? {
    if text == "s" { return nil }
    guard let name = try? QuantityName(text), name.symbol == .output else { throw unknown }
    guard let index = name.indices.first else {
      throw Problem(message: "one output is meant here: A1", range: range)
    }
    return index
  }

  private static func variable(
    _ text: String, at range: Range<Int>
  ) throws(Problem) -> Variable {
    let name: QuantityName
    do throws(QuantityName.Problem) {
      name = try QuantityName(text)
    } catch {
      throw Problem(message: error.message, range: range)
    }
    guard [.weights, .bias, .input].contains(name.symbol) else {
      throw Problem(
        message:
          "'\(text.clipped(to: 40))' is no variable here; give an entry W2[1,2], b1[2] or I1",
        range: range)
    }
    guard name.indices.count == name.symbol.mostIndices else {
      let indices = name.symbol == .weights ? "[1,1]" : "[1]"
      throw Problem(
        message: "one entry of \(name.headText) is meant here: \(name.headText)\(indices)",
        range: range)
    }
    return Variable(name: name, range: range)
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
}

/// An input of a graph: some of the columns of the network's.
struct GraphInput {
  let name: String

  /// Whether its author gave it that name.
  let isNamed: Bool

  /// The sizes of one sample.
  let shape: [Int]
  let columns: Range<Int>

  var count: Int { columns.count }

  /// A name for each column, where the file has one: the columns of a single input have none.
  static func names(_ inputs: [GraphInput]) -> [String]? {
    guard inputs.count > 1 else {
      return inputs.first.flatMap { $0.count == 1 && $0.isNamed ? [$0.name] : nil }
    }
    return inputs.flatMap { input in
      input.count == 1 ? [input.name] : (1...input.count).map { "\(input.name)[\($0)]" }
    }
  }

  /// How several inputs stand; nil for one.
  static func remark(_ inputs: [GraphInput]) -> String? {
    guard inputs.count > 1 else { return nil }
    return "its \(inputs.count) inputs stand one behind the other: "
      + inputs.prefix(8).map { "\(Quote.shortened($0.name)) (\($0.count))" }.joined(separator: ", ")
      + (inputs.count > 8 ? " and \(inputs.count - 8) more" : "")
  }
}

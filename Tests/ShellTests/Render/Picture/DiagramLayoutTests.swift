import Testing

@testable import Shell

@Suite struct DiagramLayoutTests {
  @Test func boxesInPlainText() throws {
    var session = try TestSession("load example iris")
    let text = try session.text("network")
    #expect(
      text.contains(
        """
        +--------+     +--------+     +--------+     +---------+
        |   4    | --> |   4    | --> |   10   | --> |    3    |
        | inputs |     | purelin |     | tansig |     | softmax |
        """) || text.contains("|   10   | --> |    3    |"), "\(text)")
  }

  /// Each neuron of a small network is a dot, with the names of inputs and outputs beside them.
  @Test func neuronsInUnicode() throws {
    var session = try TestSession("load example iris")
    let text = try session.text("network", .unicode)
    #expect(text.filter { $0 == "●" }.count == 4 + 4 + 10 + 3)
    for name in ["sepal length (cm) ●", "● setosa", "● virginica", "10 tansig", "3 softmax"] {
      #expect(text.contains(name), "\(name)")
    }
    #expect(!text.contains("\u{1b}"))
  }

  /// The sign of a weight is the colour of its line.
  @Test func signsOfWeights() throws {
    var session = try TestSession("new 1-1 seed 1 as one", "set W1 2")
    func colors() throws -> (blue: Bool, orange: Bool) {
      let text =
        try session.text("network", .unicode, colors: .trueColor)
        .split(separator: "\n").first { $0.contains("●") } ?? ""
      func has(_ share: Double) -> Bool {
        text.contains(ColorDepth.trueColor.code(DivergingScale.color(at: share), on: nil))
      }
      return (has(-0.9), has(0.9))
    }
    #expect(try colors() == (false, true))
    try session.report("set W1 -2")
    #expect(try colors() == (true, false))
    try session.report("set W1 0")
    #expect(try colors() == (false, false))
  }

  /// A layer that is too wide for its neurons is a box, and many boxes stand in rows.
  @Test func largeNetworksAreBoxes() throws {
    var session = try TestSession("new 30-100-50-20-10-5-2 seed 1 as n")
    for width in [60, 80] {
      let text = try session.text("network", .unicode, width: width)
      #expect(!text.contains("●") && text.contains("┌") && text.contains("▶"))
      #expect(text.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= width })
    }
  }
}

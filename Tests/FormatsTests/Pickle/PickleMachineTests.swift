import Testing

@testable import Formats

/// Instructions that few pickles have, written as bytes; see the documentation of `pickletools`.
@Suite struct PickleMachineTests {
  private func code(_ parts: Any...) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      switch part {
      case let text as String: Array(text.utf8)
      case let byte as Int: [UInt8(byte)]
      case let bytes as [UInt8]: bytes
      default: []
      }
    }
  }

  private func root(_ parts: Any...) throws(PickleError) -> PickleGraph.Node {
    let bytes = [0x80, 4] + parts.flatMap { code($0) } + code(".")
    let graph = try PickleGraph.read(bytes)
    return graph.nodes[graph.roots[0]]
  }

  private func integers(_ parts: Any...) throws -> [Int]? {
    let bytes = [0x80, 4] + parts.flatMap { code($0) } + code(".")
    let graph = try PickleGraph.read(bytes)
    return graph.integers(graph.roots[0])
  }

  private func refusal(_ parts: Any...) -> String? {
    do throws(PickleError) {
      _ = try PickleGraph.read([0x80, 4] + parts.flatMap { code($0) } + code("."))
      return nil
    } catch {
      return error.message
    }
  }

  @Test func setsAreListsOfTheirElements() throws {
    // {1, 2} by ADDITEMS, and frozenset({3, 4}).
    #expect(try integers(0x8F, "(", "K", 1, "K", 2, 0x90) == [1, 2])
    #expect(try integers("(", "K", 3, "K", 4, 0x91) == [3, 4])
  }

  @Test func integersOfAnyLength() throws {
    guard case .integer(0) = try root(0x8A, 0) else { return #expect(Bool(false), "no bytes: 0") }
    guard case .integer(-2) = try root(0x8A, 1, 0xFE) else { return #expect(Bool(false), "−2") }
    guard case .integer(300) = try root(0x8A, 2, 0x2C, 1) else {
      return #expect(Bool(false), "300")
    }
    guard case .wideInteger(let bytes) = try root(0x8A, 9, [UInt8](repeating: 1, count: 9)) else {
      return #expect(Bool(false), "nine bytes")
    }
    #expect(bytes.count == 9)
    let long = [UInt8](little: PickleLimits.text + 1, 4)
    let digits = [UInt8](repeating: 1, count: PickleLimits.text + 1)
    #expect(refusal(0x8B, long, digits) == "it is damaged or cut short")
  }

  /// What Python 2 writes: bytes that are text where they are few, and an array where they are many.
  @Test func textOfPython2() throws {
    guard case .text("\u{E9}") = try root("U", 1, 0xE9) else { return #expect(Bool(false), "é") }
    let count = PickleLimits.text + 1
    let many = [UInt8](repeating: 0x41, count: count)
    guard case .bytes(let range) = try root("T", [UInt8](little: count, 4), many) else {
      return #expect(Bool(false), "bytes")
    }
    #expect(range.count == count)
  }

  /// The state of a class or a function is passed over; that of a number is damage.
  @Test func stateOfWhatIsNoObject() throws {
    guard case .global = try root("cm\nf\n", "}", "b") else {
      return #expect(Bool(false), "a function")
    }
    #expect(refusal("K", 1, "}", "b") == "it is damaged or cut short")
  }

  // MARK: Arrays that joblib puts into the stream

  /// A wrapper of an array, with its state; what the array holds follows.
  private func wrapper(_ shape: [UInt8], type: String) -> [UInt8] {
    code(
      "cjoblib.numpy_pickle\nNumpyArrayWrapper\n", ")", 0x81, "}", "(", text("shape"), "(",
      shape.flatMap { code("K", Int($0)) }, "t", text("dtype"),
      "cnumpy\ndtype\n", text(type), 0x85, "R", "(", "K", 3, text("<"), "NNN", "J",
      [UInt8](little: -1, 4), "J", [UInt8](little: -1, 4), "K", 0, "t", "b", "u", "b")
  }

  private func text(_ text: String) -> [UInt8] { code(0x8C, text.utf8.count, text) }

  @Test func numbersInTheStream() throws {
    guard case .numbers(let stored) = try root(wrapper([2], type: "f8"), [UInt8](doubles: [1, 2]))
    else { return #expect(Bool(false), "numbers") }
    #expect(stored.shape == [2] && stored.type == .float64)
    #expect(refusal(wrapper([2], type: "f8")) == "it is damaged or cut short")
  }

  /// Objects are a pickle of their own within the other one.
  @Test func objectsInTheStream() throws {
    #expect(
      try integers(wrapper([2], type: "O8"), 0x80, 4, "(", "K", 5, "K", 6, "l", ".") == [5, 6])
    // One within the other, as deep as nobody writes them.
    let deep = (0..<40).flatMap { _ in wrapper([1], type: "O8") }
    #expect(refusal(deep) == "it is damaged or cut short")
  }

  @Test func sizesThatCannotBe() {
    let huge = [UInt8](little: .max, 8)
    func shaped(_ type: String) -> [UInt8] {
      code(
        "cjoblib.numpy_pickle\nNumpyArrayWrapper\n", ")", 0x81, "}", "(", text("shape"), "(",
        0x8A, 8, huge, 0x8A, 8, huge, "t", text("dtype"), "cnumpy\ndtype\n", text(type), 0x85, "R",
        "u", "b")
    }
    #expect(refusal(shaped("f8")) == "it is damaged or cut short")
    #expect(refusal(wrapper([255], type: "V9")) != nil)
  }
}

extension PickleGraph {
  fileprivate static func read(_ bytes: [UInt8]) throws(PickleError) -> PickleGraph {
    try PickleMachine.graph(bytes)
  }
}

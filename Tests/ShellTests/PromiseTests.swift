import Foundation
import Testing

/// What the compiler takes on trust stands in the sources with its reason, and what could end the
/// program without one does not.
@Suite struct PromiseTests {
  /// Words of promises that nothing checks.
  private static let promises = [
    "@unchecked", "nonisolated(unsafe)", "unowned(unsafe)", "unsafeBitCast", "unsafeDowncast",
    "Unmanaged", "assumeIsolated", "fatalError(",
  ]

  /// The lines that force something, or promise it without a comment.
  private static func faults(in text: String) -> [(line: Int, what: String)] {
    var faults: [(Int, String)] = []
    var before = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      // Texts and comments are not code.
      let code = String(line).replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(
        /\/\/.*/, with: "")
      if code.contains("try!") || code.contains("as!") || code.contains(/[\w)\]}]!(?![=\w])/) {
        faults.append((number + 1, "forces"))
      }
      let isExplained = before.contains("//") || line.contains("//")
      if Self.promises.contains(where: code.contains), !isExplained {
        faults.append((number + 1, "promises without a reason"))
      }
      if !line.allSatisfy(\.isWhitespace) { before = String(line) }
    }
    return faults
  }

  @Test func nothingIsForcedOrPromisedWithoutAReason() throws {
    let root = TestSession.root + "Sources/"
    var count = 0
    let files = FileManager.default.enumerator(atPath: root)
    while let name = files?.nextObject() as? String {
      // Written by protoc.
      guard name.hasSuffix(".swift"), !name.hasSuffix(".pb.swift") else { continue }
      count += 1
      for fault in Self.faults(in: try String(contentsOfFile: root + name, encoding: .utf8)) {
        Issue.record("\(name):\(fault.line) \(fault.what)")
      }
    }
    #expect(count > 400)
  }

  @Test func forcingIsFound() {
    let text = """
      let a = try! b()
      let c = d as! E
      let f = g!
      let h = i[0]!.j
      if k != l, !m { }  // n!
      let o = "p!"
      final class Q: @unchecked Sendable {}
      // Guarded by its lock.
      final class R: @unchecked Sendable {}
      """
    #expect(Self.faults(in: text).map(\.line) == [1, 2, 3, 4, 7])
  }
}

import Core
import TestSupport
import Testing

@testable import Shell

/// The answers of commands beside values of another system.
@Suite struct ReferenceCommandTests {
  private func tolerance(_ name: String) -> Double {
    name.hasPrefix("breast") || name.hasPrefix("digits") ? 1e-12 : 1e-13
  }

  private func isClose(_ value: [Double], _ reference: [Double], _ name: String) -> Bool {
    largestDifference(value, reference) <= tolerance(name) * max(reference.largestMagnitude, 1e-300)
  }

  @Test(arguments: ReferenceNetwork.all)
  func commandsGiveTheReferences(of network: ReferenceNetwork) throws {
    let reference = try Reference.named(network.name)
    var session = try TestSession("load '\(TestSession.root)/\(network.path)'", "set fd.limit 1e-9")
    #expect(!reference.points.isEmpty)
    for point in reference.points.prefix(try session.network.inputCount > 20 ? 1 : 3) {
      try session.report(
        "set input \(point.input.map(NumberFormat.shortest).joined(separator: " "))")
      #expect(isClose(try session.json("output").vector("value"), point.output, network.name))

      let jacobian = try session.json("jacobian")
      #expect(isClose(try jacobian.matrix("value").flat, point.jacobian.flat, network.name))
      #expect(["agrees", "limited by truncation"].contains(try jacobian.string("verdict")))

      let hessian = try session.json("hessian")
      let value = try hessian.cube("value")
      if let expected = point.hessian {
        for (k, entries) in expected.enumerated() {
          #expect(isClose(value[k].flat, entries.flat, network.name))
        }
      }
      let entries = point.hessianEntries ?? []
      #expect(
        isClose(entries.map { value[$0.output][$0.i][$0.j] }, entries.map(\.value), network.name))
      #expect(value.allSatisfy { matrix in Matrix(matrix) == Matrix(matrix).transposed })
    }
  }
}

import Core
import Formats
import Foundation
import TestSupport
import Testing

/// Some of the onnx package's own tests of operators, as networks; see SOURCE.txt beside them.
@Suite struct ONNXNodeTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var tolerance: Double
    var input: [Double]
    var output: [Double]
    var jacobian: [[Double]]?

    var testDescription: String { name }
  }

  static let cases: [Case] = {
    guard let bytes = try? TestFiles.bytes("Tests/Networks/onnx_nodes/cases.json") else {
      return []
    }
    return (try? JSONDecoder().decode([Case].self, from: Data(bytes))) ?? []
  }()

  @Test func thereAreCases() { #expect(Self.cases.count >= 40) }

  @Test(arguments: cases) func valuesAgree(of operation: Case) throws {
    let network = try readFile("onnx_nodes/\(operation.name)").network
    try expect(network(operation.input), operation.output, operation.tolerance)
    guard let expected = operation.jacobian else { return }
    let jacobian = try NetworkMap(network).jacobian(at: operation.input)
    try expect(
      (0..<jacobian.rows).flatMap { Array(jacobian.row($0)) }, Array(expected.joined()),
      operation.tolerance)
  }

  private func expect(_ found: [Double], _ expected: [Double], _ tolerance: Double) throws {
    try #require(found.count == expected.count)
    let largest = expected.largestMagnitude
    for (mine, theirs) in zip(found, expected) {
      #expect(abs(mine - theirs) <= tolerance * largest)
    }
  }
}

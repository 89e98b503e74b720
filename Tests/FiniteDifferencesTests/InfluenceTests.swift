import TestSupport
import Testing

@testable import Core
@testable import FiniteDifferences

@Suite struct InfluenceTests {
  private func network(_ last: [[Double]], _ hidden: String) throws -> NetworkMap {
    let activation = try #require(Activation(named: hidden))
    return NetworkMap(
      Network(
        name: "",
        layers: [
          Layer(weights: Matrix([[1], [2], [3]]), bias: [0, 0, 0], activation: activation),
          Layer(weights: Matrix(last)),
        ]))
  }

  /// Outputs 1 and 3 depend on the first neuron alone, output 2 on the others.
  @Test func outputsOfTheSameNeuronsAreOneGroup() throws {
    let groups = Influence.groups(of: try network([[1, 0, 0], [0, 1, 1], [2, 0, 0]], "poslin"))
    #expect(groups.map(\.outputs) == [[0, 2], [1]])
    #expect(groups[0].influence.has(0, ofStage: 1) && !groups[0].influence.has(1, ofStage: 1))
    #expect(!groups[1].influence.has(0, ofStage: 1) && groups[1].influence.has(2, ofStage: 1))
  }

  @Test func twoOutputsOfDifferentNeuronsAreTwoGroups() throws {
    let groups = Influence.groups(of: try network([[1, 0, 0], [0, 1, 1]], "poslin"))
    #expect(groups.map(\.outputs) == [[0], [1]])
    // All counts of an output alone.
    let alone = Influence.groups(of: try network([[1, 1, 1]], "poslin"))
    #expect(alone.map(\.outputs) == [[0]])
    #expect((0..<3).allSatisfy { alone[0].influence.has($0, ofStage: 1) })
  }

  /// One search does for all where every output depends on everything, or nothing has a corner.
  @Test func mostNetworksAreOneGroup() throws {
    #expect(Influence.groups(of: try network([[1, 2, 3], [4, 5, 6]], "poslin")).count == 1)
    #expect(Influence.groups(of: try network([[1, 0, 0], [0, 1, 1]], "tansig")).count == 1)
  }
}

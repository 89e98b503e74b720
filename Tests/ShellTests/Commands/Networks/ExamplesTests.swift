import Core
import Formats
import Testing

@testable import Shell

@Suite struct ExamplesTests {
  @Test(arguments: Example.all.map(\.name))
  func eachReadsWithoutWarnings(name: String) throws {
    let example = try #require(Example.all.first(where: { $0.name == name }))
    let read = try ModelFile.read(example.bytes, name: name)
    #expect(read.warnings.isEmpty)
    #expect(read.network.name == name)
    #expect(read.network.input != nil)
    #expect(!example.summary.isEmpty)
  }

  @Test func smallIsTheNetworkOfTheDocuments() throws {
    let example = try #require(Example.all.first { $0.name == "small" })
    let network = try ModelFile.read(example.bytes, name: "small").network
    #expect(network.parameterCount == 17)
    #expect(network.input == [0.5, -1])
    #expect(network.layers[0].weights == Matrix([[1, -0.5], [0.3, 0.8], [-1.2, 0.4]]))
  }
}

import Core
import Formats
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  /// A header and float32 numbers behind it.
  private func file(_ header: String, _ numbers: [Float] = []) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32($0))) }
      }
  }

  /// The order of names is that of their numbers, not of the file.
  @Test func layersStandInTheOrderOfTheirNumbers() throws {
    let header = """
      {"__metadata__": {"activation": "tanh"},
       "10.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
       "2.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [4, 8]}}
      """
    let read = try ModelFile.read(file(header, [10, 2]), name: "a.safetensors")
    #expect(read.origins == ["2", "10"])
    #expect(read.network.layers.map { $0.weights[0, 0] } == [2, 10])
    #expect(read.network.layers.map(\.activation.name) == ["tansig", "purelin"])
    #expect(read.remarks.contains { $0.hasPrefix("activation is 'tanh'") })
  }

  @Test func anActivationThatTheFileContradictsIsWarnedOf() throws {
    let header = """
      {"__metadata__": {"activation": "tanh"},
       "0.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]},
       "2.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [4, 8]}}
      """
    var options = ReadOptions()
    options.activations = [Activation(.poslin)]
    let read = try ModelFile.read(file(header, [1, 2]), name: "a.safetensors", options: options)
    #expect(
      read.warnings.map(\.message)
        == ["activation is 'tanh' in the file, and other activations were given"])
  }

  @Test func aSlopeForEachNeuronIsAPReLU() throws {
    let header = """
      {"0.weight": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
       "1.weight": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
       "2.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [16, 24]}}
      """
    let read = try ModelFile.read(
      file(header, [1, 1, 0.5, 0.25, 1, 1]), name: "a.safetensors")
    #expect(read.network([-4]) == [-3])
    #expect(read.remarks.contains("'1' has one number a neuron and no bias: taken as PReLU"))
  }

  @Test(
    arguments: [
      (#"{"w": {"dtype": "F8", "shape": [1], "data_offsets": [0, 1]}}"#, "type that is not read"),
      (#"{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#, "does not fit into"),
      (#"{"w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}"#, "does not fit into"),
      (#"{"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}"#, "does not fit into"),
      (
        #"{"w": {"dtype": "F32", "shape": [9e18, 9e18], "data_offsets": [0, 4]}}"#,
        "does not fit into"
      ),
      (#"{"w": }"#, "its header: line 1, column 7"),
    ])
  func headersThatAreRefused(header: String, expected: String) {
    let message = refusal(file(header, [1]), named: "a.safetensors")
    #expect(message?.hasPrefix("a safetensors file: ") == true)
    #expect(message?.contains(expected) == true, "\(message ?? "read")")
  }

  @Test func aHeaderIsNotLargerThanItsFile() {
    let bytes = [UInt8](repeating: 0xFF, count: 7) + [0x7F, UInt8(ascii: "{")]
    #expect(
      refusal(bytes, named: "a.safetensors")
        == "the name ends in .safetensors, but its bytes are neither safetensors nor another format "
        + "that is known here; is it damaged?")
  }
}

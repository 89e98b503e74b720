import Core
import Formats
import TestSupport
import Testing

/// Small files that ask for much, or say something else than they are.
@Suite struct HostileFileTests {
  private func changed(
    _ path: String, _ activations: [Activation]? = nil, _ change: (inout [UInt8]) -> Void
  ) throws -> ReadNetwork {
    var bytes = try TestFiles.bytes("Tests/Networks/" + path)
    change(&bytes)
    var options = ReadOptions()
    options.activations = activations
    return try ModelFile.read(bytes, name: path, options: options)
  }

  private func message(_ read: () throws -> ReadNetwork) -> String? {
    #expect(throws: ModelFileError.self) { try read() }?.message
  }

  /// x + x, sixty times: 2^60 x, in as many steps and not in as many terms.
  @Test func aValueAddedToItselfAgainAndAgain() throws {
    let network = try readFile("onnx_own/doubled_60_times.onnx").network
    let x = (0..<network.inputCount).map { Double($0) + 1 }
    #expect(network(x) == x.map { $0 * 0x1p60 })
  }

  @Test func aValueJoinedToItselfAgainAndAgainIsRefused() {
    #expect(
      message { try readFile("onnx_own/refused_joined_40_times.onnx") }?.hasSuffix(
        "it joins 1048576 values, more than are read") == true)
  }

  @Test func aNameOfTwoLinesIsInOneLine() throws {
    #expect(
      try fileRefusal("onnx_own/silu_composed.onnx") { $0.output = "a\r\nb" }?
        .hasPrefix(#"an ONNX file: it has no output 'a\r\nb'; it has "#) == true)
  }

  /// The head of a safetensors file is a length, whose bytes can be the marks of others.
  @Test(arguments: [("80 02", 0x280), ("78 01", 0x178)])
  func lengthsThatLookLikeMarks(_: String, length: Int) throws {
    let start =
      #"{"weight.0":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"#
      + #""0.weight":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]}"#
    let header = start + String(repeating: " ", count: length - start.utf8.count - 1) + "}"
    let bytes =
      (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: 16)
    #expect(try ModelFile.read(bytes, name: "a.safetensors").format == "a safetensors file")
  }

  /// One byte of the weights, which nothing else than the checksum of the zip tells.
  @Test func aChangedByteOfAZipIsFound() {
    let text = message {
      try changed("pytorch_own/t113_sd.pt", [Activation(.tansig)]) { bytes in
        // The first tensor is stored, and begins at a multiple of 64.
        let place = bytes.indices.first { bytes[$0...].starts(with: Array("FB".utf8)) } ?? 0
        bytes[(place + 63) / 64 * 64] ^= 1
      }
    }
    #expect(text?.contains("is damaged: its checksum is another") == true, "\(text ?? "")")
  }

  @Test func aZipThatIsCutShortIsCalledSo() {
    #expect(
      message { try changed("keras_own/diabetes_tanh.keras") { $0.removeLast($0.count / 2) } }
        == "a zip file: the zip is damaged or cut short")
  }

  @Test func anOptionThatMeansNothingIsNotPassedOver() {
    #expect(
      message { try readFile("onnx_own/doubled_60_times.onnx") { $0.layers = ["a"] } }
        == "a file of ONNX: 'layers' means nothing for it")
    #expect(
      message { try readFile("keras_own/diabetes_tanh.h5") { $0.variable = "net" } }
        == "a file of Keras (.h5, .keras): 'variable' means nothing for it")
  }

  @Test func scalingIsLeftOutWhereItIsAskedFor() throws {
    let whole = try readFile("sklearn_pickle_own/sk1.9.1_reg.pkl")
    let raw = try readFile("sklearn_pickle_own/sk1.9.1_reg.pkl") { $0.isRaw = true }
    #expect(raw.network.layers == Array(whole.network.layers.dropFirst()))
    #expect(raw.remarks.last == "scaling left out: standardscaler")
    let none = try readFile("sklearn_pickle_own/sk1.9.1_bin.pkl") { $0.isRaw = true }
    #expect(none.remarks.last == "there is no scaling to leave out")
  }
}

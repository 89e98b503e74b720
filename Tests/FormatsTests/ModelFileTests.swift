import Core
import Formats
import Testing

@Suite struct ModelFileTests {
  /// A zip of one empty member `a`.
  private static let zip: [UInt8] = [
    0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
    0x61, 0x50, 0x4B, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x21, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00,
    0x00, 0x00, 0x61, 0x50, 0x4B, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00,
    0x2F, 0x00, 0x00, 0x00, 0x1F, 0x00, 0x00, 0x00, 0x00, 0x00,
  ]

  private let minimal = #"""
    {"format": "netrepl-network", "version": 1,
     "layers": [{"weights": [[1, 2]], "bias": [0.5], "activation": "Tanh"}]}
    """#

  @Test func theBytesDecideNotTheName() throws {
    for name in ["a.json", "models/a.onnx", "a", "a.b/a"] {
      let read = try ModelFile.read(Array(minimal.utf8), name: name)
      #expect(read.network.name == "a")
      #expect(read.network.layers[0].activation.name == "tansig")
      #expect(read.format == "the program's own JSON (format \"netrepl-network\")")
      #expect(read.warnings.isEmpty)
    }
  }

  @Test func namesWithControlCharactersAreKept() throws {
    let text = minimal.replacing("\"version\"", with: #""name": "a\u001b[31m", "version""#)
    #expect(try ModelFile.read(Array(text.utf8), name: "x").network.name == "a\u{1B}[31m")
  }

  @Test(
    arguments: [
      (Array("\u{1F}".utf8) + [0x8B, 0x08], "a gzip"),
      (Self.zip, "a zip (but no Keras, PyTorch or NumPy)"),
      ([0xFF, 0xFE, 0x7B, 0x00], "a UTF-16 text"),
    ] as [([UInt8], String)])
  func otherKindsAreRecognised(bytes: [UInt8], kind: String) {
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(bytes, name: "net.json")
    }
    #expect(
      error?.message
        == "this looks like \(kind) file; this version reads "
        + ModelFile.formatNames.joined(separator: ", "))
  }

  /// Of kinds that are read, with nothing behind their marks.
  @Test(
    arguments: [
      (Array("MATLAB 7.3 MAT-file, Platform".utf8), "a MATLAB file: "),
      (Array("MATLAB 5.0 MAT-file, Platform".utf8), "a MATLAB file: "),
      ([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "a safetensors file: "),
      (
        [0x7B, 0, 0, 0, 0, 0, 0, 0, 0x7B] + Array(repeating: 0x20, count: 0x7B),
        "a safetensors file: "
      ),
      ([0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8), "an ONNX file: "),
      (Array("FANN_FLO_2.1".utf8), "a FANN file: "),
      (Array("<?xml version=\"1.0\"?>".utf8), "a PMML file: "),
    ] as [([UInt8], String)])
  func marksDecide(bytes: [UInt8], kind: String) {
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(bytes, name: "net.json")
    }
    #expect(error?.message.hasPrefix(kind) == true)
  }

  @Test func endingsHelpWhereBytesDoNot() {
    func problem(_ name: String) -> ModelFileError.Problem? {
      #expect(throws: ModelFileError.self) {
        try ModelFile.read(Array("// text".utf8), name: name)
      }?.problem
    }
    #expect(problem("net.nnet") == .refused("a .nnet file", "it ends too early"))
    if case .refused("a MATLAB program", _)? = problem("folder/net.M") {
    } else {
      Issue.record("net.M")
    }
    #expect(problem("net.txt") == .unrecognised)
    #expect(problem(".nnet/net") == .unrecognised)
    #expect(problem("net.JSON") == .notJSON("expected a value, found '/'"))
  }

  @Test func hugeFilesAreRefusedUnread() {
    // Zeroed memory that is never touched costs nothing.
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(Array(repeating: 0, count: ReadLimit.size.standard + 1), name: "a")
    }
    #expect(
      error?.message
        == "it has 268435457 bytes, and read.size is 268435456; `set read.size 268435457` allows it"
    )
  }

  @Test func warningsNameTheFirstThree() throws {
    let text = #"""
      {"format": "netrepl-network", "version": 1, "optimizer": {"name": "adam"},
       "layers": [
         {"weights": [[1, 2], [3, 4]], "bias": [0, 0], "activation": "tanh", "units": 2},
         {"weights": [[1, NaN], ["inf", 4], [-Infinity, 1]], "bias": [1, "nan", 3],
          "activation": "linear"}]}
      """#
    let read = try ModelFile.read(Array(text.utf8), name: "a.json")
    #expect(
      read.warnings.map(\.message) == [
        "4 parameters are not finite: W2[1,2] is nan, W2[2,1] is inf, W2[3,1] is -inf and 1 more",
        "unknown keys ignored: \"optimizer\", \"units\" in layer 1",
      ])
    #expect(read.network.layers[1].bias[1].isNaN)
  }

  @Test func writingKnowsItsEndings() throws {
    let network = try ModelFile.read(Array(minimal.utf8), name: "a").network
    #expect(ModelFile.writableEndings == ["json", "safetensors", "npz", "onnx", "m"])
    #expect(try ModelFile.write(network, endingIn: ".JSON").isEmpty == false)
    func message(_ ending: String) -> String? {
      #expect(throws: ModelFileError.self) { try ModelFile.write(network, endingIn: ending) }?
        .message
    }
    let written = "networks are written as .json, .safetensors, .npz, .onnx, .m"
    #expect(message("pt") == "cannot write '.pt'; \(written)")
    #expect(message("") == "the name has no ending; \(written)")
  }
}

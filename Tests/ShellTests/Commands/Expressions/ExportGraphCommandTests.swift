import Foundation
import TestSupport
import Testing

@testable import Shell

@Suite struct ExportGraphCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func saysWhatTheGraphTakesAndGives() throws {
    var session = try TestSession("load example small")
    let file = folder.file("net.onnx")
    let text = try session.text("export \(file) with jacobian hessian opset 15", width: 400)
    let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    #expect(
      text
        == "Wrote \(file): I to A, J, H of small, a batch of rows at a time, in double; opset 15, "
        + "\(Memory.words(Double(try #require(size)))).\n")
    let gradient = try session.text("export \(file) with gradient", width: 400)
    #expect(gradient.contains("I to A, gradient of small") && gradient.contains("opset 18"))
  }

  @Test(arguments: [
    "export net.onnx", "export net.onnx with", "export net.onnx with jacobi",
    "export net.onnx with jacobian opset", "export J net.onnx",
  ])
  func whatDoesNotFitWritesNothing(line: String) throws {
    var session = try TestSession("load example small")
    let path = folder.file("net.onnx")
    #expect(throws: CommandError.self) {
      try session.text(line.replacing("net.onnx", with: path))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    let error = #expect(throws: CommandError.self) { try session.text("export x.onnx with all") }
    #expect(error?.message.contains("jacobian, hessian or gradient") == true)
  }

  @Test(arguments: ["save", "export"]) func onlySomeOpsets(command: String) throws {
    var session = try TestSession("load example small")
    let file = folder.file("net.onnx")
    let line = command == "save" ? "save \(file) opset 12" : "export \(file) with jacobian opset 22"
    let error = #expect(throws: CommandError.self) { try session.text(line) }
    #expect(error?.message.contains("is not written; 13 to 21 are") == true)
  }

  @Test func aPlantedMistakeIsNotTakenAway() throws {
    var session = try TestSession("load example small", "plant wrong-sign layer 1")
    let error = #expect(throws: CommandError.self) {
      try session.text("export \(folder.file("net.onnx")) with jacobian")
    }
    #expect(error?.message.contains("`unplant` before an export") == true)
  }
}

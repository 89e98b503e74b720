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
    ("export net.onnx", "needs 'with' next"),
    ("export net.onnx with", "needs a derivative next"),
    (
      "export net.onnx with jacobain",
      "'jacobain' is nothing that a graph gives; did you mean 'jacobian'?"
    ),
    ("export net.onnx with adjoint", "there are jacobian, hessian, gradient"),
    ("export J net.onnx", "an .onnx file has derivatives: export net.onnx with jacobian hessian"),
  ])
  func whatDoesNotFitIsNamed(line: String, message: String) throws {
    var session = try TestSession("load example small")
    let path = folder.file("net.onnx")
    let error = #expect(throws: CommandError.self) {
      try session.text(line.replacing("net.onnx", with: path))
    }
    #expect(
      error?.message.replacing(path, with: "net.onnx").contains(message) == true,
      "\(String(describing: error))")
    #expect(!FileManager.default.fileExists(atPath: path))
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

import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

/// These run as root too, where permissions forbid nothing: what must fail fails for everybody.
@Suite struct SaveCommandTests {
  @Test func whatIsSavedLoadsAsItWas() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example iris", "set input 1 -0.0 3e-300 4")
    try session.report(
      "set W2[1,1] 0.1+0.2; set b2[1] nan; set W2[1,2] -inf; set activation 2 elu(0.3)")
    let before = try session.network
    try session.report("save \(folder.file("net.json"))")
    var other = try TestSession()
    let report = try other.report("load \(folder.file("net.json"))")
    let after = try other.network
    #expect(after.layers.map(\.activation) == before.layers.map(\.activation))
    for (a, b) in zip(after.layers, before.layers) {
      #expect(a.weights.storage.map(\.bitPattern) == b.weights.storage.map(\.bitPattern))
      #expect(
        a.bias.map { $0.isNaN ? 0 : $0.bitPattern } == b.bias.map { $0.isNaN ? 0 : $0.bitPattern })
    }
    #expect(after.inputNames == before.inputNames && after.outputNames == before.outputNames)
    #expect(try other.input.map(\.bitPattern) == [1, -0.0, 3e-300, 4].map(\.bitPattern))
    #expect(after.name == "iris")
    // The numbers that are not finite are named.
    #expect(
      report.warnings.joined().contains("b2[1]") && report.warnings.joined().contains("W2[1,2]"))
  }

  @Test func savingSaysWhere() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    #expect(
      try session.text("save \(folder.file("a.json"))")
        == "Saved small to \(folder.file("a.json")).\n")
    #expect(
      try session.json("save \(folder.file("b.json"))").string("file") == folder.file("b.json"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "a.json", "b.json",
      ])
  }

  @Test func theModeOfAFileIsKept() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("old", to: "net.json")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    var session = try TestSession("load example small", "save \(file)")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o640)
    #expect(try session.report("load \(file)").warnings.isEmpty)
  }

  @Test func aLinkStaysALink() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "target.json")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.json"), withDestinationPath: "target.json")
    _ = try TestSession("load example small", "save \(folder.file("link.json"))")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link.json"))
        == "target.json")
    #expect(try folder.read("target.json").contains("netrepl-network"))
  }

  @Test func aLinkToNothingMakesItsTarget() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.json"), withDestinationPath: "target.json")
    _ = try TestSession("load example small", "save \(folder.file("link.json"))")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link.json"))
        == "target.json")
    #expect(try folder.read("target.json").contains("netrepl-network"))
  }

  @Test func aLongNameIsSavedToo() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "n", count: 250) + ".json"
    _ = try TestSession("load example small", "save \(folder.file(name))")
    #expect(try folder.read(name).contains("netrepl-network"))
  }

  @Test func aFolderInThePlaceOfTheFileIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    try folder.createParent(of: "net.json/inside.txt")
    try folder.write("inside", to: "net.json/inside.txt")
    var session = try TestSession("load example small")
    let error = try session.error("save \(folder.file("net.json"))")
    #expect(
      error.message == "\(folder.file("net.json")) is not a regular file; it was left as it is")
    #expect(error.range == 5..<(5 + folder.file("net.json").count))
    #expect(try folder.read("net.json/inside.txt") == "inside")
  }

  @Test func aBadPathLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "net.json")
    var session = try TestSession("load example small")
    let written = "networks are written as .json, .safetensors, .npz, .onnx, .m"
    let cases = [
      (folder.file("missing/net.json"), "there is no such folder"),
      (folder.file("net.json/net.json"), "a part of the path is not a folder"),
      (folder.file(String(repeating: "n", count: 300) + ".json"), "the name is too long"),
      (folder.file("net.txt"), "cannot write '.txt'; \(written)"),
      (folder.file("net"), "the name has no ending; \(written)"),
      ("''", "the name has no ending; \(written)"),
    ]
    for (path, message) in cases {
      let error = try session.error("save \(path)")
      #expect(error.message.hasSuffix(message), "\(error.message)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["net.json"])
    #expect(try folder.read("net.json") == "old")
  }
}

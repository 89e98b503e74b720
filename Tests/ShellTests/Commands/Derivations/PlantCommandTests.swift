import TestSupport
import Testing

@testable import Shell

@Suite struct PlantCommandTests {
  @Test func theChecksFindIt() throws {
    var session = try TestSession("load example small", "plant wrong-sign layer 1")
    #expect(try session.json("jacobian").string("verdict") == "wrong")
    #expect(try session.text("slope").contains("J is wrong"))
    #expect(try session.text("derive jacobian; step 3").contains("wrong"))
    #expect(try session.text("output", .json).contains("1.15063"))
    #expect(try session.text("guess dropped-layer") == "Wrong.\n")
    #expect(try session.text("guess wrong-sign layer 2").hasPrefix("Wrong: not in layer 2"))
    #expect(try session.text("guess wrong-sign").hasPrefix("Right"))
    #expect(
      try session.text("guess wrong-sign layer 1").contains("in layer 1 sigma' had the wrong"))
    #expect(try session.text("unplant").contains("wrong-sign"))
    #expect(try session.json("jacobian").string("verdict") == "agrees")
  }

  @Test func forgottenCurvatureLeavesTheJacobianRight() throws {
    var session = try TestSession("load example iris", "plant forgotten-curvature")
    #expect(try session.json("jacobian").string("verdict") == "agrees")
    #expect(try session.json("hessian").string("verdict") == "wrong")
    #expect(try session.json("why H1[1,2]").string("verdict") == "wrong")
    #expect(try session.text("slope").contains("H is wrong"))
  }

  @Test func aPlantedNetworkIsNotSaved() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small", "plant random seed 5")
    let line = "save \(folder.file("network.json"))"
    #expect(try session.error(line).message.contains("`unplant` before saving"))
    try session.report("unplant")
    try session.report(line)
  }

  @Test func seedsAndMistakes() throws {
    var names: Set<String> = []
    for seed in 1...20 {
      var session = try TestSession("load example post")
      let planted = try session.text("plant random seed \(seed)", .json)
      #expect(planted == "{\"command\":\"plant\",\"mistake\":null}\n")
      names.insert(try session.json("unplant").string("mistake"))
    }
    #expect(names.count > 1)
    var session = try TestSession("load example small")
    #expect(try session.error("guess wrong-sign").message.contains("no mistake is planted"))
    #expect(try session.error("unplant").message.contains("no mistake is planted"))
    #expect(try session.error("plant wrong-sin").message.contains("'wrong-sign'"))
    #expect(try session.error("plant wrong-sign layer 2").message.contains("would not show"))
    #expect(try session.error("plant random layer 9").message == "the network has layers 1 to 2")
    try session.report("plant random seed 1")
    let random = try session.error("guess random").message
    #expect(random == "no mistake 'random'; `help plant` lists them")
    #expect(try session.error("plant random").message.contains("planted already"))
    try session.report("undo")
    #expect(try session.json("hessian").string("verdict") == "agrees")
  }
}

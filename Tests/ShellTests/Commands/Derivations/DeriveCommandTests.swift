import TestSupport
import Testing

@testable import Shell

@Suite struct DeriveCommandTests {
  @Test func walkingThroughAHessian() throws {
    var session = try TestSession("load example small")
    #expect(try session.text("derive hessian").hasPrefix("Step 1 of 11   Where I enters\n"))
    #expect(try session.text("next").hasPrefix("Step 2 of 11"))
    #expect(try session.text("step 8").hasPrefix("Step 8 of 11   The term of layer 1\n"))
    #expect(
      try session.text("back").hasPrefix("Step 7 of 11   One entry of layer 1, neuron by neuron"))
    #expect(try session.text("steps").contains("*     7  One entry of layer 1, neuron by neuron"))
    #expect(try session.error("step 12").message == "the derivation has steps 1 to 11")
    try session.report("step 11")
    #expect(try session.text("next").contains("`derive hessian` begins again"))
    // One Enter too many in front of a class: the derivation is still there.
    #expect(try session.text("next").contains("That was the last step"))
    #expect(try session.text("back").hasPrefix("Step 11 of 11"))
    #expect(try session.text("back").hasPrefix("Step 10 of 11"))
    try session.report("derive jacobian")
    #expect(try session.error("back").message == "this is the first step")
  }

  @Test func theNumbersFollowTheInputAndTheNetwork() throws {
    var session = try TestSession("load example small", "derive jacobian")
    let before = try value(session.json("step 5"))
    #expect(try before == session.json("jacobian").matrix("value"))
    try session.report("set input 0.1 0.2")
    let after = try value(session.json("step"))
    #expect(try after == session.json("jacobian").matrix("value"))
    #expect(after != before)
    // A network with more layers: the same position in its own derivation.
    try session.report("new 2-3-3-1")
    #expect(try session.text("step").hasPrefix("Step 5 of 7"))
    try session.report("step 7; use small")
    #expect(try session.text("step").hasPrefix("Step 5 of 5"))
  }

  private func value(_ object: JSONObject) throws -> [[Double]] {
    let steps = try #require(object.members["steps"] as? [Any])
    #expect(steps.count == 1)
    let step = try #require(steps[0] as? [String: Any])
    return try #require(step["value"] as? [[Double]])
  }

  @Test func theJSONIsThatOfTheContract() throws {
    var session = try TestSession("load example small")
    let object = try session.json("derive hessian all")
    #expect(object.keys == ["command", "of", "steps", "network", "input"])
    #expect(try object.string("command") == "derive" && object.string("of") == "hessian")
    let steps = try #require(object.members["steps"] as? [[String: Any]])
    #expect(steps.count == 11)
    for step in steps {
      #expect(
        Set(step.keys) == ["title", "formula", "latex", "value", "error", "verdict", "explanation"])
      #expect(step["verdict"] as? String ?? "agrees" == "agrees")
    }
    let hessian = try session.json("hessian").cube("value")
    #expect(steps[8]["value"] as? [[[Double]]] == hessian)
    #expect(try session.json("derive softmax").string("of") == "softmax")
  }

  @Test func theWeightsOfALayer() throws {
    var session = try TestSession("load example iris", "set dout 1 0 0")
    #expect(try session.text("derive weights").hasPrefix("Step 1 of 10   Where W2 enters\n"))
    let steps = try #require(
      try session.json("derive weights wrt W3 all").members["steps"] as? [[String: Any]])
    let gradient = try session.json("gradient wrt W3").matrix("value")
    let values = try #require(steps[2]["value"] as? [Any])
    #expect(values[0] as? [[Double]] == gradient)
    #expect(try session.text("derive weights wrt b3").contains("Where W3 enters"))
    #expect(try session.error("derive weights wrt W9").message.contains("layers 1 to 3"))
    #expect(try session.error("derive weights wrt W1[1,1]").message.contains("leave out the index"))
    try session.report("derive weights wrt W3; load example small")
    #expect(try session.error("next").message.contains("of W3, but the network has layers 1 to 2"))
    try session.report("use iris; set dout 1 1 1")
    #expect(try session.text("derive weights").contains("with equal dout s is constant"))
  }

  static let screens = [
    "small", "iris", "post", "diabetes", "new 2-3-3-1", "new 4-8-8-8-2", "new 20-30-30-5",
    "new 3-2-2-2-2-2-2-2-2-2-2-2-2",
  ]

  @Test(arguments: screens, [80, 100])
  func everyStepFitsAClassroomScreen(_ name: String, width: Int) throws {
    var session = try TestSession(name.hasPrefix("new") ? name : "load example \(name)")
    for kind in ["jacobian", "hessian", "weights", "tansig", "softmax"] {
      var text = try session.text("derive \(kind)", .unicode, width: width)
      let titles = try #require(try session.json("steps").members["titles"] as? [Any])
      for position in titles.indices {
        if position > 0 { text = try session.text("next", .unicode, width: width) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // The command and the next prompt take a line each.
        #expect(lines.count <= 29, "\(kind): \(lines[0])")
        #expect(lines.allSatisfy { displayWidth(of: String($0)) <= width })
        #expect(lines[0].hasPrefix("Step \(position + 1) of \(titles.count)"))
      }
    }
  }

  @Test func oneOutputAndMistakes() throws {
    var session = try TestSession("load example iris")
    let object = try session.json("derive hessian of A2 all")
    let steps = try #require(object.members["steps"] as? [[String: Any]])
    let sum = try #require(steps.first { $0["title"] as? String == "The sum of the terms: H" })
    let value = try #require(sum["value"] as? [[Double]])
    #expect(try value == session.json("hessian of A2").matrix("value"))
    #expect(try session.error("derive hessian of f1").message == "give an output, such as A1")
    #expect(try session.error("derive hessian of A9").message.contains("1 to 3"))
    #expect(try session.error("derive hesian").message.contains("hesian"))
    var empty = try TestSession()
    #expect(try empty.error("derive jacobian").message.contains("no network is loaded"))
    #expect(try empty.text("derive tansig").contains("Step 1 of 6"))
  }

  @Test func whatAStepLeavesOutIsCounted() throws {
    var session = try TestSession("load example diabetes", "derive jacobian")
    let cut = try session.text("step 4", .unicode, width: 100)
    let rows = cut.split(separator: "\n").count { $0.hasPrefix("f2[") }
    let hidden = try #require(cut.firstMatch(of: /(\d+) rows and (\d+) columns not shown/))
    #expect(try 16 == rows + #require(Int(hidden.output.1)))
    #expect(cut.contains("`set limits off; step` shows all"))
    let whole = try session.text("set limits off; step", .unicode, width: 200)
    #expect(whole.split(separator: "\n").count { $0.hasPrefix("f2[") } == 16)
    #expect(!whole.contains("not shown"))
    let deep = try TestSession("new 3-2-2-2-2-2-2-2-2-2-2-2-2", "set limits on")
    session = deep
    #expect(try session.text("derive jacobian; next").contains("6 vectors not shown"))
    #expect(try session.text("derive jacobian all").contains("z6 = "))
  }

  @Test func whichOutputIsDerivedIsSaid() throws {
    var session = try TestSession("load example iris")
    #expect(try session.text("derive hessian").contains("Of the 3 outputs A1 is derived"))
    #expect(try !session.text("derive hessian of A2").contains("Of the 3 outputs"))
    #expect(try !session.text("load example small; derive hessian").contains("outputs A1"))
    try session.report("use iris; derive hessian of A3; use small")
    #expect(try session.error("next").message.contains("of A3, but the network has outputs 1 to 2"))
  }
}

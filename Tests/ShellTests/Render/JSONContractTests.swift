import Foundation
import TestSupport
import Testing

@testable import Formats
@testable import Shell

/// The shape that every answer has for programs, by walking the table of commands.
@Suite struct JSONContractTests {
  /// What comes first, in this order.
  private static let first = [
    "command", "of", "wrt", "shape", "value", "finiteDifference", "error", "bound", "verdict",
    "network", "input", "axes", "verdicts",
  ]
  private static let nested = ["value", "finiteDifference", "error", "bound"]

  /// These are answered by the loop, and have objects of their own or none.
  private static let names = (CommandTable.all + [.recall]).filter { $0.request == nil }
    .map(\.name)

  @Test(arguments: names)
  func everyAnswerHasTheShapeOfTheContract(name: String) throws {
    let folder = try TemporaryFolder()
    let spec = try #require((CommandTable.all + [.recall]).first { $0.name == name })
    for example in spec.examples {
      var session = try TestSession("load example iris")
      let report = try session.report(try folder.inside(example))
      let object = try JSONObject(JSONRenderer().render(report))
      let members = self.members(report.record.all)
      #expect(members.first == "command", "\(example)")
      if dependsOnTheInput(spec, example) {
        #expect(try object.string("network") == "iris", "\(example)")
        #expect(try object.vector("input") == session.input, "\(example)")
      }
      if name == "sweep" { #expect(try object.string("network") == "iris", "\(example)") }
      if object.keys.contains("finiteDifference") { try check(object, members, example) }
      for list in ["spectra", "gradients"] where object.keys.contains(list) {
        guard case .array(let count, let element) = report.record[list] else { continue }
        let parts = try object.parts(list)
        #expect(parts.count == count && count > 0)
        for (index, part) in parts.enumerated() {
          guard case .object(let members) = element(index) else {
            Issue.record("\(example): no object")
            continue
          }
          try check(part, self.members(members), example)
        }
      }
    }
  }

  /// The commands that answer with derivatives do so, however they are asked.
  @Test(arguments: [
    "jacobian", "jacobian entries", "jacobian of z2 wrt f1", "jacobian wrt W2", "jacobian wrt b1",
    "jacobian entries wrt W2", "jacobian of A2 wrt W3", "jacobian scaled", "hessian",
    "hessian of A2", "hessian entries", "hessian wrt b2", "hessian wrt W2 W1", "hessian wrt W2 I",
    "hessian entries wrt W2 b1", "hessian wrt all", "gradient wrt W1", "gradient wrt b2",
    "gradient wrt I", "hvp ones", "hvp wrt W2 ones", "set loss mse target 1 0 0; gaussnewton",
    "set loss mse target 1 0 0; gaussnewton wrt W2", "diagonal", "diagonal of A2", "laplacian",
    "spectrum", "spectrum G1", "budget", "show J", "show J[1]", "show J[1,2]", "show G2[1,2]",
    "show H", "show H2", "show H2[1]", "show H2[1,2]", "show ds/dW2[1,2]",
    "show d2s/dW2[1,2]dW1[2,1]", "why J[1,2]", "why H1[1,2]", "why ds/dI2", "claim tansig(x) = x",
    "claim tansig'(x) = 1 - T^2",
  ])
  func everyDerivativeIsACheckedAnswer(line: String) throws {
    for limit in ["10", "0"] {
      var session = try TestSession("load example iris", "set fd.limit \(limit)")
      let report = try session.report(line)
      let object = try JSONObject(JSONRenderer().render(report))
      try check(object, members(report.record.all), line)
    }
  }

  /// The reason why an entry has no finite difference stands beside the verdicts.
  @Test func uncheckedEntriesAreCounted() throws {
    var session = try TestSession("new 9-3-2 as n", "set fd.limit 1e-9")
    let jacobian = try session.json("jacobian").object("verdicts")
    #expect(jacobian as? [String: Double] == ["agrees": 4, "not in the sample": 14])
    let hessian = try #require(session.json("hessian").object("verdicts") as? [String: Double])
    #expect(hessian.values.reduce(0, +) == 162 && (hessian["not in the sample"] ?? 0) > 100)
  }

  /// What a file told stands behind what every network has.
  @Test func aNetworkOfAFileTellsWhereItComesFrom() throws {
    let file = TestFiles.place(of: "Tests/Networks/pytorch_own/t113_sd.pt")
    var session = try TestSession("load '\(file)' activations relu")
    let members = members(try session.report("network").record.all)
    #expect(
      members == [
        "command", "name", "widths", "activations", "parameters", "input", "format", "origins",
        "remarks",
      ])
  }

  // MARK: The contract

  private func members(_ members: [(name: String, value: JSON)]) -> [String] {
    let names = members.map(\.name)
    #expect(Set(names).count == names.count, "each member once")
    return names
  }

  private static func isClaim(_ line: String) -> Bool {
    line.hasPrefix("claim") || line.hasPrefix("assert")
  }

  private func check(_ object: JSONObject, _ members: [String], _ line: String) throws {
    let first = Self.first.filter(members.contains)
    // What became of a claim stands before its rows.
    let found = Self.isClaim(line) ? members.filter(first.contains) : members
    #expect(Array(found.prefix(first.count)) == first, "\(line)")
    // A claim is about a function alone; one of several answers leaves the command to the whole.
    let missing = Set(Self.first).subtracting(first)
    #expect(missing.isSubset(of: ["command", "network", "input"]), "\(line): \(missing)")
    #expect(!missing.contains("network") || Self.isClaim(line), "\(line)")

    _ = try object.string("of")
    if let wrt = object.members["wrt"] as? [String] {
      #expect(wrt.count == 2, "\(line)")
    } else {
      _ = try object.string("wrt")
    }
    let shape = try object.shapeMember()
    for key in Self.nested { #expect(object.shape(key) == shape, "\(line): \(key)") }
    let axes = try #require(object.members["axes"] as? [Any])
    #expect(axes.map { ($0 as? [String])?.count } == shape, "\(line)")
    let verdicts = try #require(object.object("verdicts") as? [String: Double])
    #expect(verdicts.values.reduce(0, +) == Double(shape.reduce(1, *)), "\(line)")
    let known = [
      "agrees", "limited by rounding", "limited by truncation", "not checkable",
      "no derivative here", "wrong",
    ]
    if object.members["verdict"] is NSNull {
      #expect(known.allSatisfy { verdicts[$0] == nil }, "\(line)")
    } else {
      let worst = known.last { verdicts[$0] != nil }
      #expect(try object.string("verdict") == worst, "\(line)")
    }
  }

  private func dependsOnTheInput(_ spec: CommandSpec, _ example: String) -> Bool {
    switch spec.group {
    case .networks, .session: false
    case .values, .derivatives, .analysis, .pictures, .checks:
      !["sweep", "pin", "unpin"].contains(spec.name) && !example.hasPrefix("set precision")
        && !example.hasPrefix("export code") && !example.hasPrefix("export net.onnx")
    case .derivations:
      ["derive", "next", "back", "step", "steps", "why"].contains(spec.name)
        && example != "derive tansig"
    }
  }
}

extension JSONObject {
  fileprivate func shapeMember() throws -> [Int] {
    try #require(members["shape"] as? [Any]).map {
      try #require(Int(exactly: $0 as? Double ?? .nan))
    }
  }
}

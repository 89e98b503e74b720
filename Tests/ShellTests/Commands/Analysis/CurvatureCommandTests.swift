import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct CurvatureCommandTests {
  @Test(arguments: ["small", "iris", "diabetes"]) func budgetSumsToH(_ name: String) throws {
    var session = try TestSession("load example \(name)")
    let budget = try session.json("budget of A1")
    let hessian = try session.json("hessian of A1").matrix("value")
    let terms = try #require(budget.members["terms"] as? [[String: Any]])
    let values = try terms.map { try #require($0["value"] as? [[Double]]) }
    let size = values.map { $0.flat.largestMagnitude }.reduce(0, +)
    for i in hessian.indices {
      for j in hessian.indices {
        let sum = values.reduce(0) { $0 + $1[i][j] }
        #expect(abs(sum - hessian[i][j]) <= 1e-14 * size)
      }
    }
    #expect(try budget.number("difference") <= 1e-14 * size)
  }

  @Test func budgetOfANetworkWithoutCurvature() throws {
    var session = try TestSession("new 2-3-1 purelin seed 1", "set input 1 2")
    #expect(try session.text("budget").contains("No layer curves here"))
    #expect(try session.json("budget").number("rankBound") == 0)
  }

  /// The length of a bar overflowed, and no whole number is as long.
  @Test func spectrumOfHugeNumbers() throws {
    var session = try TestSession("load example small", "set W2[1,1] 1e308")
    let text = try session.text("spectrum").squeezed
    #expect(text.contains("v1 4.01599e307 ####################"))
    // 0.3 is a singular value too, below the rounding of the first.
    #expect(text.contains("1 direction of I counts as flat"))
  }

  @Test func budgetOfABottleneckAndOfWhatIsNotFinite() throws {
    var session = try TestSession("new 6-2-8-1 seed 1")
    let text = try session.text("budget").squeezed
    #expect(text.contains("Rank at most 2, the number of directions that A1 can bend along"))
    #expect(text.contains("the width of z1. At least 4 directions of I are flat"))
    #expect(text.contains("Layers 1 and 2 work against each other: cosine -0.96."))
    #expect(try session.json("spectrum H1").members["spectra"] is [Any])
    try session.report("set W1[1,1] nan")
    let broken = try session.text("budget")
    #expect(broken.contains("A term is not finite") && !broken.contains("Rank"))
  }

  @Test(arguments: ["small", "iris", "diabetes"]) func diagonalsAgree(_ name: String) throws {
    var session = try TestSession("load example \(name)")
    let (diagonal, laplacian) = (try session.json("diagonal"), try session.json("laplacian"))
    #expect(try diagonal.string("verdict") == "agrees")
    #expect(try laplacian.string("verdict") == "agrees")
    let hessians = try session.json("hessian").cube("value")
    for (k, hessian) in hessians.enumerated() {
      let right = hessian.indices.map { hessian[$0][$0] }
      let scale = hessian.flat.largestMagnitude
      #expect(largestDifference(try diagonal.matrix("value")[k], right) <= 1e-13 * scale)
      let sum = try laplacian.vector("value")[k]
      #expect(abs(sum - right.reduce(0, +)) <= 1e-13 * scale)
    }
  }

  @Test func aPlantedMistakeIsCaught() throws {
    var session = try TestSession("load example iris", "plant random seed 2")
    let verdicts = try ["jacobian", "diagonal", "laplacian"].map {
      try session.json($0).string("verdict")
    }
    #expect(verdicts.contains("wrong"))
    #expect(verdicts[1] == verdicts[2])
  }

  @Test func spectraOfTheExamples() throws {
    var session = try TestSession("load example iris")
    let jacobian = try session.json("spectrum")
    // The columns of J sum to 0, since probabilities sum to 1: one singular value counts as 0.
    #expect(try jacobian.number("rank") == 2)
    #expect(try jacobian.string("condition") == "inf")
    #expect(try jacobian.number("reconstruction") <= 1e-13)
    let all = try session.json("spectrum H")
    let spectra = try #require(all.members["spectra"] as? [[String: Any]])
    #expect(spectra.count == 3)
    for spectrum in spectra {
      #expect(try #require(spectrum["reconstruction"] as? Double) <= 1e-13)
    }
    #expect(try session.text("spectrum H2").contains("Indefinite: A2 bends upwards"))
    for spectrum in spectra { #expect(spectrum["verdict"] as? String == "agrees") }
    #expect(try jacobian.string("verdict") == "agrees")
    let (values, differences) = (
      try jacobian.vector("values"), try jacobian.vector("finiteDifference")
    )
    #expect(largestDifference(values, differences) <= 1e-13)
    #expect(try session.json("spectrum G2").matrix("inputDirections").count == 4)
  }

  @Test(arguments: ["iris", "diabetes"]) func gainsEnterOnceAndTwice(_ name: String) throws {
    var session = try TestSession("load example \(name)")
    let json = try session.json("jacobian scaled")
    let gains = try json.vector("inputGains")
    let outputs = try json.vector("outputGains")
    // The scaling layer is the first of these networks, and none is at the end.
    let weights = try session.network.layers[0].weights
    #expect(gains == gains.indices.map { weights[$0, $0] })
    #expect(outputs.allSatisfy { $0 == 1 })
    let whole = try session.json("jacobian").matrix("value")
    let inner = try session.json("jacobian wrt f1").matrix("value")
    let parts = try json.object("jacobian")
    #expect(parts["raw"] as? [[Double]] == whole && parts["scaled"] as? [[Double]] == inner)
    for k in whole.indices {
      let product = zip(inner[k], gains).map { $0 * $1 }
      #expect(largestDifference(product, whole[k]) <= 1e-13 * whole.flat.largestMagnitude)
    }
    let hessians = try json.object("hessian")
    let raw = try #require(hessians["raw"] as? [[[Double]]])
    let scaled = try #require(hessians["scaled"] as? [[[Double]]])
    for (k, hessian) in raw.enumerated() {
      let right = scaled[k].indices.map { i in
        scaled[k].indices.map { j in scaled[k][i][j] * gains[i] * gains[j] }
      }
      #expect(
        largestDifference(hessian.flat, right.flat) <= 1e-13 * hessian.flat.largestMagnitude)
    }
  }

  @Test(arguments: ["iris", "diabetes"], [80, 100])
  func scaledFitsAScreenBesideItsDifferences(_ name: String, width: Int) throws {
    var session = try TestSession("load example \(name)")
    let lines = try session.text("jacobian scaled", .unicode, width: width)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 30 && lines.allSatisfy { displayWidth(of: String($0)) <= width })
    #expect(try session.json("jacobian scaled").string("verdict") == "agrees")
    try session.report("plant wrong-sign layer 2")
    #expect(try session.json("jacobian scaled").string("verdict") == "wrong")
  }

  @Test func mistakesShowInTheBudgetAndTheSpectrum() throws {
    var session = try TestSession("load example diabetes")
    for command in ["budget", "spectrum J"] {
      #expect(try session.json(command).string("verdict") == "agrees")
    }
    try session.report("plant wrong-sign layer 3")
    for command in ["budget", "spectrum J"] {
      #expect(try session.json(command).string("verdict") == "wrong")
    }
    #expect(try session.text("budget").contains("contradict each other"))
  }

  @Test func thereIsOneUnitAloneWithoutScaling() throws {
    var session = try TestSession("load example small")
    #expect(try session.error("jacobian scaled").message.contains("no layer of this network only"))
    #expect(try session.error("jacobian scaled wrt z1").message.contains("leave out of and wrt"))
  }

  @Test func theDoctorOfTheExamples() throws {
    var session = try TestSession("load example small")
    #expect(try session.text("doctor").contains("Nothing wrong"))
    try session.report("set b1[2] 20")
    let text = try session.text("doctor").squeezed
    #expect(text.contains("saturated layer 1, neuron 2"))
    #expect(text.contains("1 - T^2 loses 16 digits"))
    try session.report("undo; load example iris")
    let json = try session.json("doctor")
    #expect(try json.number("asymmetry") <= 1e-6)
    let findings = try #require(json.members["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["where"] as? String == "layer 3, neuron 1" })
    try session.report("set W2[4,1] nan")
    #expect(try session.text("doctor").squeezed.contains("not finite W2 or b2, row 4"))
  }

  @Test func theDoctorSeesAWrongJacobian() throws {
    var session = try TestSession("new 3-5-5-2 seed 3", "set input 0.1 -0.2 0.3")
    try session.report("plant transposed-weight layer 2")
    #expect(try session.text("doctor").contains("J is wrong"))
  }

  @Test func screensFit() throws {
    for name in ["small", "iris", "diabetes"] {
      var session = try TestSession("load example \(name)")
      for command in ["budget", "diagonal", "laplacian", "spectrum", "spectrum H", "doctor"] {
        for width in [80, 100] {
          let lines = try session.text(command, .unicode, width: width).split(separator: "\n")
          #expect(lines.allSatisfy { $0.count <= width }, "\(command): \(lines)")
        }
      }
    }
  }

  @Test func mistakesAreExplained() throws {
    var session = try TestSession("load example small")
    #expect(try session.error("spectrum H9").message == "H9: the network has outputs 1 to 2")
    #expect(try session.error("spectrum J[1,1]").message.contains("leave out the index"))
    #expect(try session.error("spectrum W1").message.contains("cannot stand here"))
    #expect(try session.error("budget of A9").range == 10..<12)
    try session.report("set W1[1,1] inf")
    #expect(try session.error("spectrum").message.contains("not finite"))
  }
}

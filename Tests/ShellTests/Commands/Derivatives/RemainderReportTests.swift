import Core
import Foundation
import Testing

@testable import Shell

/// What `perturb` proves of the remainder, as it is shown and as data.
@Suite struct RemainderReportTests {
  @Test func theRemainderShownIsTheErrorOfTheModel() throws {
    var session = try TestSession("load example small")
    for change in ["input 0.1 -0.05", "W1[1,1] 0.1", "b1[3] 0.2", "I2 0.1"] {
      let object = try session.json("perturb \(change)")
      let proof = try object.part("certificate")
      let (most, least) = (try proof.vector("most"), try proof.vector("least"))
      let intervals = try proof.matrix("remainder")
      let (actual, quadratic) = (try object.vector("actual"), try object.vector("quadratic"))
      for k in 0..<2 {
        let remainder = actual[k] - quadratic[k]
        // The numbers shown are rounded; the proof is about those that are not.
        #expect(intervals[k][0] - 1e-15 <= remainder && remainder <= intervals[k][1] + 1e-15)
        #expect(abs(remainder) <= most[k] + 1e-15 && most[k] <= 1.1 * least[k])
        for key in ["linear", "quadratic"] {
          let interval = try proof.matrix(key)[k]
          let shown = try object.vector(key)[k]
          #expect(interval[0] - 1e-15 <= shown && shown <= interval[1] + 1e-15)
          #expect(interval[1] - interval[0] < 1e-14)
        }
      }
    }
  }

  /// x² + 0·x: by hand, the quadratic model of x² leaves nothing.
  @Test func whatIsExactSaysSo() throws {
    let square = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.square))
    var parabola = TestSession(Network(name: "parabola", layers: [square], input: [0.1]))
    #expect(
      try parabola.text("perturb I1 0.3").contains(
        "The quadratic model is exact here. That is proven"))
    var linear = try TestSession("new 2-1 purelin seed 1", "set input 0.3 0.1")
    let text = try linear.text("perturb input 0.1 0.7")
    #expect(text.contains("Both models are exact here. That is proven"))
    #expect(!text.contains("no closer"))
  }

  @Test func aKinkIsNamed() throws {
    var session = try TestSession("load example small", "set activation 1 relu")
    let text = try session.text("perturb input 1 1").squeezed
    #expect(
      text.contains(
        "No bound of the remainder: it may come to the poslin kink of neuron 2, layer 1"))
    let object = try session.json("perturb input 1 1")
    #expect(object.members["certificate"] is NSNull)
    #expect(try object.string("obstacle").contains("poslin kink of neuron 2, layer 1"))
    // Not so far, and the neuron stays where it is.
    #expect(try session.text("perturb input 0.1 0.1").contains("Both models are exact here"))
  }

  @Test func theRadiusIsTrueAtBothEnds() throws {
    var session = try TestSession("load example small")
    let radius = try session.json("perturb input 0.1 -0.05 within 1e-4").part("radius")
    let (holds, fails) = (try radius.number("holds"), try radius.number("fails"))
    #expect(holds < fails && fails < 1.03 * holds)
    func error(_ t: Double) throws -> Double {
      let object = try session.json("perturb input \(0.1 * t) \(-0.05 * t)")
      return largestDifference(try object.vector("actual"), try object.vector("quadratic"))
    }
    #expect(try error(holds) <= 1e-4 && error(fails) > 0.9999e-4)
    let text = try session.text("perturb input 0.1 -0.05 within 1e-4").squeezed
    #expect(text.contains("The quadratic model is good to 0.0001 up to 0.69"), "\(text)")
    #expect(text.contains("it is not."))
    #expect(
      try session.text("perturb W2[1,1] 1 within 1e-9").squeezed.contains(
        "delta, proven; the search ends there.")
    )
  }

  /// Any point of the box stays below the bound; its largest corner is not far from it.
  @Test func theBoxHoldsAllItsPoints() throws {
    var session = try TestSession("load example small")
    let box = try session.json("perturb input 0.1 -0.05 box").part("box")
    let (most, least) = (try box.vector("most"), try box.vector("least"))
    for first in stride(from: -0.1, through: 0.1, by: 0.05) {
      for second in stride(from: -0.05, through: 0.05, by: 0.025) {
        let object = try session.json("perturb input \(first) \(second)")
        let (actual, quadratic) = (try object.vector("actual"), try object.vector("quadratic"))
        for k in 0..<2 { #expect(abs(actual[k] - quadratic[k]) <= most[k] + 1e-15) }
      }
    }
    #expect(zip(most, least).allSatisfy { $0 >= $1 && $0 < 1.3 * $1 }, "\(most) \(least)")
    let text = try session.text("perturb I1 0.1 box within 1e-3").squeezed
    #expect(text.contains("nowhere in the box") && text.contains("good to 0.001 in the box"))
  }

  /// Whatever is planted is contradicted by the proof, where it can be seen along that change.
  @Test func aPlantedMistakeIsContradicted() throws {
    var session = try TestSession("load example small", "plant forgotten-curvature")
    let text = try session.text("perturb input 0.1 -0.05").squeezed
    #expect(text.contains("J or H is wrong here."), "\(text)")
    try session.report("unplant")
    #expect(try !session.text("perturb input 0.1 -0.05").contains("wrong"))
  }

  @Test(arguments: [
    ("perturb input 1 1 within 0", "the tolerance must be a positive number", 25..<26),
    ("perturb input 1 1 within -1", "the tolerance must be a positive number", 25..<27),
    ("perturb input 1 1 within inf", "the tolerance must be a positive number", 25..<28),
    ("perturb W1[1,1] 1 box", "a box is of inputs: perturb input D... box", 18..<21),
  ])
  func whatCannotBeProvenSaysWhy(line: String, message: String, range: Range<Int>) throws {
    var session = try TestSession("load example small")
    #expect(try session.error(line) == CommandError(message, at: range))
  }

  /// Rounded to the side on which they stay true.
  @Test(arguments: [
    (1.2341e-5, "1.24e−5", "1.23e−5"), (-1.2341e-5, "−1.23e−5", "−1.24e−5"),
    (9.999e-1, "1.00e0", "9.99e−1"), (1, "1.00e0", "1.00e0"), (0, "0", "0"),
    (1.0049e300, "1.01e300", "1.00e300"), (Double.leastNonzeroMagnitude, "4.94e−324", "4.94e−324"),
  ])
  func boundsInWords(value: Double, most: String, least: String) {
    #expect(Prose.atMost(value) == most && Prose.atLeast(value) == least)
  }

  @Test func boundsInSentences() {
    #expect(
      Prose.bound(0.69928, up: false) == "0.6992" && Prose.bound(0.69928, up: true) == "0.6993")
    #expect(Prose.bound(0.5, up: true) == "0.5")
    #expect(Prose.bound(1_048_576, up: false) == "1.048e6")
  }
}

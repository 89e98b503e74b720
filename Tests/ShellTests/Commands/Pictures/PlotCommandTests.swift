import Core
import Formats
import TestSupport
import Testing

@testable import Shell

@Suite struct PlotCommandTests {
  /// A = tanh(x): all that is drawn is known.
  private func tanh(at x: Double) throws -> TestSession {
    let network = Network(
      name: "t",
      layers: [
        Layer(
          weights: Matrix([[1]]), bias: [0], activation: try #require(Activation(named: "tansig")))
      ])
    return TestSession(network, input: [x])
  }

  private func columns(_ object: JSONObject) throws -> JSONObject { try object.part("data") }

  @Test func theOutputWithItsModels() throws {
    var session = try tanh(at: 0.5)
    let data = try columns(session.json("plot A1 along I1 from 0 to 1"))
    let (x, a) = (try data.vector("I1"), try data.vector("A1"))
    #expect(x.first == 0 && x.last == 1 && x == x.sorted() && x.contains(0.5))
    // tanh, its slope 1 − T² and its curvature −2T(1 − T²) at 0.5.
    let t = 0.46211715726000975
    let (slope, curvature) = (1 - t * t, -2 * t * (1 - t * t))
    #expect(abs(a[0]) < 1e-15 && abs(a[a.count - 1] - 0.76159415595576489) < 1e-15)
    let (tangent, quadratic) = (try data.vector("tangent"), try data.vector("quadratic"))
    for (n, x) in x.enumerated() {
      let s = x - 0.5
      #expect(abs(tangent[n] - (t + slope * s)) < 1e-14)
      #expect(abs(quadratic[n] - (t + slope * s + curvature / 2 * s * s)) < 1e-14)
    }
  }

  /// The band holds the curve everywhere, and is no wider than a third of a third derivative allows.
  @Test func theBandHoldsTheCurve() throws {
    var session = try TestSession("load example iris")
    for line in ["plot A1 along I2", "plot A2 along I3 from 0 to 3", "plot A3 along 1 -1 0.5 0.2"] {
      guard case .plot(let plot)? = try session.report(line).picture else {
        Issue.record("no plot")
        continue
      }
      let band = try #require(plot.series.first { $0.form == .band })
      #expect(band.paths.count == 2, "\(line): both sides")
      let network = try session.network
      let input = try session.input
      let output = line.contains("A1") ? 0 : line.contains("A2") ? 1 : 2
      for (lower, upper) in zip(band.paths, band.upper) {
        for (low, high) in zip(lower, upper) {
          var moved = input
          switch output {
          case 0: moved[1] = low.x
          case 1: moved[2] = low.x
          default: moved = zip(input, [1, -1, 0.5, 0.2]).map { $0 + low.x * $1 }
          }
          let value = network(moved)[output]
          #expect(low.y - 1e-12 <= value && value <= high.y + 1e-12, "\(line) at \(low.x)")
        }
      }
    }
  }

  @Test func withoutAThirdDerivativeThereIsNoBand() throws {
    var session = try TestSession(
      "new 1-2-1 poslin seed 1 as k", "set W1 1 1", "set b1 0 0", "set input 0")
    let text = try session.text("plot A1 along I1").squeezed
    #expect(text.contains("No band towards"), "\(text)")
    #expect(text.contains("kink"))
    #expect(!text.contains("proven band"))
  }

  /// 20 columns and 12 lines: x = 0…4 stands at 0…19, y at 11…0, so the line is at y = 11 − 11k/19, rounded.
  @Test func theExactCharactersOfASmallPlot() {
    let plot = Plot(
      title: "p", x: .init(label: "x", range: 0...4), y: .init(label: "y", range: 0...4),
      series: [.init("line", .solid, .main, [.init(0, 0), .init(4, 4)])],
      marks: [.init(name: "here", point: .init(2, 2))])
    let layout = TextLayout(width: 24, numbers: NumberFormat(), spell: PlainSpelling.spell)
    let lines = PlotLayout(plot: plot, layout: layout).lines.map(\.trimmed.text)
    #expect(
      lines == [
        "** line   @ here",
        "y",
        "4 +                   *",
        "  |                 **",
        "  |               **",
        "  |             **",
        "  |            *",
        "  |          **",
        "2 +        **@",
        "  |       *",
        "  |     **",
        "  |   **",
        "  | **",
        "0 +*",
        "  ++---------+--------+",
        "   0         2        4",
        "            x",
      ], "\(lines.joined(separator: "\n"))")
  }

  @Test func anActivationAndItsDerivatives() throws {
    var session = try TestSession("load example small")
    let data = try columns(session.json("plot activation tansig"))
    let x = try data.vector("x")
    #expect(x.first == -4 && x.last == 4)
    let middle = try #require(x.firstIndex(of: 0))
    #expect(try data.vector("sigma")[middle] == 0)
    #expect(try data.vector("sigma'")[middle] == 1)
    #expect(try data.vector("sigma''")[middle] == 0)
    try session.report("define cube(x) = x^3")
    let cube = try columns(session.json("plot activation cube from 0 to 2"))
    #expect(try cube.vector("sigma").last == 8)
    #expect(try cube.vector("sigma'").last == 12 && cube.vector("sigma''").last == 12)
  }

  /// At a kink the curve ends on one side and begins on the other: no line joins 0 and 1.
  /// All three curves stand within the axis, whatever part of them is drawn; what grows without end does not.
  @Test(arguments: [
    ("tansig from 3 to 5", 0, 1), ("tansig from 0 to 1e-3", 0, 1),
    ("logsig from 8 to 9", 0, 0.9996),
  ])
  func allCurvesAreInView(words: String, least: Double, most: Double) throws {
    var session = try TestSession("load example small")
    let report = try session.report("plot activation \(words)")
    guard case .plot(let plot)? = report.picture else {
      Issue.record("no plot")
      return
    }
    let ends = plot.ends.y
    for point in plot.series.flatMap(\.points) { #expect(ends.contains(point.y), "\(point)") }
    #expect(ends.lowerBound <= least && ends.upperBound >= most)
  }

  @Test func aJumpIsNotDrawnAsALine() throws {
    var session = try TestSession("load example small")
    guard case .plot(let plot)? = try session.report("plot activation poslin").picture else {
      Issue.record("no plot")
      return
    }
    let slope = try #require(plot.series.first { $0.name == "σ′" })
    #expect(slope.paths.count == 2)
    #expect(slope.paths[0].allSatisfy { $0.y == 0 } && slope.paths[1].allSatisfy { $0.y == 1 })
  }

  @Test func whereALogarithmHasNoValueThereIsAGap() throws {
    var session = try TestSession("load example small", "define half(x) = log(x)")
    let text = try session.text("plot activation half").squeezed
    #expect(text.contains("is not finite, and its curve has a gap"), "\(text)")
  }

  /// The V of a central difference of exp at 0: truncation h²/6, rounding ε/h; the floor near (3ε)^⅓.
  @Test func theErrorOfADifferenceAgainstItsStep() throws {
    var session = try TestSession(
      "define grow(x) = exp(x)", "new 1-1 seed 1 as g", "set activation 1 grow", "set W1 1",
      "set b1 0",
      "set input 0")
    let object = try session.json("plot fd")
    let data = try columns(object)
    let (h, error) = (try data.vector("h"), try data.vector("error"))
    for (h, error) in zip(h, error) where h > 1e-3 && h < 0.2 {
      #expect(abs(error / (h * h / 6) - 1) < 0.01, "truncation at \(h)")
    }
    for (h, error) in zip(h, error) where h < 1e-7 {
      #expect(error <= 4 * Double.ulpOfOne / h, "rounding at \(h)")
    }
    let floor = try object.part("floor")
    #expect(try floor.number("h") > 1e-7 && floor.number("h") < 1e-4)
    #expect(try floor.number("error") == error.filter { $0 > 0 }.min())
    let used = try object.part("used")
    #expect(try used.number("error") <= used.number("bound"))
  }

  @Test func theTaylorTestHasItsSlopes() throws {
    var session = try TestSession("load example small")
    let (plot, slope) = (try session.json("plot slope"), try session.json("slope"))
    #expect(try columns(plot).vector("first") == slope.vector("first"))
    #expect(try columns(plot).vector("second") == slope.vector("second"))
    #expect(try session.text("plot slope").contains("Slopes tend to 2 and 3"))
  }

  @Test func theSpectrumIsThatOfTheCommand() throws {
    var session = try TestSession("load example iris")
    #expect(
      try columns(session.json("plot spectrum")).vector("J")
        == session.json("spectrum").vector("values"))
    #expect(
      try columns(session.json("plot spectrum H2")).vector("H2")
        == session.json("spectrum H2").parts("spectra")[0].vector("values"))
  }

  @Test func badLinesAreOneLineEach() throws {
    var session = try TestSession("load example iris")
    for (line, message) in [
      (
        "plot A1 along I2 from -1e-300 to 1e-300",
        "the ends are too near to each other for an axis between them"
      ),
      ("plot A1 along 1e200 0 0 0", "along a direction of that length nothing is drawn"),
      (
        "plot A1 along I2 from 3 to 1",
        "the axis goes from 3 to 1: the smaller number stands first, and the two differ"
      ),
      (
        "plot A1 along I2 from 1 to 1",
        "the axis goes from 1 to 1: the smaller number stands first, and the two differ"
      ),
      ("plot A1 along I2 from nan to 1", "an axis ends at a number of at most 1e100, not at nan"),
      ("plot A1 along I2 from -inf to 1", "an axis ends at a number of at most 1e100, not at -inf"),
      ("plot A1 along I9", "the network has inputs 1 to 4"),
      ("plot A9 along I1", "A9: A has indices 1 to 3"),
      ("plot A along I1", "one output belongs here: A1"),
      ("plot z1 along I1", "one output belongs here: A1"),
      ("plot A1 along 1 2", "the network takes 4 inputs, but 2 numbers were given"),
      ("plot A1 along 0 0 0 0", "the direction must be finite and not zero"),
      ("plot activation softmax", "softmax is a function of a whole layer, which has no curve"),
      ("contour A1 I1 I1", "two different inputs span a plane"),
      ("contour A1 I1 I2 within -1", "the axes reach a positive number far"),
      ("contour A1 I1 I2 within inf", "the axes reach a positive number far"),
    ] {
      #expect(try session.error(line).message == message, "\(line)")
    }
  }

  @Test func inputsThatAreNotFinite() throws {
    // exp(1000) is beyond the largest double.
    var session = try TestSession("new 2-2-1 exp seed 1 as n", "set W1 1 0 0 1", "set input 1000 1")
    for line in ["plot A1 along I2", "contour A1 I1 I2", "heat J", "bars J", "plot slope"] {
      for format in OutputFormat.allCases {
        switch session.outcomes(line)[0] {
        case .failure(let error): #expect(!error.message.contains("\n"), "\(line)")
        case .success(.report(let report)):
          let text = format.renderer(width: 80, precision: 6, colors: .trueColor).render(report)
          #expect(!text.isEmpty, "\(line)")
        case .success(.request): Issue.record("a request")
        }
      }
    }
    #expect(
      try session.text("plot A1 along I1").squeezed.contains("A1 is finite nowhere on this axis"))
    #expect(try session.text("heat J").contains("not finite, drawn as ?"))
    #expect(try session.error("plot fd").message.contains("not finite here"))
  }

  /// A constant output: a flat line in the middle of an axis that is not empty.
  @Test func constantsAreDrawn() throws {
    var session = try TestSession(
      "new 2-2-1 seed 1 as c", "set W2 0 0", "set b2 3", "set input 1 1")
    let text = try session.text("plot A1 along I1")
    #expect(text.contains("*****"), "\(text)")
    #expect(
      try session.text("contour A1 I1 I2").squeezed.contains(
        "The output is the same everywhere here"))
    #expect(try session.text("plot fd").contains("there is no error to draw"))
  }

  // MARK: Contours

  /// A = x² + 4y² about 0: circles that are twice as wide as high; v1 upwards with λ = 8.
  @Test func contoursAndTheirAxes() throws {
    var session = try TestSession("define sq(x) = x^2", "new 2-2-1 seed 1 as q")
    for line in [
      "set activation 1 sq", "set W1 1 0 0 1", "set b1 0 0", "set W2 1 4", "set b2 0",
      "set input 0 0",
    ] { try session.report(line) }
    let object = try session.json("contour A1 I1 I2")
    let eigenvalues = try object.vector("eigenvalues")
    #expect(abs(eigenvalues[0] - 8) < 1e-12 && abs(eigenvalues[1] - 2) < 1e-12)
    guard case .plot(let plot)? = try session.report("contour A1 I1 I2").picture else {
      Issue.record("no plot")
      return
    }
    let level = try #require(plot.series.first { $0.name == "1.0" || $0.name == "1" })
    for point in level.paths.flatMap(\.self) {
      // Straight pieces between places 1/32 apart.
      #expect(abs(point.x * point.x + 4 * point.y * point.y - 1) < 4 / 1024.0)
    }
    let v1 = try #require(plot.series.first { $0.name.hasPrefix("v1") })
    #expect(v1.name == "v1, λ = 8" && v1.paths[0].allSatisfy { $0.x == 0 })
    #expect(v1.paths[0].map(\.y) == [-0.9, 0.9] || v1.paths[0].map(\.y) == [0.9, -0.9])
    let data = try object.part("data")
    #expect(try data.vector("A1").count == 65 * 65)
  }

  /// [2 1; 1 2] has 3 along the diagonal and 1 across it.
  @Test func obliqueAxes() throws {
    var session = try TestSession("define sq(x) = x^2", "new 2-2-1 seed 1 as q")
    for line in [
      "set activation 1 sq", "set W1 1 1 1 -1", "set b1 0 0", "set W2 0.75 0.25", "set b2 0",
      "set input 0.5 -0.5",
    ] { try session.report(line) }
    // 0.75 (x + y)² + 0.25 (x − y)² has H = [2 1; 1 2].
    let object = try session.json("contour A1 I1 I2")
    let eigenvalues = try object.vector("eigenvalues")
    #expect(abs(eigenvalues[0] - 3) < 1e-12 && abs(eigenvalues[1] - 1) < 1e-12)
    #expect(try session.text("contour A1 I1 I2").contains("v1 = (0.707, 0.707)"))
  }

  // MARK: Bars

  @Test func barsStandByTheirSize() throws {
    var session = try TestSession("load example small")
    #expect(
      try session.text("bars J", width: 60).replacing(/4 of 4 agree.*\n/, with: "") == """
        dA/dI                                  2x2, at I = (0.5, -1)
        dA2/dI1                     |####################  0.654815
        dA1/dI2      ---------------|                     -0.494908
        dA1/dI1               ------|                     -0.192591
        dA2/dI2                     |##                    0.0518633

        """)
    guard case .bars(let chart)? = try session.report("bars J").picture else {
      Issue.record("no bars")
      return
    }
    #expect(chart.bars.map(\.label) == ["∂A2/∂I1", "∂A1/∂I2", "∂A1/∂I1", "∂A2/∂I2"])
    #expect(chart.bars.map(\.value).map(abs) == chart.bars.map(\.value).map(abs).sorted(by: >))
  }

  @Test func manyBarsAreCounted() throws {
    var session = try TestSession("new 30-3-2 seed 1 as n")
    let text = try session.text("bars J")
    #expect(text.squeezed.contains("40 smaller of 60 entries not drawn; `bars J all` draws more."))
    #expect(try session.text("bars J all").split(separator: "\n").count > 60)
  }
}

import Core

extension CommandSpec {
  static let contour = CommandSpec(
    name: "contour", group: .pictures, summary: "draw the level lines of an output over two inputs",
    pattern: [
      .argument("A", .signal), .argument("X", .oneInput), .argument("Y", .oneInput),
      .optional([.word("within"), .argument("R", .number)]),
    ],
    arguments: [
      ("A", "an output, A1, or its name"), ("X", "the input to the right, I1, or its name"),
      ("Y", "the input upwards"),
      ("R", "how far the axes reach to either side; 1 otherwise, or what suits the input"),
    ],
    details:
      "Lines below the value at the operating point are blue, those above orange. The two axes through the point "
      + "are the eigenvectors of the Hessian of the two inputs: along them the output bends most and least.",
    examples: ["contour A1 I1 I2", "contour A2 I3 I4 within 0.5"],
    run: { invocation, session in
      try ContourPlot(invocation).report(invocation).at(session.point)
    })
}

/// An output over two inputs: where it has which value, and the axes of its curvature.
private struct ContourPlot {
  private let network: Network
  private let input: [Double]
  private let output: Int
  private let inputs: (x: Int, y: Int)
  private let reach: (x: Double, y: Double)

  private let value: Double

  /// Places on either axis, an odd number so that the point is one of them.
  private static let count = 65

  init(_ invocation: Invocation) throws {
    network = try invocation.network()
    input = try invocation.input()
    let arguments = invocation.arguments
    output = try invocation.oneOutput("A", in: network)
    inputs = (
      try invocation.oneInput("X", in: network), try invocation.oneInput("Y", in: network)
    )
    guard inputs.x != inputs.y else {
      throw arguments.error("two different inputs span a plane", at: "Y")
    }
    let rule = invocation.rule(of: network)
    if let given = arguments.numbers("R")?.first {
      guard given > 0, given <= 1e100 else {
        throw arguments.error("the axes reach a positive number far", at: "R")
      }
      reach = (given, given)
    } else {
      let lengths = try TaylorTest.direction(
        of: rule.map, at: input, checkpoint: invocation.checkpoint)
      reach = (lengths[inputs.x], lengths[inputs.y])
    }
    guard abs(input[inputs.x]) <= 1e9 * reach.x, abs(input[inputs.y]) <= 1e9 * reach.y else {
      throw invocation.error(
        "around inputs of that size there is no plane to draw; set them nearer to 0")
    }
    let (input, inputs, output) = (input, inputs, output)
    func second(_ x: Double, _ y: Double) -> Double {
      let direction = input.indices.map { $0 == inputs.x ? x : $0 == inputs.y ? y : 0 }
      return rule.jets(at: input, along: direction)[output].second
    }
    let (xx, yy) = (second(1, 0), second(0, 1))
    // δᵀHδ along both at once and along their difference.
    eigen = try Self.eigen(
      PackedSymmetric(order: 2, storage: [xx, (second(1, 1) - second(1, -1)) / 4, yy]),
      checkpoint: invocation.checkpoint)
    value = network(input)[output]
  }

  func report(_ invocation: Invocation) throws -> Report {
    let names = Signal.input.labels(in: network)
    let label = network.output.labels(in: network)
    let n = Self.count
    let (xs, ys) = (places(inputs.x, reach.x), places(inputs.y, reach.y))
    var grid: [[Double]] = []
    for y in ys {
      try invocation.checkpoint()
      grid.append(
        xs.map { x in
          var moved = input
          (moved[inputs.x], moved[inputs.y]) = (x, y)
          return network(moved)[output]
        })
    }
    let finite = grid.flatMap { $0 }.filter { abs($0) < 1e200 }
    var (series, notes): ([Plot.Series], [String]) = ([], [])
    if let least = finite.min(), let most = finite.max(),
      most - least > 1e-12 * max(abs(least), abs(most))
    {
      let levels = Ticks.linear(least, most, count: 9)
      let center = value.isFinite ? value : (least + most) / 2
      let scale = DivergingScale(most: levels.values.reduce(0) { max($0, abs($1 - center)) })
      for (level, name) in zip(levels.values, levels.labels) {
        let segments = Self.segments(of: level, grid, xs, ys)
        guard !segments.isEmpty else { continue }
        var one = Plot.Series(name: name, form: .solid, ink: .main, paths: segments)
        let share = scale.share(of: level - center) ?? 0
        // Near 0 the scale is white, as the paper may be.
        one.color = DivergingScale.color(at: share < 0 ? min(share, -0.4) : max(share, 0.4))
        series.append(one)
      }
    } else {
      notes.append(
        finite.isEmpty
          ? "The output is finite nowhere here."
          : "The output is the same everywhere here: no lines.")
    }
    series += axes
    if finite.count < n * n {
      notes.append("The output is not finite at \(n * n - finite.count) of \(n * n) places.")
    }
    notes += axisNotes
    var plot = Plot(
      title: "\(label.long(output)) over \(names.long(inputs.x)) and \(names.long(inputs.y))",
      x: .init(label: names.long(inputs.x), range: xs[0]...xs[n - 1]),
      y: .init(label: names.long(inputs.y), range: ys[0]...ys[n - 1]), series: series)
    plot.marks = [
      .init(name: "operating point", point: .init(input[inputs.x], input[inputs.y]))
    ]
    plot.data = [
      .init(names.short(inputs.x), ys.flatMap { _ in xs }),
      .init(names.short(inputs.y), ys.flatMap { y in xs.map { _ in y } }),
      .init(label.short(output), grid.flatMap(\.self)),
    ]
    return .plot(
      plot, aside: "\(label.short(output)) = \(Prose.number(value)) at the point", notes: notes,
      members: [
        "of": label.short(output), "wrt": [names.short(inputs.x), names.short(inputs.y)],
        "eigenvalues": eigen.map { [$0.first.value, $0.second.value] },
      ])
  }

  private func places(_ index: Int, _ reach: Double) -> [Double] {
    let half = Double(Self.count / 2)
    return (0..<Self.count).map { input[index] + reach * (Double($0) - half) / half }
  }

  // MARK: Lines

  /// Where a level is met between the places of the grid, by marching squares: straight pieces.
  private static func segments(
    of level: Double, _ grid: [[Double]], _ xs: [Double], _ ys: [Double]
  ) -> [[Plot.Point]] {
    var segments: [[Plot.Point]] = []
    for i in 0..<(ys.count - 1) {
      for j in 0..<(xs.count - 1) {
        // Around the square; a side is met where the level is between its ends.
        let corners = [
          (xs[j], ys[i], grid[i][j]), (xs[j + 1], ys[i], grid[i][j + 1]),
          (xs[j + 1], ys[i + 1], grid[i + 1][j + 1]), (xs[j], ys[i + 1], grid[i + 1][j]),
        ]
        guard corners.allSatisfy(\.2.isFinite) else { continue }
        var met: [Plot.Point] = []
        for k in 0..<4 {
          let (a, b) = (corners[k], corners[(k + 1) % 4])
          guard (a.2 < level) != (b.2 < level) else { continue }
          let share = (level - a.2) / (b.2 - a.2)
          met.append(Plot.Point(a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)))
        }
        if met.count >= 2 { segments.append([met[0], met[1]]) }
        if met.count == 4 { segments.append([met[2], met[3]]) }
      }
    }
    return segments
  }

  // MARK: Axes

  private typealias Eigen = (value: Double, x: Double, y: Double)

  /// The eigenvalues of the Hessian of the two inputs with their directions, the larger magnitude first; nil where it
  /// is 0 or not finite.
  private let eigen: (first: Eigen, second: Eigen)?

  private static func eigen(
    _ hessian: PackedSymmetric, checkpoint: Checkpoint
  ) throws -> (first: Eigen, second: Eigen)? {
    guard hessian.largestMagnitude > 0, hessian.largestMagnitude < 1e150,
      let found = try Spectrum(of: hessian, checkpoint: checkpoint)
    else { return nil }
    let axes = (0..<2).map { r in
      (value: found.values[r], x: found.inputDirections[r, 0], y: found.inputDirections[r, 1])
    }
    return (axes[0], axes[1])
  }

  private var axes: [Plot.Series] {
    guard let eigen else { return [] }
    let (x, y) = (input[inputs.x], input[inputs.y])
    func line(_ name: String, _ form: Plot.Form, _ ink: Plot.Ink, _ eigen: Eigen) -> Plot.Series {
      let size = 0.9 / max(abs(eigen.x) / reach.x, abs(eigen.y) / reach.y)
      return .init(
        "\(name), λ = \(Prose.number(eigen.value, digits: 3))", form, ink,
        [
          .init(x - size * eigen.x, y - size * eigen.y),
          .init(x + size * eigen.x, y + size * eigen.y),
        ])
    }
    return [
      line("v1", .dashed, .third, eigen.first), line("v2", .dotted, .fourth, eigen.second),
    ]
  }

  private var axisNotes: [String] {
    guard let eigen else {
      return ["The Hessian of the two inputs is 0 or not finite: it has no axes."]
    }
    func vector(_ eigen: Eigen) -> String {
      "(\(Prose.number(eigen.x, digits: 3)),\u{a0}\(Prose.number(eigen.y, digits: 3)))"
    }
    return [
      "Along v1 = \(vector(eigen.first)) the output bends most, along v2 = \(vector(eigen.second)) least."
    ]
  }
}

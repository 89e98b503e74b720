import Core

/// What is proven of the remainder of the quadratic model, in words, tables and data.
struct RemainderReport {
  private var proof: Proof
  private var labels: MatrixTable.Labels
  private var tolerance: Double?
  private var radius: RemainderRadius?

  /// The exact quadratic prediction of the first output whose shown one is another.
  private var contradiction: String?

  private enum Proof {
    case way(RemainderBound)
    case box(BoxRemainder)
    case none(Obstacle)
  }

  init(_ perturbation: Perturbation, _ invocation: Invocation) throws {
    let line = perturbation.line
    let arguments = invocation.arguments
    labels = perturbation.labels
    tolerance = arguments.numbers("TOL")?.first
    if let tolerance, !(tolerance > 0 && tolerance.isFinite) {
      throw CommandError(
        "the tolerance must be a positive number", at: arguments.range("TOL"))
    }
    let isBox = arguments.has("box")
    do {
      if isBox {
        guard case .input = line.kind else {
          throw CommandError(
            "a box is of inputs: perturb input D... box", at: arguments.range("box"))
        }
        proof = .box(
          try BoxRemainder(
            of: line.network, at: line.input, halfWidths: perturbation.delta,
            checkpoint: invocation.checkpoint))
      } else {
        let bound = try RemainderBound(of: line, checkpoint: invocation.checkpoint)
        proof = .way(bound)
        contradiction = Self.contradiction(bound, perturbation)
      }
    } catch let obstacle as Obstacle {
      proof = .none(obstacle)
    }
    guard let tolerance else { return }
    radius =
      isBox
      ? try RemainderRadius(
        ofBox: line.network, at: line.input, halfWidths: perturbation.delta, tolerance: tolerance,
        checkpoint: invocation.checkpoint)
      : try RemainderRadius(of: line, tolerance: tolerance, checkpoint: invocation.checkpoint)
  }

  /// Rounding is far below this part of the largest prediction.
  private static let rounding = 1e-9

  private static func contradiction(
    _ bound: RemainderBound, _ perturbation: Perturbation
  ) -> String? {
    let shown = perturbation.quadratic
    let scale = max(perturbation.linear.largestMagnitude, shown.largestMagnitude)
    for (k, output) in bound.outputs.enumerated() {
      let slack = rounding * max(scale, output.quadratic.magnitude)
      let (lower, upper) = (output.quadratic.lower - slack, output.quadratic.upper + slack)
      if shown[k] < lower || shown[k] > upper {
        return "J·δ + ½ δᵀHδ of \(perturbation.labels.short(k)) is proven to be "
          + "\(Prose.number(output.quadratic.middle)): J or H is wrong here."
      }
    }
    return nil
  }

  // MARK: Blocks

  /// Whether it says that nothing is left, which replaces the words about sizes of errors.
  var isExact: Bool {
    guard contradiction == nil, case .way(let bound) = proof else { return false }
    return bound.outputs.allSatisfy { $0.most == 0 }
  }

  var blocks: [Report.Block] {
    var blocks: [Report.Block] = [.blank]
    switch proof {
    case .none(let obstacle):
      blocks.append(.paragraph("No bound of the remainder: \(obstacle.words)."))
    case .way(let bound) where isExact:
      let isLinear = bound.outputs.allSatisfy { $0.linear == $0.quadratic }
      blocks = [
        .paragraph(
          isLinear
            ? "Both models are exact here. That is proven; an error is rounding."
            : "The quadratic model is exact here. That is proven; an error is rounding.")
      ]
    case .way(let bound):
      let outputs = bound.outputs
      blocks += table(
        [
          Table.text("remainder at the end", outputs.map { Prose.interval($0.remainder) }),
          Table.text("on the way at most", outputs.map { Prose.atMost($0.most) }),
        ], outputs.map(\.looseness))
      blocks.append(.paragraph(Self.meaning(outputs.map(\.looseness), bound.cellCount)))
    case .box(let box):
      let outputs = box.outputs
      blocks += table(
        [
          Table.text("in the box at most", outputs.map { Prose.atMost($0.most) }),
          Table.text("somewhere at least", outputs.map { Prose.atLeast($0.least) }),
        ], outputs.map(\.looseness))
      blocks.append(
        .paragraph(
          "Proven on \(Prose.count(box.pieceCount, "piece")) of the faces: with the exact J and H "
            + "the quadratic model is nowhere in the box |δ′_i| ≤ |δ_i| off by more than this."
        ))
    }
    if let contradiction { blocks.append(.line(StyledText(contradiction, .bad))) }
    if let reach { blocks.append(.paragraph(reach)) }
    return blocks
  }

  private func table(_ columns: [Table.Column], _ looseness: [Double]) -> [Report.Block] {
    let names = Table.text("", looseness.indices.map(labels.short))
    let loose = Table.text("loose", looseness.map(Self.times))
    return [.table(Table(columns: [names] + columns + [loose]))]
  }

  private static func meaning(_ looseness: [Double], _ cells: Int) -> String {
    let proven =
      "Proven on \(Prose.count(cells, "cell")): with the exact J and H the quadratic model is off by no "
      + "more than this on the whole way to δ."
    let worst = looseness.max() ?? 1
    if worst == 1 { return proven }
    return worst.isFinite
      ? proven + " The largest remainder is at least \(NumberFormat.shortest(percent(worst))) % of "
        + "its bound." : proven + " Where looseness is not known the remainder may be 0."
  }

  /// 1 part in that, in percent, rounded down.
  private static func percent(_ looseness: Double) -> Double {
    let percent = 100 / looseness
    return percent < 1 ? percent : percent.rounded(.down)
  }

  /// "1.01×"; how many times larger a bound may be.
  private static func times(_ looseness: Double) -> String {
    guard looseness.isFinite else { return "not known" }
    if looseness == 1 { return "exact" }
    // Rounded up, as a bound.
    let digits = looseness < 10 ? 100.0 : 1
    return looseness < 1e6
      ? "\(NumberFormat.shortest((looseness * digits).rounded(.up) / digits))×"
      : "\(Prose.atMost(looseness))×"
  }

  private var reach: String? {
    guard let radius, let tolerance else { return nil }
    let good = "good to \(NumberFormat.shortest(tolerance))"
    let way = isBox ? "in the box" : "up to"
    if radius.holds == 0 {
      return radius.fails == nil
        ? "No part of the way is proven to be \(good)"
          + (radius.obstacle.map { ": \($0.words)." } ?? ".")
        : "No part of the way worth naming is \(good)."
    }
    let start =
      "The quadratic model is \(good) \(way) \(Self.multiple(radius.holds, up: false)), proven"
    if let fails = radius.fails {
      return "\(start); \(way) \(Self.multiple(fails, up: true)) it is not."
    }
    if radius.holds >= RemainderRadius.farthest { return "\(start); the search ends there." }
    return start + (radius.obstacle.map { "; beyond that nothing is: \($0.words)." } ?? ".")
  }

  private var isBox: Bool { if case .box = proof { true } else { false } }

  private static func multiple(_ t: Double, up: Bool) -> String { "\(Prose.bound(t, up: up)) δ" }

  // MARK: Data

  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)]
    switch proof {
    case .none(let obstacle):
      members = [("certificate", .null), ("obstacle", .string(obstacle.words))]
    case .way(let bound):
      members = [
        (
          "certificate",
          .object([
            ("remainder", .array(bound.outputs.map { .interval($0.remainder) })),
            ("most", .numbers(bound.outputs.map(\.most))),
            ("least", .numbers(bound.outputs.map(\.least))),
            ("linear", .array(bound.outputs.map { .interval($0.linear) })),
            ("quadratic", .array(bound.outputs.map { .interval($0.quadratic) })),
            ("cells", .integer(bound.cellCount)),
          ])
        )
      ]
    case .box(let box):
      members = [
        (
          "box",
          .object([
            ("most", .numbers(box.outputs.map(\.most))),
            ("least", .numbers(box.outputs.map(\.least))),
            ("pieces", .integer(box.pieceCount)),
          ])
        )
      ]
    }
    if let radius, let tolerance {
      members.append(
        (
          "radius",
          .object([
            ("tolerance", .number(tolerance)), ("holds", .number(radius.holds)),
            ("fails", .optional(radius.fails)),
          ])
        ))
    }
    return members
  }
}

extension JSONValue {
  /// Its two ends.
  fileprivate static func interval(_ interval: Interval) -> JSONValue {
    .numbers([interval.lower, interval.upper])
  }
}

extension Obstacle {
  /// Why there is no bound, as the end of a sentence.
  var words: String {
    switch self {
    case .kink(let crossing):
      "it may come to the \(crossing.words), where there is no third derivative"
    case .notFinite(let layer, let neuron):
      "the value of neuron \(neuron) of layer \(layer) cannot be enclosed; it may overflow, or have "
        + "no value"
    case .tooMuchWork: "the network is too large for it"
    }
  }
}

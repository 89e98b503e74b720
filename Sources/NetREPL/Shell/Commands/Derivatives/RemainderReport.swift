import Core

/// What is proven of the remainder of the quadratic model, in words, tables and data.
struct RemainderReport {
  private(set) var blocks: [Report.Block] = [.blank]
  private(set) var members: Record

  /// Whether it says that nothing is left, which replaces the words about sizes of errors.
  private(set) var isExact = false

  init(_ perturbation: Perturbation, _ invocation: Invocation) throws {
    let (line, labels) = (perturbation.line, perturbation.labels)
    let (arguments, checkpoint) = (invocation.arguments, invocation.checkpoint)
    let tolerance = arguments.numbers("TOL")?.first
    if let tolerance, !(tolerance > 0 && tolerance.isFinite) {
      throw arguments.error("the tolerance must be a positive number", at: "TOL")
    }
    let isBox = arguments.has("box")
    if isBox, perturbation.isOfParameter {
      throw arguments.error("a box is of inputs: perturb input D... box", at: "box")
    }
    func table(_ columns: [TableColumn], _ looseness: [Double]) -> Report.Block {
      .table(
        [.text("", looseness.indices.map(labels.short))] + columns
          + [.text("loose", looseness.map(Self.times))])
    }
    var isProven = true
    do {
      if isBox {
        let box = try BoxRemainder(
          of: line.network, at: line.input, halfWidths: perturbation.delta, checkpoint: checkpoint)
        let (outputs, most) = (box.outputs, box.outputs.map(\.most))
        let least = outputs.map(\.least)
        members = [
          "box": ["most": most, "least": least, "pieces": box.pieceCount] as Record
        ]
        blocks += [
          table(
            [
              .text("in the box at most", most.map { Prose.atMost($0) }),
              .text("somewhere at least", least.map { Prose.atLeast($0) }),
            ], outputs.map(\.looseness)),
          .paragraph(
            "Proven on \(Prose.count(box.pieceCount, "piece")) of the faces: with the exact J and H "
              + "the quadratic model is nowhere in the box |δ′_i| ≤ |δ_i| off by more than this."),
        ]
      } else {
        let bound = try RemainderBound(of: line, checkpoint: checkpoint)
        let (outputs, most) = (bound.outputs, bound.outputs.map(\.most))
        func ends(_ intervals: [Interval]) -> [[Double]] { intervals.map { [$0.lower, $0.upper] } }
        members = [
          "certificate": [
            "remainder": ends(outputs.map(\.remainder)), "most": most,
            "least": outputs.map(\.least), "linear": ends(outputs.map(\.linear)),
            "quadratic": ends(outputs.map(\.quadratic)), "cells": bound.cellCount,
          ] as Record
        ]
        let contradiction = Self.contradiction(bound, perturbation)
        isExact = contradiction == nil && most.allSatisfy { $0 == 0 }
        if isExact {
          let isLinear = outputs.allSatisfy { $0.linear == $0.quadratic }
          blocks = [
            .paragraph(
              (isLinear ? "Both models are" : "The quadratic model is")
                + " exact here. That is proven; an error is rounding.")
          ]
        } else {
          let looseness = outputs.map(\.looseness)
          blocks += [
            table(
              [
                .text("remainder at the end", outputs.map { Prose.interval($0.remainder) }),
                .text("on the way at most", most.map { Prose.atMost($0) }),
              ], looseness), .paragraph(Self.meaning(looseness, bound.cellCount)),
          ]
        }
        if let contradiction { blocks.append(.line(StyledText(contradiction, .bad))) }
      }
    } catch let obstacle as Obstacle {
      members = ["certificate": String?.none, "obstacle": obstacle.words]
      blocks.append(.paragraph("No bound of the remainder: \(obstacle.words)."))
      isProven = false
    }
    guard let tolerance else { return }
    let radius =
      isBox
      ? try RemainderRadius(
        ofBox: line.network, at: line.input, halfWidths: perturbation.delta, tolerance: tolerance,
        checkpoint: checkpoint)
      : try RemainderRadius(of: line, tolerance: tolerance, checkpoint: checkpoint)
    members += [
      "radius": ["tolerance": tolerance, "holds": radius.holds, "fails": radius.fails] as Record
    ]
    blocks.append(
      .paragraph(Self.reach(radius, tolerance, isBox && isProven ? "in the box" : "up to")))
  }

  /// Rounding is far below this part of the largest prediction.
  private static let rounding = 1e-9

  /// The exact quadratic prediction of the first output whose shown one is another.
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

  private static func meaning(_ looseness: [Double], _ cells: Int) -> String {
    let proven =
      "Proven on \(Prose.count(cells, "cell")): with the exact J and H the quadratic model is off by no "
      + "more than this on the whole way to δ."
    let worst = looseness.max() ?? 1
    if worst == 1 { return proven }
    guard worst.isFinite else {
      return proven + " Where looseness is not known the remainder may be 0."
    }
    // 1 part in that, in percent, rounded down.
    let percent =
      worst > 100
      ? Prose.atLeast(100 / worst, digits: 2) : Prose.number((100 / worst).rounded(.down))
    return proven + " The largest remainder is at least \(percent) % of its bound."
  }

  /// "1.01×"; how many times larger a bound may be.
  private static func times(_ looseness: Double) -> String {
    guard looseness.isFinite else { return "not known" }
    if looseness == 1 { return "exact" }
    if looseness >= 1e6 { return "\(Prose.atMost(looseness))×" }
    // Rounded up, as a bound.
    let digits = looseness < 10 ? 100.0 : 1
    return "\(NumberFormat.shortest((looseness * digits).rounded(.up) / digits))×"
  }

  /// How far the quadratic model is good to the tolerance, `way` being "in the box" or "up to".
  private static func reach(_ radius: RemainderRadius, _ tolerance: Double, _ way: String) -> String
  {
    let good = "good to \(NumberFormat.shortest(tolerance))"
    let obstacle = radius.obstacle?.words
    if radius.holds == 0 {
      return radius.fails == nil
        ? "No part of the way is proven to be \(good)\(obstacle.map { ": \($0)" } ?? "")."
        : "No part of the way worth naming is \(good)."
    }
    let start =
      "The quadratic model is \(good) \(way) \(Prose.bound(radius.holds, up: false)) δ, proven"
    if let fails = radius.fails {
      return "\(start); \(way) \(Prose.bound(fails, up: true)) δ it is not."
    }
    if radius.holds >= RemainderRadius.farthest { return "\(start); the search ends there." }
    return start + (obstacle.map { "; beyond that nothing is: \($0)." } ?? ".")
  }
}

extension Perturbation {
  fileprivate var isOfParameter: Bool { if case .input = line.kind { false } else { true } }
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

import Core

extension CommandSpec {
  static let check = CommandSpec(
    name: "check", group: .checks,
    summary: "compare every check method, side by side",
    pattern: [.optional([.argument("QUANTITY", .derivative)])],
    arguments: [("QUANTITY", "J, H, H2, D1, G1 or B1; J and H otherwise")],
    details:
      "Ridders and central differences see the values of the network alone; the complex step shares "
      + "σ with the formulas, hyper-dual numbers share σ, σ′ and σ″; none shares the chain rule.",
    examples: ["check", "check J", "check H1"],
    run: { invocation, session in
      let network = try session.network()
      _ = try session.input()
      let names =
        invocation.arguments.quantity("QUANTITY").map { [$0] }
        ?? [QuantityName(symbol: .jacobian), QuantityName(symbol: .hessian)]
      let methods = try names.map { name in
        try name.require(in: network, at: invocation.arguments.range("QUANTITY"))
        return try MethodComparison(of: name, invocation)
      }
      return Report(
        Array(methods.map(\.blocks).joined(separator: [.blank])),
        record: ["checks": methods.map(\.record)]
      ).at(session.point)
    })
}

/// One quantity by every method that can compute it, each beside the analytic value.
private struct MethodComparison {
  private var name: String

  /// The size of the largest analytic entry.
  private var scale = 0.0
  private var methods: [Method] = []

  private struct Method {
    var name: String
    var shared: String
    var largestError: Double?
    var verdict: Verdict?
    var checked: Int
    var total: Int

    init(
      name: String, shared: String, largestError: Double?, verdict: Verdict?, checked: Int,
      total: Int
    ) {
      (self.name, self.shared, self.largestError) = (name, shared, largestError)
      (self.verdict, self.checked, self.total) = (verdict, checked, total)
    }

    /// Differences; without a number where none were taken.
    init(name: String, shared: String, _ run: DifferenceRun?, _ summary: CheckSummary) {
      let checked = run?.checked ?? 0
      self.init(
        name: name, shared: shared, largestError: checked == 0 ? nil : summary.largestError,
        verdict: checked == 0 ? nil : summary.verdict, checked: checked, total: run?.total ?? 0)
    }
  }

  init(of quantity: QuantityName, _ invocation: Invocation) throws {
    name = quantity.headText
    let network = try invocation.network()
    let jacobian = quantity.jacobianMap(in: network, fault: invocation.fault)
    let rule = jacobian ?? invocation.rule(of: network)
    let outputs = quantity.number.map { [$0 - 1] } ?? Array(0..<network.outputCount)
    var answers: [CheckedTensor] = []
    for method in FiniteDifference.Method.allCases {
      var invocation = invocation
      invocation.session.settings.differenceMethod = method
      let answer =
        jacobian == nil
        ? try CheckedTensor.hessian(of: rule, outputs: Choice(indices: outputs), invocation)
        : try .jacobian(of: rule, invocation)
      scale = answer.parts.map(\.values.largestMagnitude).largestMagnitude
      let summary = answer.summary(relativeTo: scale)
      methods.append(
        Method(
          name: method == .ridders ? "Ridders' differences" : "central differences",
          shared: "nothing", answer.check?.run, summary))
      answers.append(answer)
    }
    let values = answers[0].parts.map(\.values)
    let places = (0..<values[0].entryCount).map(values[0].place)
    let x = NetworkMap(network, to: rule.map.from)(try invocation.input())
    if jacobian != nil {
      func errors(_ other: Matrix) -> [Double] {
        places.map { abs(values[0][$0.row, $0.column] - other[$0.row, $0.column]) }
      }
      let complex = try ComplexStep.jacobian(
        of: rule.map, at: x, checkpoint: invocation.checkpoint)
      add("complex step", "σ", errors(complex))
      let dual = try HyperDual.derivatives(
        of: rule.map, at: x, pairs: [], checkpoint: invocation.checkpoint)
      add("dual numbers", "σ, σ′", errors(dual.jacobian))
    } else {
      // The same entries as the differences: their number was chosen to fit the time.
      let pairs = places.filter { answers[1].entry(0, $0.row, $0.column).estimate != nil }
        .map { InputPair($0.row, $0.column) }
      let dual = try HyperDual.derivatives(
        of: rule.map, at: x, pairs: pairs, checkpoint: invocation.checkpoint)
      let errors = pairs.indices.flatMap { row in
        outputs.indices.map {
          abs(values[$0][pairs[row].i, pairs[row].j] - dual.second[row, outputs[$0]])
        }
      }
      add("hyper-dual numbers", "σ, σ′, σ″", errors)
    }
  }

  /// A method that is exact but for rounding, which is allowed 1e-12 of the largest entry.
  private mutating func add(_ name: String, _ shared: String, _ errors: [Double]) {
    let largest = errors.largestMagnitude
    methods.append(
      Method(
        name: name, shared: shared, largestError: errors.isEmpty ? nil : largest,
        verdict: errors.isEmpty || scale.isNaN ? nil : verdict(of: largest),
        checked: errors.count, total: methods[0].total))
  }

  /// Where the differences agree with the formulas, it is the method that has failed: an exponential
  /// too large for its numbers, a subtraction within σ.
  private func verdict(of error: Double) -> Verdict {
    if error <= 1e-12 * scale + .leastNormalMagnitude { return .agrees }
    return methods[0].verdict == .agrees ? .notCheckable : .wrong
  }

  var blocks: [Report.Block] {
    [
      .heading(name, aside: "largest entry \(Prose.number(scale))"),
      .table([
        .text("method", methods.map(\.name)), .text("shares", methods.map(\.shared)),
        .magnitudes("max error", methods.map(\.largestError)),
        .magnitudes(
          "of largest", methods.map { scale > 0 ? $0.largestError.map { $0 / scale } : nil }),
        .text("entries", methods.map { "\($0.checked) of \($0.total)" }),
        .styled("", methods.map { $0.verdict?.styled ?? "" }),
      ]),
    ]
  }

  var record: Record {
    [
      "of": name, "largestEntry": scale,
      "methods": methods.map { method -> Record in
        [
          "method": method.name, "error": method.largestError, "checked": method.checked,
          "verdict": method.verdict?.words,
        ]
      },
    ]
  }
}

import Core

extension CommandSpec {
  static let plan = CommandSpec(
    name: "plan", group: .derivatives,
    summary: "compare what the ways to form J and H cost",
    pattern: [
      .optional([.word("of"), .argument("Q", .signal)]), .wrt, .optional([.word("full")]),
    ],
    arguments: [
      ("Q", "A for every output, A2 for one, or another signal: z2, f1[3]; A otherwise"),
      ("all", "every weight and bias with every other"),
      ("R", "an earlier signal: I, z1, f1, ...; I otherwise; or weights, W2 or b1"),
      ("P", "other weights or biases, or I, for the block of both"),
      ("full", "every way, and not the cheapest ones only"),
    ],
    details:
      "Counts alone choose, so the choice is the same on every machine: the least cost that fits. The "
      + "cost is the multiply-adds, those of rows entry by entry four times, and 300 for each matrix "
      + "product that is begun. The memory is that of the result and of what is held beside it.",
    examples: ["plan", "plan of A1", "plan wrt z1", "plan wrt W3 W2", "plan wrt all"],
    run: { invocation, session in
      if let hessian = try invocation.parameterHessian() {
        return hessian.planReport.at(session.point)
      }
      let (rule, component) = try invocation.ruleOfOne()
      return PlanReport(map: rule.map, component: component)
        .report(isFull: invocation.isFull).at(session.point)
    })
}

/// The plans for J and H as `plan` answers them.
struct PlanReport {
  var map: NetworkMap
  var component: Int?

  /// More ways than this are counted only.
  private static let mostShown = 8

  func report(isFull: Bool) -> Report {
    let of =
      component.map { map.to.labels(in: map.network).short($0) } ?? map.to.name(in: map.network)
    let wrt = map.from.name(in: map.network)
    let (m, d) = (map.outputCount, map.inputCount)
    let jacobian = JacobianPlan(map)
    let outputs = component == nil ? m : 1
    let hessian = HessianPlan(map, outputs: outputs, limit: Memory.limit)
    let ways = hessian.candidates.indices.sorted {
      (hessian.candidates[$0].cost.rank, $0) < (hessian.candidates[$1].cost.rank, $1)
    }.map { hessian.candidates[$0] }
    let shown = isFull ? ways : Array(ways.prefix(Self.mostShown))

    var blocks: [Report.Block] = []
    if component == nil {
      blocks += [
        .heading("∂\(of)/∂\(wrt)", aside: "\(m)×\(d)"),
        .table([
          .text("order of the product", ["cheapest", "from the input", "from the output"]),
          Self.amounts(
            "multiply-adds", [jacobian.multiplyAdds, jacobian.fromInput, jacobian.fromOutput]),
        ]), .blank,
      ]
    }
    blocks += [
      .heading("∂²\(of)/∂\(wrt)²", aside: "\(Prose.count(outputs, "Hessian")) of \(d)×\(d)"),
      .table([
        .text("way", shown.map(\.name)),
        Self.amounts("multiply-adds", shown.map(\.cost.multiplyAdds)),
        Self.amounts("cost", shown.map(\.cost.rank)),
        .text("memory", shown.map { Memory.words($0.cost.bytes) }),
        .styled(
          "", shown.map { StyledText($0.name == hessian.chosen.name ? "chosen" : "", .good) }),
      ]),
    ]
    // Where the fewest multiply-adds are not chosen, what else counts has to be said.
    let fewest = shown.map(\.cost.multiplyAdds).min() ?? 0
    if hessian.chosen.cost.multiplyAdds > fewest {
      blocks.append(
        .paragraph(
          "Chosen is the least cost that fits: multiply-adds, those of rows entry by entry four times, "
            + "and 300 for each matrix product begun."))
    }
    if shown.count < ways.count {
      blocks.append(
        .paragraph("\(ways.count - shown.count) more not shown; `plan full` shows them."))
    }
    if !hessian.fits {
      blocks.append(
        .paragraph("None fits the \(Memory.words(Double(Memory.limit))) that may be taken here."))
    }
    let orders: Record = [
      "multiplyAdds": jacobian.multiplyAdds, "fromInput": jacobian.fromInput,
      "fromOutput": jacobian.fromOutput,
    ]
    let list = ways.map { way -> Record in
      [
        "name": way.name, "multiplyAdds": way.cost.multiplyAdds, "bytes": way.cost.bytes,
        "cost": way.cost.rank,
      ]
    }
    return Report(
      blocks,
      record: [
        "of": of, "wrt": wrt, "outputs": outputs, "inputs": d, "jacobian": orders,
        "hessian": ["chosen": hessian.chosen.name, "fits": hessian.fits, "ways": list] as Record,
      ])
  }

  /// A column of counts.
  static func amounts(_ header: String, _ values: [Double]) -> TableColumn {
    .text(header, values.map(grouped))
  }

  /// Whole numbers, 1234567 as 1.23e6 from seven digits on.
  static func grouped(_ value: Double) -> String {
    value < 1e6 ? NumberFormat.shortest(value) : NumberFormat.magnitude(value, digits: 3)
  }
}

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
      "Counts alone choose, so the choice is the same on every machine. The memory is that of "
      + "the result and of what is held beside it.",
    examples: ["plan", "plan of A1", "plan wrt z1", "plan wrt W3 W2", "plan wrt all"],
    run: { invocation, session in
      if let (extent, scalar) = try invocation.weightHessian(session) {
        return .report(WeightPlanReport(extent, scalar).report.at(session.point))
      }
      let (rule, component) = try invocation.rule(session)
      let map = rule.map
      return .report(
        PlanReport(map: map, component: component).report(
          isFull: invocation.arguments.has("full") || !session.settings.hasLimits
        ).at(session.point))
    })
}

/// The plans for J and H as `plan` answers them.
struct PlanReport {
  var map: NetworkMap
  var component: Int?

  private var of: String {
    component.map { map.to.labels(in: map.network).short($0) } ?? map.to.name(in: map.network)
  }
  private var wrt: String { map.from.name(in: map.network) }

  /// More ways than this are counted only.
  private static let mostShown = 8

  func report(isFull: Bool) -> Report {
    let jacobian = JacobianPlan(map)
    let outputs = component == nil ? map.outputCount : 1
    let hessian = HessianPlan(map, outputs: outputs, limit: Memory.limit)
    let ways = hessian.candidates.indices.sorted {
      (hessian.candidates[$0].cost.rank, $0) < (hessian.candidates[$1].cost.rank, $1)
    }.map { hessian.candidates[$0] }
    let shown = isFull ? ways : Array(ways.prefix(Self.mostShown))

    let (m, d) = (map.outputCount, map.inputCount)
    var blocks: [Report.Block] = []
    if component == nil {
      blocks += [
        .heading("∂\(of)/∂\(wrt)", aside: "\(m)×\(d)"),
        .table(
          Table(columns: [
            Table.text("order of the product", ["cheapest", "from the input", "from the output"]),
            Self.amounts(
              "multiply-adds", [jacobian.multiplyAdds, jacobian.fromInput, jacobian.fromOutput]),
          ])),
        .blank,
      ]
    }
    blocks += [
      .heading("∂²\(of)/∂\(wrt)²", aside: "\(Prose.count(outputs, "Hessian")) of \(d)×\(d)"),
      .table(
        Table(columns: [
          Table.Column(
            header: "",
            cells: .text(
              shown.map { StyledText($0.name == hessian.chosen.name ? "chosen" : "", .good) })),
          Table.text("way", shown.map(\.name)),
          Self.amounts("multiply-adds", shown.map(\.cost.multiplyAdds)),
          Table.text("memory", shown.map { Memory.words($0.cost.bytes) }),
        ])),
    ]
    if shown.count < ways.count {
      blocks.append(
        .paragraph("\(ways.count - shown.count) more not shown; `plan full` shows them."))
    }
    if hessian.chosenIndex == nil {
      blocks.append(
        .paragraph("None fits the \(Memory.words(Double(Memory.limit))) that may be taken here."))
    }
    return Report(blocks: blocks, record: record(jacobian, hessian, ways, outputs))
  }

  /// A column of counts.
  static func amounts(_ header: String, _ values: [Double]) -> Table.Column {
    Table.Column(header: header, cells: .text(values.map { StyledText(grouped($0)) }))
  }

  /// Whole numbers, 1234567 as 1.23e6 from seven digits on.
  static func grouped(_ value: Double) -> String {
    value < 1e6 ? NumberFormat.shortest(value) : NumberFormat.magnitude(value, digits: 3)
  }

  private func record(
    _ jacobian: JacobianPlan, _ hessian: HessianPlan, _ ways: [HessianPlan.Candidate],
    _ outputs: Int
  ) -> JSONValue {
    .object([
      ("command", .string("plan")), ("of", .string(of)), ("wrt", .string(wrt)),
      ("outputs", .integer(outputs)), ("inputs", .integer(map.inputCount)),
      (
        "jacobian",
        .object([
          ("multiplyAdds", .number(jacobian.multiplyAdds)),
          ("fromInput", .number(jacobian.fromInput)),
          ("fromOutput", .number(jacobian.fromOutput)),
        ])
      ),
      (
        "hessian",
        .object([
          ("chosen", .string(hessian.chosen.name)),
          ("fits", .bool(hessian.chosenIndex != nil)),
          (
            "ways",
            .array(
              ways.map { way in
                .object([
                  ("name", .string(way.name)),
                  ("multiplyAdds", .number(way.cost.multiplyAdds)),
                  ("bytes", .number(way.cost.bytes)),
                ])
              })
          ),
        ])
      ),
    ])
  }
}

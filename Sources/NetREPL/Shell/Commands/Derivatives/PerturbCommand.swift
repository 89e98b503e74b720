import Core

extension CommandSpec {
  static let perturb = CommandSpec(
    name: "perturb", group: .derivatives,
    summary: "compare a change with what J and H predict",
    pattern: [
      .choice([
        [.word("input"), .list("D", .numbers)],
        [.argument("ENTRY", .settable), .argument("D", .number)],
      ]),
      .optional([.word("box")]), .optional([.word("within"), .argument("TOL", .number)]),
    ],
    arguments: [
      ("D", "the change δ, one number for each input; of an entry, one number"),
      ("ENTRY", "W1[2,3], b1[2] or I2"),
      ("box", "prove the bound for every change with |δ′_i| ≤ |δ_i|, not for the way to δ alone"),
      ("within", "also how far the quadratic model is good to TOL, in units of δ"),
      ("TOL", "the largest error of any output"),
    ],
    details:
      "linear: J·δ. quadratic: J·δ + ½ δᵀHδ. What that leaves is bounded by a proof: interval "
      + "arithmetic with outward rounding on the third derivative along δ, on cells that are halved "
      + "until the bound is sharp, and how loose it may be stands beside it. It is about the exact "
      + "network with its exact J and H. Nothing is changed: the network and the input stay.",
    examples: [
      "perturb input 0.1 0 0 -0.05", "perturb W1[1,1] 0.01", "perturb I2 0.1",
      "perturb input 0.1 0 0 -0.05 within 1e-4", "perturb input 0.1 0 0 -0.05 box",
    ],
    run: { invocation, session in
      let perturbation = try Perturbation(invocation)
      return perturbation.report(try RemainderReport(perturbation, invocation), at: session.point)
    })
}

/// A change of the input, a weight or a bias: what it does and what the derivatives predict.
struct Perturbation {
  /// What is changed: "I", "W1[2,3]".
  var name: String

  /// By how much, in words: "I + δ = (0.6, −1.05)".
  var change: String
  var delta: [Double]
  var labels: MatrixTable.Labels

  /// The same change as a straight line, for the bound of what the quadratic model leaves.
  var line: StraightChange

  /// A after the change less A before.
  var actual: [Double]

  /// J·δ and J·δ + ½ δᵀHδ.
  var linear: [Double]
  var quadratic: [Double]

  /// The neurons whose kink the change meets, and whether they stand on it at first.
  var kinks: [KinkMeeting]

  /// The slopes along δ on either side, where a neuron stands on its kink.
  var sides: OneSidedSlopes?

  /// A last digit of each output.
  var digits: [Double]

  /// As many last digits of A are rounding.
  private static let rounding = 16.0

  init(_ invocation: Invocation) throws(CommandError) {
    let network = try invocation.network()
    let input = try invocation.input()
    let arguments = invocation.arguments
    let values = arguments.numbers("D") ?? []
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw CommandError("a change must be finite", at: arguments.range("D", at: bad))
    }
    labels = network.output.labels(in: network)
    let entry = arguments.quantity("ENTRY")
    name = entry.map { $0.symbol == .input ? "I" : $0.text } ?? "I"
    let rule = invocation.rule(of: network)
    let after: [Double]
    let jets: [Jet]
    let jetsAside: (_ t: Double) -> [Jet]
    if let entry, entry.symbol != .input {
      let (layer, neuron, column) = try Self.place(of: entry, in: network, invocation)
      var changed = network
      let value: Double
      if let column {
        value = network.layers[layer].weights[neuron, column] + values[0]
        changed.setWeight(layer: layer, neuron, column, to: value)
      } else {
        value = network.layers[layer].bias[neuron] + values[0]
        changed.setBias(layer: layer, neuron, to: value)
      }
      after = changed(input)
      // z_l is linear in the weights of its layer, so the change is one of z_l, exactly.
      let z = NetworkMap(network, to: .preactivation(layer + 1))(input)
      let weight = column.map { NetworkMap(network, to: .activation(layer))(input)[$0] }
      var direction = [Double](repeating: 0, count: z.count)
      direction[neuron] = values[0] * (weight ?? 1)
      let part = rule.part(from: .preactivation(layer + 1), to: network.output)
      jets = part.jets(at: z, along: direction)
      jetsAside = { t in
        part.jets(at: zip(z, direction).map { $0 + t * $1 }, along: direction)
      }
      kinks = rule.map.kinks(between: input, in: NetworkMap(changed), and: input)
      delta = values
      line = StraightChange(
        network, at: input,
        column.map { .weight(layer: layer, neuron: neuron, column: $0, by: values[0]) }
          ?? .bias(layer: layer, neuron: neuron, by: values[0]))
      change = "\(name) + δ = \(Prose.number(value))"
    } else {
      delta = try Self.inputChange(values, network, invocation)
      let moved = zip(input, delta).map(+)
      line = StraightChange(network, at: input, along: delta)
      after = network(moved)
      let delta = delta
      jets = rule.jets(at: input, along: delta)
      jetsAside = { t in rule.jets(at: zip(input, delta).map { $0 + t * $1 }, along: delta) }
      kinks = rule.map.kinks(between: input, in: rule.map, and: moved)
      change = "I + δ = \(Prose.vector(moved))"
    }
    sides =
      kinks.contains(where: \.isOnIt) ? OneSidedSlopes(jetsAside) : nil
    let before = network(input)
    digits = zip(before, after).map { max(abs($0), abs($1)).ulp }
    actual = zip(after, before).map(-)
    linear = jets.map(\.first)
    quadratic = jets.map { $0.first + $0.second / 2 }
  }

  private static func inputChange(
    _ values: [Double], _ network: Network, _ invocation: Invocation
  ) throws(CommandError) -> [Double] {
    let count = network.inputCount
    if let entry = invocation.arguments.quantity("ENTRY") {
      guard let index = entry.indices.first, index <= count else {
        throw invocation.arguments.error(
          entry.indices.isEmpty
            ? "all inputs at once are changed with: perturb input D..."
            : "the network has inputs 1 to \(count)", at: "ENTRY")
      }
      var delta = [Double](repeating: 0, count: count)
      delta[index - 1] = values[0]
      return delta
    }
    guard values.count == count else {
      throw invocation.arguments.error(
        "the network takes \(Prose.count(count, "input")), "
          + "but \(Prose.given(values.count, "change"))", at: "D")
    }
    return values
  }

  /// Where the weight or bias is, counted from 0.
  private static func place(
    of entry: QuantityName, in network: Network, _ invocation: Invocation
  ) throws(CommandError) -> (layer: Int, neuron: Int, column: Int?) {
    let range = invocation.arguments.range("ENTRY")
    let count = try entry.require(in: network, at: range).dimensions.count
    guard entry.indices.count == count else {
      throw CommandError(
        "one entry is changed at a time: \(entry.headText)\(count == 2 ? "[1,1]" : "[1]")",
        at: range)
    }
    return (
      (entry.number ?? 1) - 1, entry.indices[0] - 1, count == 2 ? entry.indices[1] - 1 : nil
    )
  }

  func report(_ certificate: RemainderReport, at point: CheckedTensor.Point?) -> Report {
    let linearErrors = zip(actual, linear).map { abs($0 - $1) }
    let quadraticErrors = zip(actual, quadratic).map { abs($0 - $1) }
    var blocks: [Report.Block] = [
      .heading(change, aside: ""),
      .table([
        .text("", actual.indices.map(labels.short)), .numbers("actual ΔA", actual),
        .numbers("linear J·δ", linear), .magnitudes("error", linearErrors),
        .numbers("quadratic", quadratic), .magnitudes("error", quadraticErrors),
      ]),
    ]
    let isUnmoved = (actual + linear).allSatisfy { $0 == 0 }
    if isUnmoved {
      blocks.append(.paragraph("The output does not change: this says nothing about J and H."))
    } else if !certificate.isExact, let verdict = comparison(linearErrors, quadraticErrors) {
      blocks.append(.paragraph(verdict))
    }
    if let sides { blocks += sides.blocks(labels) }
    // A proof that nothing is left of nothing would say no more.
    if !(isUnmoved && certificate.isExact) { blocks += certificate.blocks }
    var answer = CheckedTensor(
      "perturb", of: "A", wrt: [name], title: change, at: point, values: actual, labels: labels)
    answer.members =
      ["delta": delta, "actual": actual, "linear": linear, "quadratic": quadratic]
      + certificate.members
    if let sides { answer.members += ["oneSided": sides.members] }
    return Report(blocks, of: answer)
  }

  /// The kinks that the models know nothing of; nil where the change meets none.
  private var kinkWords: String? {
    guard !kinks.isEmpty else { return nil }
    let places = kinks.prefix(3).map(\.place.words).joined(separator: "; ")
    let more = kinks.count > 3 ? "; and \(kinks.count - 3) more" : ""
    return "The change \(kinks.contains(where: \.isOnIt) ? "begins on" : "crosses") the "
      + "\(places)\(more): J and H know one side of it alone, whatever the size of the change."
  }

  /// What the errors say about the size of the change.
  private func comparison(_ linear: [Double], _ quadratic: [Double]) -> String? {
    if quadratic.allSatisfy({ $0 == 0 }) {
      return linear.allSatisfy { $0 == 0 }
        ? "Both models give ΔA to its last digit."
        : "The quadratic model gives ΔA to its last digit."
    }
    let ratios = zip(linear, quadratic).map { $1 == 0 ? ($0 == 0 ? 1 : .infinity) : $0 / $1 }
    let finite = ratios.filter(\.isFinite)
    guard !ratios.contains(where: \.isNaN), let least = finite.min(), let most = finite.max() else {
      return nil
    }
    func words(_ ratio: Double) -> String {
      NumberFormat.shortest(ratio < 10 ? (ratio * 10).rounded() / 10 : ratio.rounded(to: 2))
    }
    if least >= 1.5 {
      let range = words(least) == words(most) ? words(most) : "\(words(least)) to \(words(most))"
      return "The quadratic model is \(range) times closer than the linear one."
    }
    guard most <= 1 else { return kinkWords }
    if let kinkWords { return kinkWords }
    if zip(linear, digits).allSatisfy({ $0 <= Self.rounding * $1 }) {
      return
        "What either model leaves is rounding of A: the change is too small to tell them apart."
    }
    return "The quadratic model is no closer than the linear one: this change is too large for "
      + "both, or there is no curvature along it."
  }
}

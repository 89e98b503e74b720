import Core

extension CommandSpec {
  static let spectrum = CommandSpec(
    name: "spectrum", group: .analysis,
    summary: "show singular values of J or eigenvalues of H, with their directions",
    pattern: [.optional([.argument("Q", .derivative)]), .optional([.word("full")])],
    arguments: [
      ("Q", "J, H of every output, H2 of one, or G1, B1, D1; J otherwise"),
      ("full", "every value and every direction, whatever the size"),
    ],
    details:
      "J = Σ s u vᵀ and H = Σ λ v vᵀ, by LAPACK. Along the first v the output changes, or curves, "
      + "most, along the last least. What is not above n ε times the largest value counts as 0. "
      + "The bars are in proportion; a dot is less than half a mark. The column at the right "
      + "compares with differences of the network along each v: those of first order are s u, "
      + "those of second order λ.", examples: ["spectrum", "spectrum H1", "spectrum H"],
    run: { invocation, _ in try spectrum(invocation) })

  private static func spectrum(_ invocation: Invocation) throws -> Report {
    let (name, reports, asked) = try spectra(invocation)
    guard name.symbol == .hessian else { return Report(reports[0].blocks, of: reports[0].tensor) }
    var blocks = Array(reports.map(\.blocks).joined(separator: [.blank]))
    if reports.count < asked {
      blocks.append(
        .paragraph("\(asked - reports.count) more not shown; `spectrum H full` has all."))
    }
    return Report(
      blocks, record: ["of": name.headText, "spectra": reports.map(\.tensor.recordMembers)]
    ).at(invocation.point)
  }

  /// The spectra of the matrices that Q means, and how many there are in all.
  ///
  /// - Throws: `CommandError` where there is none, or it does not fit; what the checkpoint throws.
  static func spectra(
    _ invocation: Invocation
  ) throws -> (name: QuantityName, reports: [SpectrumReport], asked: Int) {
    let network = try invocation.network()
    let input = try invocation.input()
    let range = invocation.arguments.range("Q") ?? invocation.range
    let name = invocation.arguments.quantity("Q") ?? QuantityName(symbol: .jacobian)
    try name.require(in: network, at: range)
    guard name.indices.isEmpty else {
      throw CommandError("a spectrum is of all of \(name.headText); leave out the index", at: range)
    }
    let isFull = invocation.isFull
    let rule =
      name.jacobianMap(in: network, fault: invocation.fault) ?? invocation.rule(of: network)
    let map = rule.map
    let x = NetworkMap(network, to: map.from)(input)
    try require(map, at: range)
    guard name.symbol == .hessian else {
      try DerivativeMemory.requireJacobian(of: map, at: range)
      let jacobian = try rule.jacobian(at: x, checkpoint: invocation.checkpoint)
      let report = try SpectrumReport(
        name: name.headText, of: .dense(jacobian), map, invocation, at: range)
      return (name, [report], 1)
    }

    let asked = name.number.map { [$0 - 1] } ?? Array(0..<network.outputCount)
    let outputs = isFull ? asked : Array(asked.prefix(mostHessians))
    try DerivativeMemory.requireHessian(of: map, outputs: outputs, at: range)
    let hessians = try rule.hessian(at: x, outputs: outputs, checkpoint: invocation.checkpoint)
    let reports = try zip(outputs, hessians).map { output, hessian in
      try invocation.checkpoint()
      return try SpectrumReport(
        name: "H\(output + 1)", output: output, of: .symmetric(hessian), map, invocation,
        at: range)
    }
    return (name, reports, asked.count)
  }

  /// Of more Hessians than this the first are taken, unless all are asked for.
  private static let mostHessians = 4

  private static func require(_ map: NetworkMap, at range: Range<Int>?) throws(CommandError) {
    let size = max(map.inputCount, map.outputCount)
    guard size <= Spectrum.mostRows else {
      throw CommandError(
        "a spectrum takes up to \(Spectrum.mostRows) rows and columns, not \(size)", at: range)
    }
    let (d, m) = (Double(map.inputCount), Double(map.outputCount))
    try Memory.require(
      bytes: 48 * max(d * d, d * m), for: "a spectrum of that size", at: range)
  }
}

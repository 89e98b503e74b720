import Core

extension CommandSpec {
  static let spectrum = CommandSpec(
    name: "spectrum", group: .analysis,
    summary:
      "show singular values of J or eigenvalues of second derivatives, with their directions",
    pattern: [
      .choice([
        [
          .word("hessian"), .optional([.word("of"), .argument("Q", .answer)]), .word("wrt"),
          .argument("R", .blockSide),
        ],
        [.word("gaussnewton"), .optional([.word("wrt"), .argument("R", .blockSide)])],
        [.optional([.argument("D", .derivative)])],
      ]), .optional([.word("full")]),
    ],
    arguments: [
      ("D", "J, H of every output, H2 of one, or G1, B1, D1; J otherwise"),
      ("hessian", "second derivatives of s, or of an output Q such as A1, by weights"),
      ("gaussnewton", "JᵀL″J of a loss, as `gaussnewton` shows it"),
      ("Q", "s, or one output, A1; s otherwise"), ("R", "W2, b1 or I"),
      ("full", "every value and every direction, whatever the size"),
    ],
    details:
      "J = Σ s u vᵀ and H = Σ λ v vᵀ, by LAPACK. Along the first v the output changes, or curves, "
      + "most, along the last least. What is not above n ε times the largest value counts as 0. "
      + "The bars are in proportion; a dot is less than half a mark. The column at the right "
      + "compares with differences of the network along each v: those of first order are s u, "
      + "those of second order λ. A square J has eigenvalues as well, beside those of the matrix of its "
      + "differences.",
    examples: [
      "spectrum", "spectrum H1", "spectrum H", "spectrum hessian wrt b2",
      "spectrum hessian of A1 wrt W3", "set loss mse target 1 0 0; spectrum gaussnewton wrt b2",
    ],
    run: { invocation, _ in
      let range = invocation.range
      if invocation.arguments.has("gaussnewton") {
        let group = try invocation.variableBlock("R") ?? .input
        try requireSize(try invocation.network().count(of: group), at: range)
        return try report(SpectrumSubject(gaussNewton: group, invocation), invocation)
      }
      if invocation.arguments.has("hessian") {
        guard let hessian = try invocation.parameterHessian() else {
          throw invocation.arguments.error(
            "by the input there are `spectrum H` and `spectrum H1`", at: "R")
        }
        try requireSize(hessian.rows, at: range)
        return try report(SpectrumSubject(hessian, invocation), invocation)
      }
      return try spectrum(invocation)
    })

  private static func report(
    _ subject: SpectrumSubject, _ invocation: Invocation
  ) throws -> Report {
    let report = try SpectrumReport(subject, invocation, at: invocation.range)
    return Report(report.blocks, of: report.tensor)
  }

  private static func spectrum(_ invocation: Invocation) throws -> Report {
    let (name, reports, asked) = try spectra(invocation, of: "D")
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

  /// The spectra of the matrices that an argument means, and how many there are in all.
  ///
  /// - Throws: `CommandError` where there is none, or it does not fit; what the checkpoint throws.
  static func spectra(
    _ invocation: Invocation, of argument: String
  ) throws -> (name: QuantityName, reports: [SpectrumReport], asked: Int) {
    let network = try invocation.network()
    let input = try invocation.input()
    let range = invocation.arguments.range(argument) ?? invocation.range
    let name = invocation.arguments.quantity(argument) ?? QuantityName(symbol: .jacobian)
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
      var report = try SpectrumReport(
        SpectrumSubject(name: name.headText, of: .dense(jacobian), map, invocation), invocation,
        at: range)
      if jacobian.rows == jacobian.columns, jacobian.rows <= Eigenvalues.mostRows {
        report.eigenvalues = try Eigenvalues(
          of: jacobian, name: name.headText, map, at: x, invocation)
      }
      return (name, [report], 1)
    }

    let asked = name.number.map { [$0 - 1] } ?? Array(0..<network.outputCount)
    let outputs = isFull ? asked : Array(asked.prefix(mostHessians))
    try DerivativeMemory.requireHessian(of: map, outputs: outputs, at: range)
    let hessians = try rule.hessian(at: x, outputs: outputs, checkpoint: invocation.checkpoint)
    let reports = try zip(outputs, hessians).map { output, hessian in
      try invocation.checkpoint()
      return try SpectrumReport(
        SpectrumSubject(
          name: "H\(output + 1)", output: output, of: .symmetric(hessian), map, invocation),
        invocation, at: range)
    }
    return (name, reports, asked.count)
  }

  /// Of more Hessians than this the first are taken, unless all are asked for.
  private static let mostHessians = 4

  private static func require(_ map: NetworkMap, at range: Range<Int>?) throws(CommandError) {
    try requireSize(max(map.inputCount, map.outputCount), at: range)
    let (d, m) = (Double(map.inputCount), Double(map.outputCount))
    try Memory.require(
      bytes: 48 * max(d * d, d * m), for: "a spectrum of that size", at: range)
  }

  private static func requireSize(_ size: Int, at range: Range<Int>?) throws(CommandError) {
    guard size <= Spectrum.mostRows else {
      throw CommandError(
        "a spectrum takes up to \(Spectrum.mostRows) rows and columns, not \(size)", at: range)
    }
    try Memory.require(
      bytes: 48 * Double(size) * Double(size), for: "a spectrum of that size", at: range)
  }
}

import Core

extension CommandSpec {
  /// The gradient of every layer by its size, norm and largest entry; where all is wanted, behind
  /// them every gradient beside its differences.
  static func gradientOverview(_ invocation: Invocation) throws -> Report {
    let scalar = try ObjectiveAtInput(invocation)
    let (s, derivatives) = (scalar.s, scalar.derivatives)
    let groups = scalar.network.parameterGroups
    let gradients = groups.map(derivatives.gradient)
    let (norms, largest) = (
      gradients.map(\.storage.norm), gradients.map(\.largestMagnitude)
    )
    var sizes = CheckedTensor(
      "gradient", of: "s", wrt: ["all"], title: "gradient of s", at: invocation.point,
      values: norms,
      labels: .list(groups.map(\.name)))
    sizes.members =
      ["s": s(scalar.input)] + s.scalar.members
      + ["parameters": groups.map(\.name), "norm": norms, "largest": largest]
    let blocks: [Report.Block] =
      [
        .heading(sizes.title, aside: "\(s.words), at I = \(Prose.vector(scalar.input))")
      ] + scalar.constantNote + [
        .table([
          .text("wrt", groups.map(\.name)),
          .text("shape", gradients.map { "\($0.rows)×\($0.columns)" }), .numbers("norm", norms),
          .numbers("largest entry", largest),
        ]), s.valueSentence(at: scalar.input),
      ]
    guard invocation.arguments.has("full") else {
      let note = "`gradient wrt \(groups[0].name)` shows one beside its finite differences."
      return Report(blocks + [.paragraph(note)], of: sizes)
    }
    let parts = try groups.map { group in
      var part = try CheckedTensor.gradient(wrt: .parameters(group), invocation)
      part.isFull = true
      return part
    }
    sizes.members += ["gradients": parts.map(\.record)]
    return Report(
      blocks + parts.flatMap { [.blank] + $0.blocks(invocation.settings.display) }, of: sizes)
  }
}

import Core
import Formats

extension CommandSpec {
  static let diff = CommandSpec(
    name: "diff", group: .checks,
    summary: "compare two results, networks, files of numbers or expressions",
    pattern: [.rest("FIRST SECOND", .compared)],
    arguments: [
      (
        "FIRST SECOND",
        "two of: an earlier result, %3, or _ for the last one; a network that is loaded, or a file of one; a file of "
          + "numbers, " + ResultFile.readEndings.map { "." + $0 }.joined(separator: " ")
          + "; or two expressions with a comma between them"
      )
    ],
    details:
      "Shows SECOND − FIRST, and by their names the entries that differ most. Rows and columns of files that have "
      + "names are matched by them. Of networks it tells the layers, the weights that differ, and the outputs at "
      + "the input.",
    examples: [
      "jacobian; set I1 1; jacobian; diff %1 %2", "diff J, W3 D2 W2 D1 W1",
      "load example small; use iris; diff iris small",
    ],
    run: { invocation, session in
      let sides = try DiffSide.two(of: invocation)
      switch (sides[0], sides[1]) {
      case (.result(let first), .result(let second)):
        return try compared([first, second], invocation)
      case (.network(let first), .network(let second)):
        return NetworkDiff(first, second, input: session.model.current?.input).report
          .at(session.point)
      case (.network, _), (_, .network):
        throw invocation.error("a network is compared with a network")
      default:
        return try NumbersDiff(sides.compactMap(\.table), invocation).report.at(session.point)
      }
    })

  /// Two results, entry by entry.
  private static func compared(
    _ results: [StoredValue], _ invocation: Invocation
  ) throws -> Report {
    let session = invocation.session
    let words = results.map { result in
      let shape = result.tensor.shape.map(String.init).joined(separator: "×")
      return "%\(result.number) is \(shape.isEmpty ? "one number" : shape)"
    }
    guard results[0].tensor.shape == results[1].tensor.shape else {
      throw invocation.error(
        "\(words[0]) but \(words[1]); only results of one shape can be compared")
    }
    let result = difference(results[1], results[0], at: session.point)
    return Report(result.blocks(session.settings.display), of: result)
  }

  /// `_` and `%3`, which stand alone on a line.
  static let recall = CommandSpec(
    name: "%", group: .checks, summary: "show an earlier result again: %3, or _ for the last",
    pattern: [.argument("RESULT", .result)],
    arguments: [("RESULT", "its number, shown at the right of its heading")],
    examples: ["output; _", "output; %1"],
    run: { invocation, session in
      let result = try invocation.result("RESULT", session)
      return Report(result.blocks(session.settings.display), of: result.tensor)
    })
}

extension CommandSpec {
  static let checks = CommandSpec(
    name: "checks", group: .checks,
    summary: "show the last result with its differences, which `set checks quiet` leaves out",
    pattern: [.optional([.argument("RESULT", .result)])],
    arguments: [("RESULT", "another result, by its number: %3")],
    examples: ["set checks quiet; jacobian; checks"],
    run: { invocation, session in
      let result = try invocation.result("RESULT", session)
      var display = session.settings.display
      display.showsChecks = true
      return Report(result.blocks(display), of: result.tensor)
    })
}

extension Invocation {
  fileprivate func result(
    _ name: String, _ session: Session
  ) throws(CommandError) -> StoredValue {
    try session.result(arguments.integer(name) ?? 0, at: arguments.range(name))
  }
}

/// One result less another of the same shape.
private func difference(
  _ second: StoredValue, _ first: StoredValue, at point: CheckedTensor.Point?
) -> CheckedTensor {
  let (before, after) = (first.tensor, second.tensor)
  let title = "%\(second.number) − %\(first.number)"
  var parts: [CheckedTensor.Part] = []
  var largest = (difference: 0.0, place: "")
  for (old, new) in zip(before.parts, after.parts) {
    var matrix = Matrix(rows: new.values.rows, columns: new.values.columns)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        matrix[i, j] = new.values[i, j] - old.values[i, j]
        guard abs(matrix[i, j]) > largest.difference || matrix[i, j].isNaN else { continue }
        let names = [after.rows.short(i), after.columns.short(j)].filter { !$0.isEmpty }
        let of = after.parts.count > 1 ? " of \(new.title)" : ""
        largest = (abs(matrix[i, j]), names.joined(separator: ", ") + of)
      }
    }
    parts.append(.init("\(new.title) (\(title))", .dense(matrix)))
  }
  // What is no number has no size.
  let size = (0..<before.entryCount).reduce(0) { max($0, abs(before.entry($1).analytic)) }
  var result = CheckedTensor(
    "diff", of: nil, title: title, at: point, shape: after.shape, axes: after.axes,
    rows: after.rows, columns: after.columns, parts: parts, checkpoint: {})
  result.fullCommand = "set limits off"
  result.members = ["largest": largest.difference]
  let relative =
    size > 0 ? ", \(Prose.magnitude(largest.difference / size)) of the largest entry" : ""
  result.notes = [
    .paragraph(
      largest.difference == 0
        ? "They are equal to the last digit."
        : "Largest difference \(Prose.magnitude(largest.difference)) at \(largest.place)\(relative)."
    )
  ]
  return result
}

import Core

extension CommandSpec {
  static let diff = CommandSpec(
    name: "diff", group: .checks, summary: "subtract one earlier result from another",
    pattern: [.argument("FIRST", .result), .argument("SECOND", .result)],
    arguments: [
      ("FIRST", "%3, or _ for the last result"), ("SECOND", "another result of the same shape"),
    ],
    details: "Shows SECOND − FIRST, the largest difference and where it is.",
    examples: ["jacobian; set I1 1; jacobian; diff %1 %2"],
    run: { invocation, session in
      let arguments = invocation.arguments
      let first = try session.result(
        arguments.integer("FIRST") ?? 0, at: arguments.range("FIRST"))
      let second = try session.result(
        arguments.integer("SECOND") ?? 0, at: arguments.range("SECOND"))
      guard first.value.shape == second.value.shape else {
        let words = [first, second].map { result in
          "%\(result.number) is \(shapeWords(result.value.shape))"
        }
        throw CommandError(
          "\(words[0]) but \(words[1]); only results of one shape can be compared",
          at: invocation.range)
      }
      return .report(
        DifferenceOfResults(first: first, second: second).report(settings: session.settings))
    })

  /// `_` and `%3`, which stand alone on a line.
  static let recall = CommandSpec(
    name: "%", group: .checks, summary: "show an earlier result again: %3, or _ for the last",
    pattern: [.argument("RESULT", .result)],
    arguments: [("RESULT", "its number, shown at the right of its heading")],
    examples: ["output; _", "output; %1"],
    run: { invocation, session in
      let arguments = invocation.arguments
      let result = try session.result(
        arguments.integer("RESULT") ?? 0, at: arguments.range("RESULT"))
      return .report(Report(blocks: result.value.blocks, record: result.value.record))
    })
}

/// "3×4", "3", or "one number".
private func shapeWords(_ shape: [Int]) -> String {
  shape.isEmpty ? "one number" : shape.map(String.init).joined(separator: "×")
}

/// One result less another of the same shape.
private struct DifferenceOfResults {
  var first: Session.NumberedResult
  var second: Session.NumberedResult

  func report(settings: Settings) -> Report {
    var blocks: [Report.Block] = []
    var parts: [MatrixTable.Values] = []
    var largest = (difference: 0.0, place: "")
    var size = 0.0
    for (index, pair) in zip(first.value.parts, second.value.parts).enumerated() {
      var matrix = Matrix(rows: pair.0.rows, columns: pair.0.columns)
      for i in 0..<matrix.rows {
        for j in 0..<matrix.columns {
          let difference = pair.1[i, j] - pair.0[i, j]
          matrix[i, j] = difference
          size = max(size, abs(pair.0[i, j]))
          if abs(difference) > largest.difference || difference.isNaN {
            largest = (abs(difference), place(index, i, j))
          }
        }
      }
      let title = "\(second.value.partTitles[index]) (%\(second.number) − %\(first.number))"
      blocks += [
        .heading(title, aside: "\(matrix.rows)×\(matrix.columns)"),
        .matrix(
          MatrixTable(
            rowLabels: second.value.rowLabels, columnLabels: second.value.columnLabels,
            values: .dense(matrix), isFull: !settings.hasLimits, fullCommand: "set limits off")),
      ]
      parts.append(.dense(matrix))
    }
    let relative =
      size > 0 ? ", \(Prose.magnitude(largest.difference / size)) of the largest entry" : ""
    blocks.append(
      .paragraph(
        largest.difference == 0
          ? "They are equal to the last digit."
          : "Largest difference \(Prose.magnitude(largest.difference)) at \(largest.place)\(relative)."
      ))
    let record = JSONValue.object([
      ("command", .string("diff")), ("shape", .integers(first.value.shape)),
      (
        "value",
        value(of: parts)
      ),
      ("largest", .number(largest.difference)),
    ])
    return Report(blocks: blocks, record: record)
  }

  /// The differences in the shape of the results.
  private func value(of parts: [MatrixTable.Values]) -> JSONValue {
    switch first.value.shape.count {
    case 0: .number(parts[0][0, 0])
    case 1: .array(count: parts[0].rows) { .number(parts[0][$0, 0]) }
    case 2: grid(parts[0])
    default: .array(count: parts.count) { grid(parts[$0]) }
    }
  }

  private func grid(_ values: MatrixTable.Values) -> JSONValue {
    .grid(rows: values.rows, columns: values.columns) { .number(values[$0, $1]) }
  }

  private func place(_ part: Int, _ i: Int, _ j: Int) -> String {
    let value = second.value
    let names = [value.rowLabels.short(i), value.columnLabels.short(j)].filter { !$0.isEmpty }
    let inside = names.joined(separator: ", ")
    return value.parts.count > 1 ? "\(inside) of \(value.partTitles[part])" : inside
  }
}

import Core

extension CheckedTensor {
  /// The same members in the same order of every command, and its own behind them.
  var record: JSONValue { .object([("command", .string(command))] + recordMembers) }

  /// All but the command, for a record of several.
  var recordMembers: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let of { members.append(("of", .string(of))) }
    if !wrt.isEmpty { members.append(("wrt", wrt.count == 1 ? .string(wrt[0]) : .strings(wrt))) }
    members += [("shape", .integers(shape)), ("value", nested { .number($0.analytic) })]
    if check != nil {
      members += [
        ("finiteDifference", nested { .optional($0.estimate?.value) }),
        ("error", nested { .optional($0.error) }),
        ("bound", nested { .optional($0.estimate?.bound) }),
        ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
      ]
    }
    members += point?.members ?? []
    let names = zip(axes, shape).map { axis, count in JSONValue.strings((0..<count).map(axis.name))
    }
    members.append(("axes", .array(names)))
    if check != nil { members.append(("verdicts", verdicts)) }
    return members + self.members
  }

  /// Lists within lists, as `shape` says.
  private func nested(_ value: @escaping (CheckedEntry) -> JSONValue) -> JSONValue {
    .nested(shape[...]) { index in
      let (part, row, column) = place(index)
      return value(entry(part, row, column))
    }
  }

  /// How many entries have which verdict, or why they have none.
  private var verdicts: JSONValue {
    let all = summary.all
    let unchecked = entryCount - all.values.reduce(0, +)
    return .object(
      all.sorted { $0.key < $1.key }.map { ($0.key.words, .integer($0.value)) }
        + (unchecked > 0 ? [(check?.absence ?? "not in the sample", .integer(unchecked))] : []))
  }
}

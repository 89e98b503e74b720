import Core
import Formats
import Platform

extension CheckedTensor {
  /// The same members in the same order of every command, and its own behind them.
  var record: Record { ["command": command] + recordMembers }

  /// All but the command, for a record of several.
  var recordMembers: Record {
    var record: Record = [:]
    if let of { record += ["of": of] }
    if !wrt.isEmpty { record += ["wrt": Self.names(wrt)] }
    record += ["shape": shape, "value": value]
    if check != nil {
      record += [
        "finiteDifference": nested(\.estimate?.value), "error": nested(\.error),
        "bound": nested(\.bound), "verdict": verdict?.words,
      ]
    }
    record += point?.members ?? [:]
    record += ["axes": zip(axes, shape).map { axis, count in (0..<count).map(axis.name) }]
    if check != nil { record += ["verdicts": verdicts] }
    if let choice { record += self.record(of: choice) }
    return record + members
  }

  /// One name, or a list of several.
  static func names(_ names: [String]) -> JSON { names.count == 1 ? names[0].json : names.json }

  /// The values as lists within lists.
  var value: JSON { nested(\.analytic) }
  var verdict: Verdict? { summary.verdict }

  private func nested(_ value: @escaping (CheckedEntry) -> Double?) -> JSON {
    .nested(shape[...]) { value(entry($0)).json }
  }

  /// How many entries have which verdict, or why they have none.
  private var verdicts: Record {
    let all = summary.all
    let unchecked = entryCount - all.values.reduce(0, +)
    return all.sorted { $0.key < $1.key }.reduce(into: [:]) { $0 += [$1.key.words: $1.value] }
      + (unchecked > 0 ? [check?.absence ?? "not in the sample": unchecked] : [:])
  }

  /// The largest finite bound of its differences, 0 where there is none: how far a replay on another
  /// machine may be off.
  var largestBound: Double {
    guard check != nil else { return 0 }
    return (0..<entryCount).untilStopped.lazy.compactMap { entry($0).estimate?.bound }
      .filter(\.isFinite).max() ?? 0
  }
}

import Core
import Formats
import Platform

extension CheckedTensor {
  /// The entries that a choice means, a line each with its names, and how many they are of how many.
  func chosenEntries(_ choice: EntryChoice, isFull: Bool) -> [Report.Block] {
    let places = choice.places(of: self)
    let shown = Array(places.prefix(isFull ? places.count : Self.mostEntries))
    let names = shown.map(givenNames)
    var columns = [TableColumn.text("entry", shown.map(label))]
    if names.contains(where: { !$0.isEmpty }) {
      columns.append(.text("", names.map(\.escapingControls)))
    }
    let total = parts.reduce(0) { $0 + $1.values.entryCount }
    let note = "\(places.count) of \(Prose.count(total, "entry", "entries")), \(choice.words)."
    var blocks: [Report.Block] = []
    if !shown.isEmpty { blocks.append(.table(columns + checkColumns(shown))) }
    blocks.append(.paragraph(note))
    if shown.count < places.count {
      blocks.append(
        .paragraph("\(places.count - shown.count) of them not shown; add `full` for all."))
    }
    return blocks
  }

  /// Of a large object so many entries are listed, one a line.
  static let mostEntries = 400

  /// Analytic value, finite difference, error, bound and verdict of some entries.
  func checkColumns(_ places: [EntryPlace]) -> [TableColumn] {
    let entries = places.untilStopped.map { entry($0.part, $0.row, $0.column) }
    guard check != nil else { return [.numbers("value", entries.map(\.analytic))] }
    let (analytic, differences) = (entries.map(\.analytic), entries.map(\.estimate?.value))
    return [
      .agreeing("analytic", analytic, with: differences),
      .agreeing("finite difference", differences, with: analytic),
      .magnitudes("error", entries.map(\.error)),
      .magnitudes("bound", entries.map(\.bound)), .verdicts(entries.map(\.verdict)),
    ]
  }

  /// The entries that a choice means, for programs: in the order asked for.
  func record(of choice: EntryChoice) -> Record {
    let records = choice.places(of: self).untilStopped.map { place -> Record in
      let entry = entry(place.part, place.row, place.column)
      var record: Record = ["entry": label(place), "value": entry.analytic]
      let names = axisNames(place)
      if !names.isEmpty { record += ["names": names] }
      if check != nil {
        record += [
          "finiteDifference": (entry.estimate?.value).json, "error": entry.error.json,
          "bound": entry.bound.json,
        ]
        if let verdict = entry.verdict { record += ["verdict": verdict.words] }
      }
      return record
    }
    return ["entries": records]
  }

  /// The same as a vector, for a file.
  func table(of choice: EntryChoice) -> ResultTable {
    let places = choice.places(of: self)
    return ResultTable(
      resultTitle, shape: [places.count],
      places.map { entry($0.part, $0.row, $0.column).analytic }, axes: [places.map(label)])
  }

  /// What the largest entries are, where only corners of all are shown.
  var largestNote: [Report.Block] {
    let total = parts.reduce(0) { $0 + $1.values.entryCount }
    guard let command = fullCommand, command.hasSuffix("full"), total > Self.mostEntries,
      total <= Self.mostSorted
    else { return [] }
    let largest = EntryChoice(top: 3).places(of: self).map { place in
      "\(label(place)) = \(Prose.number(entry(place.part, place.row, place.column).analytic))"
    }
    return [
      .paragraph(
        "The largest: \(largest.joined(separator: ", ")); `\(command.dropLast(4))top 10` lists more."
      )
    ]
  }

  /// Of more entries the largest are not looked for unasked.
  private static let mostSorted = 1_000_000

  func label(_ place: EntryPlace) -> String {
    let name = entryName(place.part, place.row, place.column)
    if !name.isEmpty { return name }
    let indices = indices(place).map { String($0 + 1) }
    if indices.isEmpty { return title }
    return "\(title.last == "]" ? "" : title)[\(indices.joined(separator: ","))]"
  }

  /// One index for each axis of the answer, counted from 0.
  private func indices(_ place: EntryPlace) -> [Int] {
    let (rows, columns) = (parts[0].values.rows, parts[0].values.columns)
    var rest = (place.part * rows + place.row) * columns + place.column
    return shape.reversed().map { size in
      defer { rest /= max(size, 1) }
      return rest % max(size, 1)
    }.reversed()
  }

  private func axisNames(_ place: EntryPlace) -> [String] {
    zip(axes, indices(place)).map { $0.name($1) }.filter { !$0.isEmpty }
  }

  /// The names that people gave, where there is more than one.
  func givenNames(_ place: EntryPlace) -> String {
    zip(zip(axes, shape), indices(place)).filter { axis, _ in axis.0.areNamed && axis.1 > 1 }
      .map { $0.0.name($1) }.joined(separator: ", ")
  }
}

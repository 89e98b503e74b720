import Core
import Platform

/// What the keys of a table do.
extension ZoomView {
  package mutating func take(_ key: PressedKey) -> Bool {
    message = nil
    if typed != nil {
      search(key)
      return true
    }
    if overlay != nil {
      scroll(key)
      return true
    }
    switch key {
    case .character("q"), .escape: return false
    case .up, .character("k"): move(-1, 0)
    case .down, .character("j"): move(1, 0)
    case .left, .character("h"): move(0, -1)
    case .right, .character("l"): move(0, 1)
    case .pageUp, .character("b"): move(-pageRows, 0)
    case .pageDown, .character(" "): move(pageRows, 0)
    case .home, .character("0"): place.column = 0
    case .end, .character("$"): place.column = values.columns - 1
    case .character("g"): place.row = 0
    case .character("G"): place.row = values.rows - 1
    case .tab: show(part: (place.part + 1) % tensor.parts.count)
    case .character("m"): goToLargest { abs($0.analytic) }
    case .character("e"): goToWorstError()
    case .character("/"): typed = ""
    case .character("n"): find(wanted, from: 1)
    case .enter: overlay = Overlay(entry: entryInExpressions)
    default: message = "no key of this table"
    }
    return true
  }

  private mutating func move(_ rows: Int, _ columns: Int) {
    place.row = min(max(place.row + rows, 0), values.rows - 1)
    place.column = min(max(place.column + columns, 0), values.columns - 1)
  }

  private mutating func show(part: Int) {
    place.part = part
    move(0, 0)
  }

  /// Goes to the first of the entries with the largest number; one that is none counts as that.
  private mutating func goToLargest(_ number: (CheckedEntry) -> Double) {
    var largest = -Double.infinity
    for part in tensor.parts.indices {
      let values = tensor.parts[part].values
      for index in (0..<values.entryCount).untilStopped {
        let (row, column) = values.place(index)
        let found = number(tensor.entry(part, row, column))
        guard found > largest || found.isNaN else { continue }
        largest = found
        place = EntryPlace(part: part, row: row, column: column)
        if found.isNaN { return }
      }
    }
  }

  private mutating func goToWorstError() {
    guard tensor.check != nil else {
      message = "nothing was compared with differences here"
      return
    }
    goToLargest { $0.error ?? -1 }
  }

  /// The entry as `why` takes it: J[3,12].
  private var entryInExpressions: String {
    let whole = tensor.parts[place.part].expression ?? ""
    return whole.isEmpty ? "" : "\(whole)[\(place.row + 1),\(place.column + 1)]"
  }

  private mutating func scroll(_ key: PressedKey) {
    switch key {
    case .up, .character("k"): overlay?.top -= 1
    case .down, .character("j"): overlay?.top += 1
    case .pageUp, .character("b"): overlay?.top -= pageRows
    case .pageDown, .character(" "): overlay?.top += pageRows
    default: overlay = nil
    }
  }

  // MARK: Names

  private mutating func search(_ key: PressedKey) {
    switch key {
    case .character(let character) where (typed?.count ?? 0) < 100: typed?.append(character)
    case .backspace:
      if typed?.isEmpty == true { typed = nil } else { typed?.removeLast() }
    case .enter:
      wanted = typed ?? ""
      typed = nil
      find(wanted, from: 0)
    case .escape: typed = nil
    default: break
    }
  }

  /// Goes to the next column, else the next row, whose label or name has some letters.
  ///
  /// - Parameter step: how many places further on the looking begins.
  private mutating func find(_ text: String, from step: Int) {
    guard !text.isEmpty else {
      message = "nothing was looked for yet: / and a name"
      return
    }
    func next(_ count: Int, _ here: Int, _ labels: MatrixTable.Labels) -> Int? {
      (0..<count).lazy.map { (here + step + $0) % count }
        .first { labels.long($0).lowercased().contains(text.lowercased()) }
    }
    if let column = next(values.columns, place.column, tensor.columns) {
      place.column = column
    } else if let row = next(values.rows, place.row, tensor.rows) {
      place.row = row
    } else {
      message = "no row and no column is called \(text.quoted)"
    }
  }
}

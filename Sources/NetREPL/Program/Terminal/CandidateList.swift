import Shell

/// The candidates as lines for the screen.
///
/// A few with notes stand one a line. Others stand in columns of equal width, read downwards as
/// `ls` does; of a great many the first are shown, and how many are not.
func listing(of candidates: [Completions.Candidate], columns width: Int) -> [String] {
  if let lines = annotatedList(of: candidates, width: width) { return lines }
  let shown = candidates.prefix(mostShown).map(\.text.escapingControls)
  let lines = columnList(of: shown, width: width)
  let hidden = candidates.count - shown.count
  return hidden == 0 ? lines : lines + ["and \(hidden) more"]
}

private let mostShown = 120
private let mostAnnotated = 16
private let gap = 2

/// One a line with its note; nil when there are many, no notes, or too little room.
private func annotatedList(of candidates: [Completions.Candidate], width: Int) -> [String]? {
  guard candidates.count <= mostAnnotated, candidates.contains(where: { $0.note != nil }) else {
    return nil
  }
  let texts = candidates.map(\.text.escapingControls)
  let column = (texts.map { displayWidth(of: $0) }.max() ?? 0) + gap
  let lines = zip(texts, candidates).map { text, candidate in
    guard let note = candidate.note?.escapingControls, !note.isEmpty else { return text }
    return padded(text, to: column) + note
  }
  return lines.allSatisfy { displayWidth(of: $0) < width } ? lines : nil
}

private func columnList(of texts: [String], width: Int) -> [String] {
  let column = (texts.map { displayWidth(of: $0) }.max() ?? 0) + gap
  // The last column needs no gap, but a full row would wrap.
  let columns = max(1, (width - 1 + gap) / column)
  let rows = (texts.count + columns - 1) / columns
  return (0..<rows).map { row in
    let cells = stride(from: row, to: texts.count, by: rows).map { texts[$0] }
    return cells.dropLast().map { padded($0, to: column) }.joined() + (cells.last ?? "")
  }
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(of: text)))
}

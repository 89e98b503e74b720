import Core

/// What the pictures of expressions share: the words they are asked for by, and the report around them.
extension Invocation {
  /// An expression without the words of options behind it, and these.
  ///
  /// - Throws: `CommandError` where entries are chosen of what is drawn whole.
  func typedPicture(
    _ name: String, options: [String]
  ) throws(CommandError) -> (typed: (text: String, start: Int), words: Set<String>) {
    guard var typed = typed(name) else { throw error("an expression belongs here") }
    let command = statement.words.first?.text ?? ""
    let others = ["top", "sort", "where", "full"]
    if let word = statement.words.dropFirst().first(where: { others.contains($0.text) }) {
      throw word.error("\(command) draws all of it; leave out '\(word.text)'")
    }
    var found: Set<String> = []
    while let last = typed.text.split(separator: " ").last, options.contains(String(last)) {
      found.insert(String(last))
      typed.text = String(typed.text[..<last.startIndex])
      while typed.text.last == " " { typed.text.removeLast() }
    }
    guard !typed.text.isEmpty else { throw error("\(command) needs an expression: \(command) J") }
    return (typed, found)
  }
}

extension Report {
  /// A picture of an answer, with what there is to say of its differences.
  static func picture(_ picture: Picture, of answer: CheckedTensor, _ invocation: Invocation)
    -> Report
  {
    let shown =
      answer.parts.count > HeatMap.mostPanels
      ? [
        Block.paragraph(
          "The first \(HeatMap.mostPanels) of \(answer.parts.count) matrices are drawn; an index draws another: "
            + "\(answer.resultTitle)[\(HeatMap.mostPanels + 1)].")
      ] : []
    var report = Report(
      [
        .heading(answer.heading ?? answer.resultTitle, aside: answer.parts.first?.aside ?? ""),
        .picture(picture),
      ] + shown + answer.pictureNotes, of: answer)
    report.record += ["picture": picture.kind]
    return report
  }
}

extension Picture {
  /// The word for it in JSON.
  var kind: String {
    switch self {
    case .heat: "heat"
    case .plot: "plot"
    case .bars: "bars"
    case .layers: "layers"
    }
  }
}

extension CheckedTensor {
  /// A line where all differences agree, the sentences otherwise.
  var pictureNotes: [Report.Block] {
    guard check != nil, check?.absence == nil else { return [] }
    var quiet = self
    quiet.hidesChecks = summary.verdict == .agrees
    return quiet.checkNotes
  }
}

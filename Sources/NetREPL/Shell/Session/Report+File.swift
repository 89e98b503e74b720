import Core
import Formats
import Platform

extension Report {
  /// The same answer, written to a file: all of its numbers, whatever the screen shows of them.
  ///
  /// - Parameter appends: whether a row is added to the file, with the network and the input before the numbers.
  /// - Throws: `CommandError` when it has no numbers, or the file cannot be written.
  func written(
    to file: Word, appends: Bool, _ session: Session
  ) throws(CommandError) -> Report {
    let ending = String(
      file.text.split(separator: "/").last?.split(separator: ".").dropFirst().last ?? "")
    if PictureFile.endings.contains(ending.lowercased()), !appends,
      let picture = picture ?? (result?.tensor ?? checked).map({ .heat(HeatMap($0)) })
    {
      return try written(picture, to: file, ending.lowercased(), session)
    }
    guard let tensor = result?.tensor ?? checked else {
      return try writtenTables(to: file, ending.lowercased(), appends: appends, session)
    }
    do {
      let bytes =
        appends
        ? try Self.row(of: tensor, behind: file, ending, session)
        : try ResultFile.bytes(of: tensor.resultTable, endingIn: ending)
      try File.write(bytes, to: file.text, in: session.folder, writes: session.writes)
    } catch let error as CommandError {
      throw error
    } catch {
      throw CommandError("\(error)", at: file.range)
    }
    // As behind a shell's `>`, the numbers are in the file and not on the screen.
    var report = self
    let chosen = tensor.choice.map { [$0.words] } ?? []
    let shape = tensor.resultTable.shape
    let size =
      shape.isEmpty
      ? "a number"
      : tensor.choice == nil
        ? shape.map(String.init).joined(separator: "×") : Prose.count(shape[0], "entry", "entries")
    let words = [tensor.resultTitle, size] + chosen + (tensor.verdict.map { [$0.words] } ?? [])
    report.blocks = [
      .line(
        StyledText(
          "\(appends ? "Added to" : "Written to") \(file.text): \(words.joined(separator: ", "))."
            .escapingControls))
    ]
    report.record += ["file": file.text]
    report.isInFile = true
    return report
  }

  /// A picture as a file.
  private func written(
    _ picture: Picture, to file: Word, _ ending: String, _ session: Session
  ) throws(CommandError) -> Report {
    do {
      let bytes = try PictureFile.bytes(of: picture, caption: caption, endingIn: ending)
      // Half a picture is none; whoever listens throws an error of their own.
      if StopRequest.isHeard { throw CommandError("stopped") }
      try File.write(bytes, to: file.text, in: session.folder, writes: session.writes)
    } catch {
      throw CommandError("\(error)", at: file.range)
    }
    var report = self
    report.blocks = [
      .line(StyledText("Written to \(file.text): \(picture.title), drawn.".escapingControls))
    ]
    report.record += ["file": file.text]
    report.isInFile = true
    return report
  }

  /// What stands at the right of its first heading: the point that it is about.
  private var caption: String {
    for case .heading(_, let aside) in blocks { return aside }
    return ""
  }

  /// A table that is no array of numbers, as text: the networks of a session, the methods of a check.
  private func writtenTables(
    to file: Word, _ ending: String, appends: Bool, _ session: Session
  ) throws(CommandError) -> Report {
    let tables = documentTables(NumberFormat())
    guard !tables.isEmpty else {
      throw file.error("this command answers no numbers and no table that a file could hold")
    }
    let renderers: [String: any Renderer] = [
      "csv": SeparatedRenderer(), "tsv": SeparatedRenderer(separator: "\t"),
      "md": MarkdownRenderer(numbers: NumberFormat(digits: session.settings.precision)),
      "tex": LaTeXRenderer(numbers: NumberFormat(digits: session.settings.precision)),
      "json": JSONRenderer(),
    ]
    guard let renderer = renderers[ending], !appends else {
      let drawn = picture == nil ? "" : ", and a picture, which .svg .png and .pdf are"
      throw file.error(
        appends
          ? "rows are added of numbers alone; `>` writes a table"
          : "this command answers a table, which .csv .tsv .md .tex and .json hold\(drawn)")
    }
    do {
      try File.write(
        Array(renderer.render(self).utf8), to: file.text, in: session.folder,
        writes: session.writes)
    } catch {
      throw CommandError("\(error)", at: file.range)
    }
    let rows = tables.reduce(0) { $0 + $1.rows.count }
    var report = self
    report.blocks = [
      .line(
        StyledText("Written to \(file.text): \(Prose.count(rows, "row")).".escapingControls))
    ]
    report.record += ["file": file.text]
    report.isInFile = true
    return report
  }

  /// The bytes of a file with one row more.
  private static func row(
    of tensor: CheckedTensor, behind file: Word, _ ending: String, _ session: Session
  ) throws -> [UInt8] {
    guard ["csv", "tsv"].contains(ending.lowercased()) else {
      throw file.error("rows are added to .csv and .tsv; `>` writes the other formats")
    }
    let network = session.model.current
    let inputs = network.map { Signal.input.labels(in: $0.network) }
    let input = tensor.point?.input ?? []
    let layout = SeparatedResult(separator: ending.lowercased() == "csv" ? "," : "\t")
    let header = layout.line(
      ["network"] + input.indices.map { inputs?.name($0) ?? "I\($0 + 1)" } + tensor.entryNames)
    let row = layout.line(
      [tensor.point?.network ?? ""] + input.map(NumberFormat.shortest)
        + tensor.resultTable.values.map(NumberFormat.shortest))
    guard File.exists(file.text, in: session.folder) else {
      return Array("\(header)\n\(row)\n".utf8)
    }
    let before = try File.read(file.text, limit: 1 << 30, in: session.folder)
    let first = before.prefix { $0 != UInt8(ascii: "\n") }
    guard String(decoding: first, as: UTF8.self) == header else {
      throw file.error(
        "the columns of this file are others than those of this answer; give another file")
    }
    let end: [UInt8] = before.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
    return before + end + Array("\(row)\n".utf8)
  }
}

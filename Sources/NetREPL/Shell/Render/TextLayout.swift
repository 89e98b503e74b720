import Platform

/// The layout that the text formats share: report in, lines no wider than the screen out.
struct TextLayout {
  var width: Int
  var numbers: NumberFormat

  /// How the format spells mathematical signs, all else being visible; applied before anything is
  /// measured.
  var spell: (String) -> String

  /// What pictures are made of.
  var glyphs: Glyphs

  /// - Parameter spell: how the format spells mathematical signs.
  init(
    width: Int, numbers: NumberFormat, glyphs: Glyphs = .ascii, spell: @escaping (String) -> String
  ) {
    (self.width, self.numbers, self.glyphs) = (width, numbers, glyphs)
    // What a name has in it that a screen would act on has its width too.
    self.spell = { spell($0.escapingControls) }
  }

  /// The lines; no part of one is more than a line, whatever a name has in it.
  func lines(of report: Report) -> [StyledText] {
    report.blocks.untilStopped.flatMap(lines).untilStopped.map(\.escapingControls)
  }

  private func lines(of block: Report.Block) -> [StyledText] {
    switch block {
    case .blank: [StyledText("")]
    case .figure(let lines): figure(lines.map(spelled))
    case .line(let text): line(spelled(text))
    case .paragraph(let text): wrapped(spell(text)).map { StyledText($0) }
    case .heading(let title, let aside): heading(spell(title), spell(aside))
    case .table(let table):
      grid(of: table).lines(fitting: width) { text, room in
        Self.wrapped(text, to: room).flatMap { $0.pieces(of: room) }
      }
    case .matrix(let table): MatrixLayout(table: table, layout: self).lines
    case .picture(let picture): lines(of: picture)
    }
  }

  private func figure(_ lines: [StyledText]) -> [StyledText] {
    lines.allSatisfy { displayWidth(of: $0.text) <= width } ? lines : []
  }

  /// A line as it stands; one that is too long goes on below, indented.
  private func line(_ text: StyledText) -> [StyledText] {
    guard displayWidth(of: text.text) > width else { return [text] }
    let indent = String(text.text.prefix { $0 == " " })
    let room = max(width - indent.count - 4, 16)
    var lines: [StyledText] = []
    var used = room
    for word in text.holdingRuns.words {
      let size = displayWidth(of: word.text)
      if used + 1 + size > room {
        lines.append(StyledText(lines.isEmpty ? indent : indent + "    ") + word)
        used = size
      } else {
        lines[lines.count - 1] = lines[lines.count - 1] + " " + word
        used += 1 + size
      }
    }
    return lines.map(\.releasingRuns)
  }

  func spelled(_ text: StyledText) -> StyledText {
    var result = text
    for index in result.spans.indices {
      let text = spell(result.spans[index].text)
      // The byte that all texts with a hard space have.
      result.spans[index].text =
        text.utf8.contains(0xA0) ? text.replacing("\u{a0}", with: " ") : text
    }
    return result
  }

  /// A number of this format, with the sign the format uses.
  func number(_ text: String) -> String {
    spell(text.utf8.contains(UInt8(ascii: "-")) ? text.replacing("-", with: "−") : text)
  }

  /// The title at the left and the aside at the right edge, or below when both do not fit.
  private func heading(_ title: String, _ aside: String) -> [StyledText] {
    let title = title.replacing("\u{a0}", with: " ")
    let room = min(width, 80) - displayWidth(of: title) - 2
    // A long input is shortened before the line is broken.
    let aside =
      shortened(aside, to: room, keeping: 1) ?? shortened(aside, to: width, keeping: 0) ?? aside
    let gap = room + 2 - displayWidth(of: aside)
    if gap >= 2 {
      return [
        StyledText(title, .strong) + StyledText(String(repeating: " ", count: gap))
          + StyledText(aside.replacing("\u{a0}", with: " "), .dim)
      ]
    }
    // Below the title it is indented, where that does not break it.
    let indent = displayWidth(of: aside) <= width - 4 ? "    " : ""
    return line(StyledText(title, .strong))
      + wrapped(aside).map { StyledText(indent + $0, .dim) }
  }

  /// The text with numbers of its vectors left out, from the last vector on, until it fits; nil where
  /// it does not with at least so many numbers kept: `at I = (5.1, 3.5, …)`.
  private func shortened(_ text: String, to room: Int, keeping least: Int) -> String? {
    var text = text
    while displayWidth(of: text) > room {
      let dots = spell("…")
      // The innermost brackets with numbers between commas that are not shortened to nothing yet.
      guard
        let vector = text.matches(of: /\(([^()]*,[^()]*)\)(, \d+ values)?/).last(where: {
          !$0.1.hasPrefix(dots)
        })
      else { return nil }
      var numbers = vector.1.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\u{a0}" } }
        .filter { $0 != dots }
      let rest = displayWidth(of: text) - displayWidth(of: String(text[vector.range]))
      var shorter = ""
      repeat {
        if numbers.count - 1 < least { return nil }
        numbers.removeLast()
        shorter = "(\(numbers.map { $0 + ",\u{a0}" }.joined())\(dots))"
      } while rest + displayWidth(of: shorter) > room && !numbers.isEmpty
      text.replaceSubrange(vector.range, with: shorter)
    }
    return text
  }

  /// The text broken at spaces into lines of at most the screen's width.
  func wrapped(_ text: String) -> [String] { Self.wrapped(text, to: width) }

  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " " as Character, omittingEmptySubsequences: true) {
      if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: String(word)) > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return (lines + [line]).map { $0.replacing("\u{a0}", with: " ") }
  }

  private func grid(of table: [TableColumn]) -> Grid {
    Grid(
      columns: table.map { column in
        let header = spell(column.header)
        switch column.cells {
        case .text(let cells):
          return Grid.Column(header: header, cells: cells.untilStopped.map(spelled), isLeft: true)
        case .counts(let cells):
          return Grid.Column(header: header, cells: cells.map { StyledText(String($0)) })
        case .numbers(let cells):
          var texts = numbers.column(cells.compactMap(\.self)).makeIterator()
          return Grid.Column(
            header: header,
            cells: cells.untilStopped.map {
              StyledText($0 == nil ? "" : number(texts.next() ?? ""))
            })
        case .agreeing(let cells, let others):
          return Grid.Column(header: header, cells: agreeing(cells, others))
        case .exact(let cells):
          return Grid.Column(
            header: header,
            cells: NumberFormat.exactColumn(cells).untilStopped.map { StyledText(number($0)) })
        case .magnitudes(let cells):
          return Grid.Column(
            header: header,
            cells: cells.untilStopped.map {
              StyledText($0.map { number(NumberFormat.magnitude($0)) } ?? "")
            })
        }
      })
  }

  /// Numbers whose first digits, as far as the other numbers have the same, are strong.
  private func agreeing(_ values: [Double?], _ others: [Double?]) -> [StyledText] {
    var texts = numbers.column(values.compactMap(\.self)).makeIterator()
    return zip(values, others).untilStopped.map { value, other in
      guard value != nil, let text = texts.next() else { return StyledText("") }
      let count = other.map { NumberFormat.agreement(text, numbers.column([$0])[0]) } ?? 0
      var cell = StyledText.empty
      cell.append(number(String(text.prefix(count))), .strong)
      cell.append(number(String(text.dropFirst(count))), .plain)
      return cell
    }
  }
}

extension StyledText {
  /// With its runs of spaces held together, but for those it begins with: `σ   x` stays in its columns
  /// where the line is broken behind it.
  fileprivate var holdingRuns: StyledText {
    var result = self
    for index in result.spans.indices {
      var text = ""
      var spaces = 0
      for character in result.spans[index].text {
        if character == " " {
          spaces += 1
          continue
        }
        text += String(repeating: spaces > 1 && !text.isEmpty ? "\u{a0}" : " ", count: spaces)
        text.append(character)
        spaces = 0
      }
      result.spans[index].text = text + String(repeating: " ", count: spaces)
    }
    return result
  }

  fileprivate var releasingRuns: StyledText {
    var result = self
    for index in result.spans.indices {
      result.spans[index].text = result.spans[index].text.replacing("\u{a0}", with: " ")
    }
    return result
  }
}

import Core

/// How the symbols of the formulas are written: as everywhere here, or as in the question on the forum that it
/// began with, whose B is the bias.
package enum SymbolNames: String, CaseIterable, Sendable {
  case standard, post

  /// What is typed, in the standard names; each word keeps its length, so that places stay.
  func reading(_ text: String) -> String {
    guard self == .post else { return text }
    return text.replacingWords { word, _ in
      word.symbol == "B" ? word.with("b") : nil
    }
  }

  /// What is printed, in these names.
  ///
  /// - Parameter activation: that of a layer, from 1, where its neurons act alone and alike.
  func shown(_ text: String, activation: (Int) -> String?) -> String {
    guard self == .post else { return text }
    let text = text.replacingWords { word, rest in
      switch word.symbol {
      case "b": return word.with("B")
      case "B":
        // B1[k,p] is an entry of a derivative, and not a derivative by f1[k,p].
        let name = "∂A/∂f\(word.subscript)"
        return rest.first == "[" ? "(\(name))" : name
      default: return nil
      }
    }
    return text.replacingSlopes(activation).replacing("∂A/∂f", twiceBehind: " = ")
  }

  /// What the symbols of the forum mean.
  static var dictionary: Report.Block {
    let rows = [
      ("B1", "b1", "the bias of layer 1"),
      ("f1", "f1", "what layer 1 says, f1 = tansig(W1 I + B1)"),
      ("dtansig(z1)", "σ′(z1)", "the derivative of layer 1's activation, z1 = W1 I + B1"),
      ("∂A/∂f1", "B1", "how layer 1 moves the output"),
    ]
    return .table([
      .text("here", rows.map(\.0)), .text("standard", rows.map(\.1)),
      .text("what it is", rows.map(\.2)),
    ])
  }
}

extension SymbolNames {
  /// The same answer in these names, but for what people called inputs, outputs and files.
  func shown(_ report: Report, of network: Network?) -> Report {
    guard self == .post, !report.isAboutNames else { return report }
    func spelled(_ text: String) -> String {
      shown(text) { layer in
        guard let network, network.layers.indices.contains(layer - 1) else { return nil }
        let activation = network.layers[layer - 1].activation
        return activation.couplesNeurons || activation.ranges != nil ? nil : activation.name
      }
    }
    func styled(_ text: StyledText) -> StyledText {
      var text = text
      for index in text.spans.indices { text.spans[index].text = spelled(text.spans[index].text) }
      return text
    }
    func labels(_ own: MatrixTable.Labels) -> MatrixTable.Labels { self.labels(own, spelled) }
    var report = report
    report.warnings = report.warnings.map(spelled)
    report.blocks = report.blocks.map { block in
      switch block {
      case .heading(let title, let aside): return .heading(spelled(title), aside: spelled(aside))
      case .line(let text): return .line(styled(text))
      case .paragraph(let text): return .paragraph(spelled(text))
      case .figure(let lines): return .figure(lines.map(styled))
      case .matrix(var table):
        table.rowLabels = labels(table.rowLabels)
        table.columnLabels = labels(table.columnLabels)
        table.fullCommand = table.fullCommand.map(spelled)
        return .matrix(table)
      case .table(let columns):
        return .table(
          columns.map { column in
            var column = column
            column.header = spelled(column.header)
            if case .text(let cells) = column.cells { column.cells = .text(cells.map(styled)) }
            return column
          })
      // Its labels are those of people, and of components.
      case .blank, .picture: return block
      }
    }
    return report
  }

  private func labels(
    _ labels: MatrixTable.Labels, _ spelled: (String) -> String
  ) -> MatrixTable.Labels {
    switch labels {
    case .indexed(let symbol, let names): .indexed(spelled(symbol), names: names)
    case .entries(let symbol, let columns): .entries(spelled(symbol), columns: columns)
    case .list(let words): .list(words.map(spelled))
    case .chosen(let places, let inner): .chosen(places, of: self.labels(inner, spelled))
    case .none: .none
    }
  }
}

/// A symbol with what stands behind it: b1, B_l, B12, or B_ before brackets; behind a d of ds/db1 too.
private struct SymbolWord {
  let prefix: String
  let symbol: Character
  let `subscript`: String

  init?(_ word: Substring) {
    var rest = word
    prefix = rest.count > 2 && rest.first == "d" ? "d" : ""
    rest = rest.dropFirst(prefix.count)
    guard let first = rest.popFirst(), "bBTC".contains(first), !rest.isEmpty else { return nil }
    let isNumber = rest.allSatisfy { $0.isASCII && $0.isNumber }
    let letters = rest.dropFirst()
    let isLetter = rest.first == "_" && letters.count <= 1 && letters.allSatisfy(\.isLowercase)
    guard isNumber || isLetter else { return nil }
    (symbol, self.subscript) = (first, String(rest))
  }

  func with(_ symbol: String) -> String { prefix + symbol + self.subscript }
}

extension String {
  /// The same with other words in the place of symbols; nil leaves one as it is.
  fileprivate func replacingWords(
    _ change: (SymbolWord, _ rest: Substring) -> String?
  ) -> String {
    var result = ""
    var rest = self[...]
    var before: Character = " "
    func isOfWord(_ character: Character) -> Bool {
      character.isLetter && character != "ᵀ" || character.isNumber && character.isASCII
        || character == "_"
    }
    while let first = rest.first {
      guard isOfWord(first) else {
        before = first
        result.append(rest.removeFirst())
        continue
      }
      let word = rest.prefix(while: isOfWord)
      rest = rest.dropFirst(word.count)
      // b1.npy and x/b1 are files, and what stands in quotes is quoted.
      let isOfFile =
        rest.first == "." && rest.dropFirst().first?.isLetter == true || "/\\\"'".contains(before)
      let changed = isOfFile ? nil : SymbolWord(word).flatMap { change($0, rest) }
      result += changed ?? String(word)
      before = word.last ?? before
    }
    return result
  }

  /// dtansig(z1) for σ′(z1), where layer 1 is of tansig.
  fileprivate func replacingSlopes(_ activation: (Int) -> String?) -> String {
    guard contains("σ′(z") else { return self }
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: "σ′(z") {
      result += rest[..<range.lowerBound]
      let digits = rest[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
      let name = Int(digits).flatMap(activation)
      result += name.map { "d\($0)(z" } ?? "σ′(z"
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  /// "∂A/∂f1 = x" for "∂A/∂f1 = ∂A/∂f1 = x".
  fileprivate func replacing(_ head: String, twiceBehind sign: String) -> String {
    var parts = components(separatedBy: sign)
    var index = 1
    while index < parts.count {
      if parts[index].hasPrefix(head), parts[index] == parts[index - 1] {
        parts.remove(at: index)
      } else {
        index += 1
      }
    }
    return parts.joined(separator: sign)
  }

  private func components(separatedBy sign: String) -> [String] {
    var (parts, rest): ([String], Substring) = ([], self[...])
    while let range = rest.firstRange(of: sign) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

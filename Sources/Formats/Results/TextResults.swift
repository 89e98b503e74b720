/// An object of JSON with the numbers as lists within lists.
enum JSONResult {
  static func text(of table: ResultTable) -> String {
    let members: [(String, any JSONEncodable)] = [
      ("name", table.name), ("shape", table.shape),
      ("value", JSON.nested(table.shape[...]) { table.values[$0].json }), ("axes", table.axes),
    ]
    return JSON.object(members.map { (name: $0.0, value: $0.1.json) }).text() + "\n"
  }
}

/// A table of Markdown, as GitHub reads it.
public enum MarkdownResult {
  static func text(of table: ResultTable) -> String {
    table.pages.map { page, rows in
      let columns = table.columnNames.map(escaped)
      var lines = page.map { ["**\(escaped($0))**", ""] } ?? []
      lines.append("| | " + columns.joined(separator: " | ") + " |")
      lines.append("| --- |" + columns.map { _ in " ---: |" }.joined())
      for (name, row) in zip(table.rowNames, rows) {
        lines.append(
          "| \(escaped(name)) | " + row.map(JSONText.shortest).joined(separator: " | ") + " |")
      }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// A text with nothing in it that Markdown would act on.
  public static func escaped(_ text: String) -> String {
    text.map { "\\|*_`[]<>".contains($0) ? "\\\($0)" : $0.isNewline ? " " : "\($0)" }.joined()
  }
}

/// A matrix for a formula and a table with names; the document needs the packages amsmath and booktabs.
public enum LaTeXResult {
  static func text(of table: ResultTable) -> String {
    var text = "% needs \\usepackage{amsmath} and \\usepackage{booktabs}\n"
    for (page, rows) in table.pages {
      let title = escaped(table.name + (page.map { ", \($0)" } ?? ""))
      let numbers = rows.map { $0.map(number) }
      text += "\\[\n\\text{\(title)} = \\begin{bmatrix}\n"
      text += numbers.map { "  " + $0.joined(separator: " & ") }.joined(separator: " \\\\\n")
      text += "\n\\end{bmatrix}\n\\]\n\n"
      text +=
        "\\begin{tabular}{l\(String(repeating: "r", count: table.columnNames.count))}\n\\toprule\n"
      text +=
        " & " + table.columnNames.map { escaped($0) }.joined(separator: " & ")
        + " \\\\\n\\midrule\n"
      for (name, row) in zip(table.rowNames, numbers) {
        text += escaped(name) + " & " + row.map { "$\($0)$" }.joined(separator: " & ") + " \\\\\n"
      }
      text += "\\bottomrule\n\\end{tabular}\n"
    }
    return text
  }

  /// 1.5·10⁻⁷ as a power of ten.
  private static func number(_ value: Double) -> String { number(JSONText.shortest(value)) }

  /// A number's text within a formula.
  public static func number(_ text: String) -> String {
    switch text {
    case "nan": return "\\text{nan}"
    case "inf": return "\\infty"
    case "-inf": return "-\\infty"
    default: break
    }
    let parts = text.split(separator: "e")
    return parts.count == 2 ? "\(parts[0]) \\cdot 10^{\(parts[1])}" : text
  }

  private static let signs: [Character: String] = [
    "∂": #"$\partial$"#, "²": "$^2$", "³": "$^3$", "σ": #"$\sigma$"#, "δ": #"$\delta$"#,
    "Γ": #"$\Gamma$"#,
    "′": "$'$", "″": "$''$", "ᵀ": #"$^{\mathsf T}$"#, "∘": #"$\circ$"#, "·": #"$\cdot$"#,
    "−": "$-$", "×": #"$\times$"#, "→": #"$\to$"#, "≤": #"$\le$"#, "≥": #"$\ge$"#, "≠": #"$\ne$"#,
    "±": #"$\pm$"#, "∞": #"$\infty$"#, "Σ": #"$\Sigma$"#, "λ": #"$\lambda$"#, "α": #"$\alpha$"#,
    "β": #"$\beta$"#, "≈": #"$\approx$"#, "<": "$<$", ">": "$>$", "|": "$|$", "\"": "''",
    "—": "---", "–": "--",
    "√": #"$\surd$"#, "π": #"$\pi$"#, "…": #"\dots{}"#, "\\": #"\textbackslash{}"#,
    "~": #"\textasciitilde{}"#,
    "^": #"\textasciicircum{}"#,
  ]

  /// A text with nothing in it that LaTeX would act on, its signs as formulas.
  ///
  /// - Parameters:
  ///   - text: what is to be read as it stands.
  ///   - otherwise: how a sign without a command is written.
  public static func escaped(
    _ text: String, otherwise: (String) -> String = { $0 }
  ) -> String {
    text.map { character in
      if let sign = signs[character] { return sign }
      if "&%$#_{}".contains(character) { return "\\\(character)" }
      if character.isNewline { return " " }
      return character.isASCII ? "\(character)" : otherwise("\(character)")
    }.joined()
  }
}

/// A matrix of MATLAB and Octave, with the names of its rows and columns beside it.
enum MATLABResult {
  static func text(of table: ResultTable) -> String {
    let name = identifier(table.name)
    var text = "% \(table.name.map { $0.isNewline ? " " : "\($0)" }.joined())\n"
    let pages = table.pages
    for (k, page) in pages.enumerated() {
      let target = table.shape.count > 2 ? "\(name)(\(k + 1),:,:) = reshape(" : "\(name) = "
      let rows = page.rows.map { $0.map(number).joined(separator: " ") }.joined(separator: "; ")
      let end =
        table.shape.count > 2 ? ", 1, \(page.rows.count), \(page.rows.first?.count ?? 0))" : ""
      text += "\(target)[\(rows)]\(end);\n"
    }
    for (k, names) in table.axes.enumerated() {
      text += "\(name)_axis\(k + 1) = {\(names.map(quoted).joined(separator: ", "))};\n"
    }
    return text
  }

  private static func number(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "Inf") : JSONText.shortest(value)
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "''" : $0.isNewline ? " " : "\($0)" }.joined() + "'"
  }

  /// Letters, digits and underscores, beginning with a letter: dA_dI of ∂A/∂I.
  private static func identifier(_ text: String) -> String {
    let signs: [Character: String] = ["∂": "d", "²": "2", "σ": "sigma", "δ": "delta", "Γ": "Gamma"]
    let letters = text.map { character in
      signs[character]
        ?? (character.isASCII && (character.isLetter || character.isNumber) ? "\(character)" : "_")
    }.joined()
    let parts = letters.split(separator: "_").joined(separator: "_").prefix(50)
    return parts.first?.isLetter == true ? String(parts) : "result"
  }
}

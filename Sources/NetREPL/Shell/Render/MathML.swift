import Core

/// Formulas as they are printed, in MathML.
enum MathML {
  /// A line of one formula or several: J = ∂A/∂I = D2 W2 D1 W1.
  ///
  /// - Returns: nil of a line that is no formula: it is shown as it stands.
  static func text(of line: String) -> String? {
    // Sums of numbers stand below what they are of.
    guard line.count <= 400, !line.isInPieces, !line.hasPrefix("["), line.contains("=") else {
      return nil
    }
    let line = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var formulas: [String] = []
    for formula in TextPart(line).betweenCommas {
      guard let markup = text(ofOne: formula.text[...]) else { return nil }
      formulas.append(markup)
    }
    let whole = formulas.joined(separator: "<mo>,</mo><mspace width=\"1em\"/>")
    return "<math display=\"block\"><mrow>\(whole)</mrow></math>"
  }

  private static func text(ofOne formula: Substring) -> String? {
    var (rest, name) = (formula.drop { $0 == " " }, "")
    // tansig: σ′ = 1 − T².
    if let colon = rest.firstIndex(of: ":"), rest[..<colon].allSatisfy(\.isLetter) {
      name = "<mtext>\(String(rest[...colon]).escapedAsXML())&#xa0;</mtext>"
      rest = rest[rest.index(after: colon)...]
    }
    var sides: [String] = []
    for side in rest.split(separator: "=", omittingEmptySubsequences: false) {
      // What goes on in the next line.
      if side.allSatisfy({ $0 == " " }), !sides.isEmpty {
        sides.append("")
        continue
      }
      guard let syntax = try? Syntax(String(side.trimmingSpaces)),
        let read = try? syntax.readingProducts(isFunction: isFunction), let markup = row(read)
      else { return nil }
      sides.append(markup)
    }
    return name + sides.joined(separator: "<mo>=</mo>")
  }

  private static func isFunction(_ name: String) -> Bool {
    let base = String(name.prefix { $0 != "'" })
    return base.count > 1 && !["dout", "pi"].contains(base) && Quantity(base) == nil
      || ["σ", "sigma"].contains(base.prefix { !$0.isNumber && $0 != "_" })
  }

  // MARK: Parts

  private static let open = "<mo stretchy=\"false\">(</mo>"
  private static let close = "<mo stretchy=\"false\">)</mo>"

  private static func row(_ syntax: Syntax) -> String? {
    switch syntax.kind {
    case .number(let text): return "<mn>\(text.replacing("-", with: "−").escapedAsXML())</mn>"
    case .name(let text): return name(text)
    case .result: return nil
    case .derivative(let text): return derivative(text)
    case .negation(let inner): return part(inner).map { "<mo>−</mo>\($0)" }
    case .sum(let terms):
      var result = ""
      for (index, term) in terms.enumerated() {
        guard let value = row(term.value) else { return nil }
        result +=
          (index == 0
            ? term.isNegative ? "<mo>−</mo>" : "" : "<mo>\(term.isNegative ? "−" : "+")</mo>")
          + value
      }
      return result
    case .product(let factors): return product(factors)
    case .power(let base, let exponent, _):
      guard let base = factor(base), let exponent = row(exponent) else { return nil }
      return "<msup><mrow>\(base)</mrow><mrow>\(exponent)</mrow></msup>"
    case .transpose(let inner):
      return factor(inner).map {
        "<msup><mrow>\($0)</mrow><mi mathvariant=\"normal\">T</mi></msup>"
      }
    case .root(let inner): return row(inner).map { "<msqrt>\($0)</msqrt>" }
    case .magnitude(let inner):
      return row(inner).map { "<mo stretchy=\"false\">|</mo>\($0)<mo stretchy=\"false\">|</mo>" }
    case .application(let name, let values):
      guard let inside = list(values.map(row)) else { return nil }
      return Self.name(name.text) + "<mo>&#x2061;</mo>\(open)\(inside)\(close)"
    case .entry(let inner, let indices):
      guard let whole = factor(inner), let inside = list(indices.map(index)) else { return nil }
      return "\(whole)<mo stretchy=\"false\">[</mo>\(inside)<mo stretchy=\"false\">]</mo>"
    case .matrix(let rows):
      guard rows.count == 1, let inside = list(rows[0].map(row)) else { return nil }
      return "\(open)\(inside)\(close)"
    }
  }

  private static func list(_ parts: [String?]) -> String? {
    let known = parts.compactMap(\.self)
    return known.count == parts.count ? known.joined(separator: "<mo>,</mo>") : nil
  }

  private static func index(_ index: Syntax.Index) -> String? {
    switch index {
    case .all: "<mo>:</mo>"
    case .one(let one): row(one)
    case .range(let first, let last):
      list([row(first), row(last)])?.replacing("<mo>,</mo>", with: "<mo>‥</mo>")
    }
  }

  /// In brackets where it is a sum: of a product's products the brackets mean nothing.
  private static func part(_ syntax: Syntax) -> String? {
    guard case .product(let factors) = syntax.kind,
      !factors.contains(where: { [.over, .entryOver].contains($0.joint) })
    else { return factor(syntax) }
    return row(syntax)
  }

  /// In brackets where it is a sum, or a product behind which more stands.
  private static func factor(_ syntax: Syntax) -> String? {
    switch syntax.kind {
    case .sum, .product, .negation: row(syntax).map { "\(open)\($0)\(close)" }
    default: row(syntax)
    }
  }

  private static func product(_ factors: [Syntax.Factor]) -> String? {
    var result = ""
    for (index, part) in factors.enumerated() {
      if index > 0, part.joint == .over {
        guard let below = row(part.value) else { return nil }
        result = "<mfrac><mrow>\(result)</mrow><mrow>\(below)</mrow></mfrac>"
        continue
      }
      // A sum that stands in a product is in brackets, but for what Σ sums.
      guard let value = Self.part(part.value) else { return nil }
      let sign: String =
        switch part.joint {
        case _ where index == 0: ""
        case .times, .dot: "<mo>·</mo>"
        case .entryTimes: "<mo>∘</mo>"
        case .entryOver: "<mo>⊘</mo>"
        case .kron: "<mo>⊗</mo>"
        case .beside, .over: "<mo>&#x2062;</mo>"
        }
      result += sign + value
    }
    return result
  }

  // MARK: Names

  /// W1, σ″, G_l, Σ_p, f_0.
  private static func name(_ text: String) -> String {
    let base = text.prefix { $0 != "'" }
    let primes = text.dropFirst(base.count).count
    var letters = String(base.prefix { !$0.isNumber && $0 != "_" })
    var below = String(base.dropFirst(letters.count).drop { $0 == "_" })
    letters = ["sum": "Σ", "delta": "δ", "Gamma": "Γ", "sigma": "σ"][letters] ?? letters
    if letters == "Σ" || letters == "∑" {
      return below.isEmpty
        ? "<mo>∑</mo>" : "<munder><mo>∑</mo><mrow>\(identifiers(below))</mrow></munder>"
    }
    let isNumber = below.allSatisfy(\.isNumber)
    below = below.isEmpty ? "" : isNumber ? "<mn>\(below)</mn>" : identifiers(below)
    let marks = primes == 0 ? "" : "<mo>\(primes == 1 ? "′" : "″")</mo>"
    let letter = "<mi>\(letters.escapedAsXML())</mi>"
    return switch (below.isEmpty, marks.isEmpty) {
    case (true, true): letter
    case (true, false): "<msup>\(letter)\(marks)</msup>"
    case (false, true): "<msub>\(letter)<mrow>\(below)</mrow></msub>"
    case (false, false): "<msubsup>\(letter)<mrow>\(below)</mrow>\(marks)</msubsup>"
    }
  }

  private static func identifiers(_ text: String) -> String {
    text.map { "<mi>\(String($0).escapedAsXML())</mi>" }.joined()
  }

  /// ∂²s/∂W1[p,q]∂W2[i,j].
  private static func derivative(_ text: String) -> String? {
    let halves = text.split(separator: "/", maxSplits: 1)
    guard halves.count == 2 else { return nil }
    var result = "<mfrac>"
    for half in halves {
      var row = ""
      var rest = half
      while let sign = rest.popFirst() {
        guard sign == "∂" || sign == "d" else { return nil }
        var power = false
        if rest.first == "²" {
          rest.removeFirst()
          power = true
        }
        row += power ? "<msup><mo>∂</mo><mn>2</mn></msup>" : "<mo>∂</mo>"
        let name = rest.prefix { !"∂d[²(".contains($0) }
        rest = rest[name.endIndex...]
        guard let symbol = try? Syntax(String(name)), let read = MathML.row(symbol) else {
          return nil
        }
        var whole = read
        if rest.first == "[", let close = rest.firstIndex(of: "]") {
          whole += "<mtext>\(String(rest[...close]).escapedAsXML())</mtext>"
          rest = rest[rest.index(after: close)...]
        }
        if rest.first == "²" {
          rest.removeFirst()
          whole = "<msup><mrow>\(whole)</mrow><mn>2</mn></msup>"
        }
        row += whole
      }
      result += "<mrow>\(row)</mrow>"
    }
    return result + "</mfrac>"
  }
}

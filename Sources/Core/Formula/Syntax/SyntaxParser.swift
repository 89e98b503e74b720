/// Reads an expression: + − * / ^ with the precedence of mathematics, brackets, functions, indices.
///
/// −x^2 is −(x^2), and 2^3^2 is 2^(3^2). A product may have no sign: 2x, T(1 − T), 4e^(−2x), G1' D1; but
/// 1/2x, which people read in two ways, is an error that says so.
struct SyntaxParser {
  private let tokens: [SyntaxToken]
  private let deepest: Int
  private var position = 0
  private var depth = 0

  /// How many bars are open: one behind a value closes the last of them.
  private var openBars = 0

  /// Whether a space separates: between the entries of a matrix.
  private var isInMatrix = false

  static func parse(
    _ text: String, longest: Int, deepest: Int
  ) throws(FormulaError) -> Syntax {
    let tokens = try SyntaxToken.tokens(of: text, longest: longest)
    var parser = SyntaxParser(tokens: tokens, deepest: deepest)
    if parser.next.kind == .end { throw parser.next.error(.empty) }
    let syntax = try parser.sum()
    guard parser.next.kind == .end else { throw parser.surplus() }
    return syntax
  }

  private init(tokens: [SyntaxToken], deepest: Int) {
    (self.tokens, self.deepest) = (tokens, deepest)
  }

  private var next: SyntaxToken { tokens[position] }

  private mutating func take(_ sign: SyntaxToken.Sign) -> Bool {
    guard next.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private func syntax(_ kind: Syntax.Kind, from start: Int) -> Syntax {
    Syntax(
      kind: kind,
      range: tokens[start].range.lowerBound..<tokens[max(position - 1, start)].range.upperBound)
  }

  /// Something stands where an operator or the end should.
  private func surplus() -> FormulaError { next.error(.unexpected(next.text)) }

  /// - Throws: when it is nested deeper than it may be.
  private mutating func deepen() throws(FormulaError) {
    depth += 1
    if depth > deepest { throw next.error(.tooDeep(limit: deepest)) }
  }

  // MARK: The grammar, loosest operators first

  private mutating func sum() throws(FormulaError) -> Syntax {
    try deepen()
    defer { depth -= 1 }
    let start = position
    let first = try product()
    var terms = [Syntax.Term(isNegative: false, value: first)]
    while let isNegative = takeSign() {
      terms.append(Syntax.Term(isNegative: isNegative, value: try product()))
    }
    return terms.count == 1 ? first : syntax(.sum(terms), from: start)
  }

  /// A sign between two terms; in a matrix `1 -2` is two entries, and `1 - 2` one.
  private mutating func takeSign() -> Bool? {
    let isNegative = next.kind == .sign(.minus)
    guard isNegative || next.kind == .sign(.plus) else { return nil }
    if isInMatrix, next.followsSpace, !tokens[position + 1].followsSpace { return nil }
    position += 1
    return isNegative
  }

  private mutating func product() throws(FormulaError) -> Syntax {
    // −ab is −(ab), so that it is read as it is written.
    let start = position
    let isNegative = signs()
    let inner = position
    let first = try power()
    var factors = [Syntax.Factor(joint: .beside, value: first)]
    while let joint = try takeJoint(behind: factors) {
      factors.append(
        Syntax.Factor(joint: joint, value: joint == .beside ? try power() : try signed()))
    }
    let product = factors.count == 1 ? first : syntax(.product(factors), from: inner)
    return isNegative ? syntax(.negation(product), from: start) : product
  }

  private mutating func takeJoint(
    behind factors: [Syntax.Factor]
  ) throws(FormulaError) -> Syntax.Joint? {
    let joints: [SyntaxToken.Sign: Syntax.Joint] = [
      .times: .times, .over: .over, .entryTimes: .entryTimes, .entryOver: .entryOver, .dot: .dot,
      .kron: .kron,
    ]
    if case .sign(let sign) = next.kind, let joint = joints[sign] {
      position += 1
      return joint
    }
    guard beginsFactor else { return nil }
    if isInMatrix, next.followsSpace { return nil }
    // Two numbers side by side are a mistake, and no product.
    if case .number = next.kind { throw surplusNumber() }
    if factors.count > 1, [.over, .entryOver].contains(factors[factors.count - 1].joint) {
      throw next.error(.ambiguousQuotient)
    }
    return .beside
  }

  /// Whether a value begins here.
  private var beginsFactor: Bool {
    switch next.kind {
    case .number, .name, .result, .derivative, .sign(.open), .sign(.root): true
    // Brackets behind a value would be its indices.
    case .sign(.openBracket): next.followsSpace
    case .sign(.bar): openBars == 0
    case .sign, .end: false
    }
  }

  private func surplusNumber() -> FormulaError {
    let before = tokens[max(0, position - 1)]
    return next.error(
      .missingOperator(
        before: next.text, after: before.kind == .sign(.close) ? "(…)" : before.text))
  }

  /// Signs bind looser than powers: −x^2 is −(x^2).
  private mutating func signed() throws(FormulaError) -> Syntax {
    let start = position
    let isNegative = signs()
    let value = try power()
    return isNegative ? syntax(.negation(value), from: start) : value
  }

  /// Whether the signs here, any number of them, make a minus.
  private mutating func signs() -> Bool {
    var isNegative = false
    while true {
      if take(.minus) { isNegative.toggle() } else if !take(.plus) { return isNegative }
    }
  }

  private mutating func power() throws(FormulaError) -> Syntax {
    let start = position
    let base = try postfix()
    let isOfEntries = next.kind == .sign(.entryPower)
    guard take(.power) || take(.entryPower) else { return base }
    try deepen()
    defer { depth -= 1 }
    let exponent = try signed()
    return syntax(.power(base, exponent, isOfEntries: isOfEntries), from: start)
  }

  private mutating func postfix() throws(FormulaError) -> Syntax {
    let start = position
    var value = try atom()
    // Each bracket and prime is one level more of what is read.
    let before = depth
    defer { depth = before }
    while true {
      if next.kind == .sign(.openBracket), !next.followsSpace {
        try deepen()
        let indices = try indices()
        value = syntax(.entry(value, indices), from: start)
      } else if take(.transpose) || take(.prime) {
        try deepen()
        value = syntax(.transpose(value), from: start)
      } else {
        return value
      }
    }
  }

  // MARK: What stands alone

  private mutating func atom() throws(FormulaError) -> Syntax {
    let token = next
    let start = position
    switch token.kind {
    case .number(let text):
      position += 1
      return syntax(.number(text), from: start)
    case .name(let name):
      position += 1
      // Σ_p (B D)[p] G[p] is a sum of all of it, and Σ_p(…) one of what is in the brackets.
      let isSum = ["Σ_", "∑_", "sum_"].contains { name.hasPrefix($0) }
      guard next.kind == .sign(.open), !((isInMatrix || isSum) && next.followsSpace) else {
        return syntax(.name(name), from: start)
      }
      let arguments = try list(open: .open, close: .close)
      return syntax(
        .application(.init(text: name, range: token.range), arguments), from: start)
    case .result(let number):
      position += 1
      return syntax(.result(number), from: start)
    case .derivative(let text):
      position += 1
      return syntax(.derivative(text), from: start)
    case .sign(.open):
      position += 1
      let (matrix, bars) = (isInMatrix, openBars)
      (isInMatrix, openBars) = (false, 0)
      let inner = try sum()
      // (0.5, −1) is a vector, as it is printed.
      var entries = [inner]
      while take(.comma) { entries.append(try sum()) }
      (isInMatrix, openBars) = (matrix, bars)
      try close(token, by: .close)
      if entries.count > 1 { return syntax(.matrix([entries]), from: start) }
      return Syntax(kind: inner.kind, range: syntax(inner.kind, from: start).range)
    case .sign(.openBracket): return try matrix()
    case .sign(.bar): return try magnitude()
    case .sign(.root):
      position += 1
      try deepen()
      defer { depth -= 1 }
      let inner = try postfix()
      return syntax(.root(inner), from: start)
    case .sign, .end: throw missing(token)
    }
  }

  private func missing(_ token: SyntaxToken) -> FormulaError {
    let before = position > 0 ? tokens[position - 1].text : nil
    if token.kind == .end || position > 0 && before != ")" {
      return token.error(.missingOperand(after: before))
    }
    return token.error(.unexpected(token.text))
  }

  private mutating func magnitude() throws(FormulaError) -> Syntax {
    let (start, bar) = (position, next)
    position += 1
    openBars += 1
    let inner = try sum()
    openBars -= 1
    try close(bar, by: .bar)
    return syntax(.magnitude(inner), from: start)
  }

  private mutating func close(
    _ bracket: SyntaxToken, by sign: SyntaxToken.Sign
  ) throws(FormulaError) {
    if take(sign) { return }
    throw next.kind == .end ? bracket.error(.bracketNotClosed(bracket.text)) : surplus()
  }

  /// Values between commas, in brackets.
  private mutating func list(
    open: SyntaxToken.Sign, close: SyntaxToken.Sign
  ) throws(FormulaError) -> [Syntax] {
    let bracket = next
    position += 1
    if take(close) { return [] }
    let (matrix, bars) = (isInMatrix, openBars)
    (isInMatrix, openBars) = (false, 0)
    var values = [try sum()]
    while take(.comma) { values.append(try sum()) }
    (isInMatrix, openBars) = (matrix, bars)
    try self.close(bracket, by: close)
    return values
  }

  private mutating func indices() throws(FormulaError) -> [Syntax.Index] {
    let bracket = next
    position += 1
    let (matrix, bars) = (isInMatrix, openBars)
    (isInMatrix, openBars) = (false, 0)
    var indices = [try index()]
    while take(.comma) { indices.append(try index()) }
    (isInMatrix, openBars) = (matrix, bars)
    try close(bracket, by: .closeBracket)
    return indices
  }

  private mutating func index() throws(FormulaError) -> Syntax.Index {
    if take(.colon) { return .all }
    let first = try sum()
    if take(.range) || take(.colon) { return .range(first, try sum()) }
    return .one(first)
  }

  /// [1 2; 3 4] or [1, 2; 3, 4].
  private mutating func matrix() throws(FormulaError) -> Syntax {
    let (start, bracket) = (position, next)
    position += 1
    let (matrix, bars) = (isInMatrix, openBars)
    (isInMatrix, openBars) = (true, 0)
    var rows: [[Syntax]] = [[]]
    while ![.end, .sign(.closeBracket)].contains(next.kind) {
      if take(.semicolon) {
        rows.append([])
      } else {
        if !rows[rows.count - 1].isEmpty { _ = take(.comma) }
        rows[rows.count - 1].append(try sum())
      }
    }
    (isInMatrix, openBars) = (matrix, bars)
    try close(bracket, by: .closeBracket)
    return syntax(.matrix(rows.filter { !$0.isEmpty }), from: start)
  }
}

import Core
import Formats

/// What is found of a claim that two expressions are equal.
struct ExpressionClaimReport {
  private let claim: ExpressionClaim
  private let finding: ExpressionClaim.Finding
  private let slip: Slip?

  /// What the numbers of a file are, where they are not what is claimed.
  private let whatIsGiven: Expression?
  private let network: Network
  private let point: CheckedTensor.Point?
  private let precision: Int?
  private let isPlanted: Bool

  /// - Returns: nil where the claim is about an activation of one variable.
  /// - Throws: `CommandError`, with the place, and what the checkpoint throws.
  init?(_ invocation: Invocation) throws {
    guard let typed = invocation.typed("EQUATION") else { return nil }
    try self.init(typed, invocation)
  }

  /// The same of a text that begins at some character of the line.
  init?(_ typed: EquationList.Part, _ invocation: Invocation) throws {
    let session = invocation.session
    let names = session.expressionNames
    guard let sides = Self.sides(typed.text) else {
      let name = String(typed.text.prefix { $0.isLetter || $0.isNumber })
      guard names.isPlain(name), !typed.text.contains("=") else { return nil }
      throw invocation.arguments.error(
        "an equation belongs here: \(typed.text.clipped(to: 20)) = ...", at: "EQUATION")
    }
    if Self.isAboutActivation(sides.left, names) { return nil }
    let starts = (left: typed.start + sides.leftStart, right: typed.start + sides.rightStart)
    func expression(_ text: String, _ start: Int) throws(CommandError) -> Expression {
      do throws(ExpressionError) {
        return try Expression(text, names: names)
      } catch { throw error.command(from: start) }
    }
    let left = try expression(sides.left, starts.left)
    if let file = Self.file(sides.right, starts.right) {
      let value = try session.value(
        of: left, from: starts.left, checkpoint: invocation.checkpoint
      ).value
      let table = CheckedTensor.expression(
        value, title: sides.left, at: nil, of: session.model.current?.network
      ).resultTable
      claim = ExpressionClaim(
        left, is: try file.givenNumbers(like: table, session), called: sides.right, names: names)
    } else {
      claim = ExpressionClaim(
        left, is: try expression(sides.right, starts.right), names: names)
    }
    network = try session.network()
    let networkPoint = try session.networkPoint(checkpoint: invocation.checkpoint)
    let componentNames: (Signal) -> [String]? = { [network] in $0.names(in: network) }
    do {
      finding = try claim.examined(
        at: networkPoint, componentNames: componentNames,
        results: { try? session.result($0, at: nil).tensor.numbers },
        checkpoint: invocation.checkpoint)
    } catch let problem as ExpressionError {
      let error = problem.command(from: problem.isOfLeftSide ? starts.left : starts.right)
      // What does not fit may be the slip of what does.
      guard !problem.isOfLeftSide,
        let slip = try claim.slip(
          at: networkPoint, componentNames: componentNames, checkpoint: invocation.checkpoint)
      else { throw error }
      throw CommandError(
        "\(error.message). \(slip.kind.words) This is true: "
          + "\(claim.left.text) = \(slip.right.text)".escapingControls, at: error.range)
    }
    slip =
      finding.isTrueHere
      ? nil
      : try claim.slip(
        at: networkPoint, componentNames: componentNames, checkpoint: invocation.checkpoint)
    whatIsGiven =
      finding.isTrueHere
      ? nil
      : try claim.whatIsGiven(
        at: networkPoint, componentNames: componentNames, checkpoint: invocation.checkpoint)
    point = session.point
    precision = session.settings.precision
    isPlanted = session.fault != nil
  }

  /// The two sides of an equation, and where they begin.
  private static func sides(
    _ text: String
  ) -> (left: String, leftStart: Int, right: String, rightStart: Int)? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    func trimmed(_ part: Substring) -> (String, Int) {
      let start = part.prefix(while: \.isWhitespace).count
      return (String(part.trimmingSpaces), start)
    }
    let (left, leftStart) = trimmed(parts[0])
    let (right, rightStart) = trimmed(parts[1])
    guard !left.isEmpty, !right.isEmpty else { return nil }
    return (left, leftStart, right, parts[0].count + 1 + rightStart)
  }

  /// The path behind `file`, which may stand in quotes; nil of an expression.
  private static func file(_ text: String, _ start: Int) -> Word? {
    guard text.hasPrefix("file ") else { return nil }
    let path = text.dropFirst(5).trimmingSpaces
    let isQuoted = path.count > 2 && path.first == path.last && "\"'".contains(path.first ?? " ")
    return Word(
      text: String(isQuoted ? path.dropFirst().dropLast() : path[...]),
      range: (start + 5)..<(start + text.count))
  }

  /// Whether it is NAME'(x), with a variable that means nothing else, or NAME with parameters before it; and
  /// whatever begins as neither a quantity nor a sign.
  private static func isAboutActivation(_ left: String, _ names: Expression.Names) -> Bool {
    let name = left.prefix { ($0.isLetter || $0.isNumber || $0 == "_") && $0 != "ᵀ" }
    guard name.first?.isLetter == true else { return false }
    let rest = left.dropFirst(name.count).drop { "'′″ ".contains($0) }
    // So is a sum over an index, sum_p.
    guard !name.isEmpty, !names.isPlain(String(name)),
      names.isCallable(String(name)) || !names.hasMeaning(String(name))
        || ["sigma", "σ"].contains(String(name))
    else { return false }
    // σ(z1) and sum(J) are of quantities; tansig'(x) is of any x.
    guard rest.first == "(" else {
      return !["sigma", "σ"].contains(String(name)) && !left.hasPrefix("∂") && !left.contains("/d")
    }
    // tansig(x)' is tansig'(x).
    let called = rest.prefix(through: rest.lastIndex(of: ")") ?? rest.startIndex)
    guard rest.dropFirst(called.count).allSatisfy({ "'′″ ".contains($0) }) else { return false }
    guard let open = called.lastIndex(of: "("), called.last == ")" else { return false }
    let inside = String(called[called.index(after: open)...].dropLast().filter { $0 != " " })
    let isWord =
      inside.first?.isLetter == true
      && inside.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    // A name of the user's own is a variable here, as any other.
    let isOfNetwork = Quantity(inside) != nil || ["e", "pi", "π"].contains(inside)
    return isWord && !isOfNetwork && !["sigma", "σ"].contains(String(name))
      && TensorFunction(rawValue: String(name)) == nil
  }

  // MARK: Report

  var report: Report {
    switch finding {
    case .shapes(let left, let right, _):
      let sentence =
        layerWords
        + "False: \(claim.left.text) is \(left.sizeWords), \(claim.right.text) is \(right.sizeWords)."
      return Report(
        [.paragraph(sentence)] + slipBlocks,
        record: ["command": "claim", "holds": false, "shapes": [left.shape, right.shape]]
          + layerMembers + slipMembers
      ).at(point)
    case .compared(let comparison, let elsewhere, let digits):
      return compared(comparison, elsewhere, digits).at(point)
    }
  }

  private func compared(
    _ comparison: ExpressionClaim.Comparison, _ elsewhere: ExpressionClaim.Elsewhere?,
    _ digits: Int?
  ) -> Report {
    let left = comparison.left
    var blocks: [Report.Block] = []
    var record: Record = [
      "command": "claim",
      "holds": digits != nil
        || comparison.verdict == .equal
          && (claim.isOfNumbers || elsewhere.map { $0.equal == $0.tried } ?? true),
      "largestDifference": comparison.largest,
    ]
    if isPlanted {
      blocks.append(.paragraph("A mistake is planted: the derivatives on both sides have it."))
    }
    let everywhere = elsewhere.flatMap { $0.tried > 0 ? $0 : nil }
    switch comparison.verdict {
    case _ where digits != nil:
      blocks.append(
        .paragraph(
          "True to the \(Prose.count(digits ?? 0, "digit")) given"
            + (comparison.count == 1
              ? ": it is \(Prose.number(left.storage[0], digits: nil))." : ".")))
    case .equal:
      blocks.append(.paragraph(layerWords + truth(everywhere)))
    case .undecided where !comparison.isFinite:
      blocks.append(.paragraph("Not decidable here: not all of it is finite."))
    case .undecided:
      blocks.append(
        .paragraph(
          "Not decidable here: both sides differ by \(Prose.magnitude(comparison.largest)), more than a "
            + "few roundings and less than a mistake would make."))
    case .different:
      blocks.append(.paragraph(layerWords + falsehood(comparison)))
      if let everywhere, everywhere.equal == everywhere.tried {
        blocks.append(
          .paragraph(
            "At \(everywhere.tried) random networks of the same layers both sides are equal: here digits "
              + "are lost, or something has no value."))
      }
    }
    blocks += rows(comparison)
    if let digits { record += ["digits": digits] }
    record += layerMembers
    if comparison.verdict == .undecided { record += ["decidable": false] }
    if let elsewhere {
      record += ["elsewhere": ["tried": elsewhere.tried, "equal": elsewhere.equal] as Record]
    }
    record += ["left": left.storage, "right": comparison.right.storage, "shape": left.shape]
    return Report(blocks + slipBlocks, record: record + slipMembers)
  }

  private var layerMembers: Record {
    finding.layers.map { ["layers": $0.numbers, "failingLayer": $0.failing] } ?? [:]
  }

  /// Which layers it is about, as the beginning of what is said of it: "For l = 1 to 3: ".
  private var layerWords: String {
    guard let layers = finding.layers, let first = layers.numbers.first,
      let last = layers.numbers.last
    else {
      return ""
    }
    let all =
      first == last
      ? "\(first)"
      : layers.numbers == Array(first...last)
        ? "\(first) to \(last)" : layers.numbers.map(String.init).joined(separator: ", ")
    return layers.failing.map { "For \(layers.letter) = \($0), of \(all): " }
      ?? "For \(layers.letter) = \(all): "
  }

  private func truth(_ everywhere: ExpressionClaim.Elsewhere?) -> String {
    guard let everywhere else { return "True at this network and input, within rounding." }
    if claim.isOfNumbers, everywhere.equal < everywhere.tried {
      return "True at this network and input, within rounding."
    }
    if everywhere.equal == everywhere.tried {
      return
        "True, here and at \(everywhere.tried) random networks of the same layers, within rounding."
    }
    let falseCount = everywhere.tried - everywhere.equal - everywhere.undecided
    if falseCount > 0 {
      return
        "True here, but by accident: false at \(falseCount) of \(everywhere.tried) random networks of "
        + "the same layers."
    }
    return
      "True here; not decidable at \(everywhere.undecided) of \(everywhere.tried) random networks of "
      + "the same layers."
  }

  private func falsehood(_ comparison: ExpressionClaim.Comparison) -> String {
    if comparison.count == 1 {
      return "False: off by \(Prose.magnitude(comparison.largest))."
    }
    let place = comparison.left.place(of: comparison.place).map(String.init).joined(separator: ",")
    return
      "False: \(comparison.different) of \(Prose.count(comparison.count, "entry", "entries")) differ, "
      + "[\(place)] most, by \(Prose.magnitude(comparison.largest))."
  }

  /// Both sides beside each other, the worst entries first where they are false.
  private func rows(_ comparison: ExpressionClaim.Comparison) -> [Report.Block] {
    let (left, right) = (comparison.left, comparison.right)
    let differences = zip(left.storage, right.storage).map { $0 == $1 ? 0 : abs($0 - $1) }
    var shown = Array(left.storage.indices.prefix(4096))
    if comparison.verdict != .equal {
      shown.sort { differences[$0].rank > differences[$1].rank }
    }
    shown = Array(shown.prefix(6))
    let names = shown.map { index in
      let places = left.place(of: index).map(String.init).joined(separator: ",")
      return left.shape.isEmpty ? "" : "[\(places)]"
    }
    var blocks: [Report.Block] = [
      .table([
        .text("", names), .numbers(claim.left.text.clipped(to: 24), shown.map { left.storage[$0] }),
        .numbers("claimed", shown.map { right.storage[$0] }),
        .magnitudes("difference", shown.map { differences[$0] }),
      ])
    ]
    if shown.count < left.storage.count {
      blocks.append(
        .paragraph(
          "\(Prose.count(left.storage.count - shown.count, "entry", "entries")) not shown."))
    }
    return blocks
  }

  private var slipBlocks: [Report.Block] {
    if let whatIsGiven {
      return [
        .paragraph("At this network and input the numbers of the file are those of:"),
        .line("  \(whatIsGiven.text)"),
      ]
    }
    guard let slip else { return [] }
    return [
      .paragraph("\(slip.kind.words) With that mended it is true, here and at random networks:"),
      .line("  \(claim.left.text) = \(slip.right.text)"),
    ]
  }

  private var slipMembers: Record {
    if let whatIsGiven { return ["corrected": whatIsGiven.text] }
    return slip.map { ["slip": $0.kind.words, "corrected": $0.right.text] } ?? [:]
  }
}

extension Double {
  /// What is no number is off the most.
  fileprivate var rank: Double { isNaN ? .infinity : self }
}

extension Tensor {
  /// The indices of an entry, from 1.
  func place(of index: Int) -> [Int] {
    var (rest, place) = (index, [Int]())
    for size in shape.reversed() {
      place.insert(rest % size + 1, at: 0)
      rest /= size
    }
    return place
  }
}

extension ExpressionClaim.Finding {
  fileprivate var layers: ExpressionClaim.Layers? {
    switch self {
    case .shapes(_, _, let layers): layers
    case .compared(let comparison, _, _): comparison.layers
    }
  }

  fileprivate var isTrueHere: Bool {
    switch self {
    case .shapes: false
    case .compared(let comparison, _, let digits): digits != nil || comparison.verdict == .equal
    }
  }
}

extension ExpressionError {
  /// The same in a line in which the expression begins at a character.
  func command(from start: Int) -> CommandError {
    CommandError(
      message.escapingControls, at: (range.lowerBound + start)..<(range.upperBound + start))
  }
}

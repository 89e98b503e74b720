import Core

/// What is pinned, drawn anew as keys move the input.
package struct WatchView: ScreenView {
  private let engine: Engine
  private let watching: Watching
  private let style: ScreenStyle

  /// The input as it is, and which of its components the keys move.
  private var input: [Double]
  private var component: Int

  /// How far along the direction the input is.
  private var distance = 0.0

  /// One press of a key.
  private var step: Double

  /// The first line of the pinned answers on the screen.
  private var top = 0
  private var pageRows = 1

  /// Whether the input stays as it was before.
  private var isGivenUp = false

  init(_ watching: Watching, _ engine: Engine, style: ScreenStyle) {
    (self.engine, self.watching, self.style) = (engine, watching, style)
    (input, component) = (watching.start, watching.component)
    step = 0
    step = Self.step(for: place)
  }

  /// What is moved: the component, or the way along the direction.
  private var place: Double { watching.direction == nil ? input[component] : distance }

  /// A twentieth of a number, of one digit.
  private static func step(for value: Double) -> Double {
    let size = value.isFinite ? max(abs(value), 0.1) : 1
    return (size / 20).rounded(to: 1)
  }

  // MARK: Drawing

  package mutating func lines(rows: Int, columns: Int) throws -> [StyledText] {
    var answers: [StyledText] = []
    let lines = engine.session.pins.isEmpty ? Self.standardPins : engine.session.pins
    for line in lines {
      if !answers.isEmpty { answers.append(StyledText("")) }
      answers += try self.answer(to: line, columns: columns)
    }
    pageRows = max(rows - 4, 1)
    top = max(min(top, answers.count - pageRows), 0)
    let shown = Array(answers.dropFirst(top).prefix(pageRows))
    let blank = Array(repeating: StyledText(""), count: pageRows - shown.count)
    let head = [titleLine, inputLine(columns), StyledText("")]
    return Array((head + shown + blank).prefix(max(rows - 1, 0))) + [
      keyLine(answers.count, columns)
    ]
  }

  /// Without pins.
  private static let standardPins = ["output", "jacobian"]

  /// What a pinned line answers at the input as it is.
  private func answer(to line: String, columns: Int) throws -> [StyledText] {
    var here = engine.forLooking
    here.session.model.current?.input = input
    let answered = Answered()
    here.show = { event, _ in answered.events.append(event) }
    guard here.run(line) != .interrupted else { throw Engine.Interrupted() }
    return answered.events.flatMap { event -> [StyledText] in
      switch event {
      case .report(let report): style.lines(of: report, columns: columns)
      case .failure(let error, _):
        [
          StyledText(
            style.spell("\(line): \(error.message)".escapingControls), .bad)
        ]
      default: []
      }
    }
  }

  private final class Answered { var events: [Engine.Event] = [] }

  private var titleLine: StyledText {
    let name = StyledText(style.spell(watching.network.escapingControls + "   "), .strong)
    let what =
      watching.direction == nil ? watching.labels.long(component).escapingControls : "t of I + tδ"
    return name
      + StyledText(
        style.spell("\(what) = ") + style.number(NumberFormat.shortest(place)) + "   step "
          + style.number(NumberFormat.shortest(step)))
  }

  /// The components, as many as a line holds, around the one that is moved.
  private func inputLine(_ columns: Int) -> StyledText {
    var (line, used) = (StyledText("I  ", .dim), 3)
    var first = max(component - 2, 0)
    if watching.direction != nil { first = 0 }
    if first > 0 {
      line = line + StyledText(style.spell("… "), .dim)
      used += 4
    }
    for index in first..<input.count {
      let text = style.number(style.numbers.alone(input[index]))
      guard used + displayWidth(of: text) + 6 <= columns || index == component else {
        return line + StyledText(style.spell("…"), .dim)
      }
      used += displayWidth(of: text) + 2
      let isMoved = watching.direction == nil && index == component
      line = line + StyledText(text, isMoved ? .chosen : .plain) + StyledText("  ")
    }
    return line
  }

  private func keyLine(_ count: Int, _ columns: Int) -> StyledText {
    style.keys(
      [
        "↑↓ move", watching.direction == nil ? "←→ input" : "",
        count > pageRows ? "PgDn more" : "", "+− step", "0 start", "Esc leave as before", "q leave",
      ], columns: columns)
  }

  // MARK: Keys

  package mutating func take(_ key: PressedKey) -> Bool {
    switch key {
    case .character("q"), .enter: return false
    case .escape:
      isGivenUp = true
      return false
    case .up, .character("k"): move(by: step)
    case .down, .character("j"): move(by: -step)
    case .left, .character("h"): choose(component - 1)
    case .right, .character("l"), .tab: choose(component + 1)
    case .character("+"), .character("="): step = min(step * 2, 1e100).rounded(to: 2)
    case .character("-"), .character("−"): step = max(step / 2, 1e-100).rounded(to: 2)
    case .character("0"), .home: (input, distance) = (watching.start, 0)
    case .pageDown, .character(" "): top += pageRows
    case .pageUp, .character("b"): top -= pageRows
    default: break
    }
    return true
  }

  private mutating func choose(_ index: Int) {
    guard watching.direction == nil else { return }
    component = (index + input.count) % input.count
    step = Self.step(for: place)
  }

  /// Decimal steps stay decimals: 0.3 and not 0.30000000000000004.
  private mutating func move(by step: Double) {
    let moved = (place + step).rounded(to: 12)
    guard moved.isFinite, abs(moved) <= 1e100 else { return }
    guard let direction = watching.direction else {
      input[component] = moved
      return
    }
    distance = moved
    input = zip(watching.start, direction).map { $0 + moved * $1 }
  }

  /// The line that keeps the input as it has been moved; nil where it is as before.
  package var lineThatKeepsIt: String? {
    guard !isGivenUp, input != watching.start else { return nil }
    return "set input " + input.map(NumberFormat.shortest).joined(separator: " ")
  }
}

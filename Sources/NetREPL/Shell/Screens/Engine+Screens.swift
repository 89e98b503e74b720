import Core

extension Engine {
  /// An engine that answers a line without anything being kept, recorded or told.
  var forLooking: Engine {
    var here = self
    here.recorder = nil
    here.printed = nil
    here.keepsGoing = false
    here.isStrict = false
    here.numbersResults = false
    return here
  }

  /// Gives a terminal to what the last line asked for, until it is left.
  ///
  /// - Parameter present: shows a view until it is left.
  /// - Returns: what the line that keeps a moved input came to; nil where nothing was asked for.
  package mutating func openScreen(
    style: ScreenStyle, _ present: (inout any ScreenView) -> Void
  ) -> Outcome? {
    guard let content = takeScreen() else { return nil }
    switch content {
    case .zoom(let tensor):
      let here = forLooking
      var view: any ScreenView = ZoomView(tensor, style: style) { entry, columns in
        try here.explanation(of: entry, style, columns: columns)
      }
      present(&view)
      return .succeeded
    case .watch(let watching):
      var view: any ScreenView = WatchView(watching, forLooking, style: style)
      present(&view)
      guard let line = (view as? WatchView)?.lineThatKeepsIt else { return .succeeded }
      return run(line)
    }
  }

  /// What `why` says of an entry.
  func explanation(
    of entry: String, _ style: ScreenStyle, columns: Int
  ) throws -> [StyledText] {
    guard !entry.isEmpty else {
      throw CommandError("why explains entries of J and of H1, H2, …")
    }
    let line = "why \(entry)"
    guard let statement = try Lexer.statements(in: line).first else { return [] }
    var here = self
    guard case .report(let report) = try here.evaluate(statement) else { return [] }
    return style.lines(of: report, columns: columns)
  }
}

import Core
package import Platform

/// Everything a user has: networks, input, settings and earlier results.
///
/// A value, so that a command works on a copy and nothing is changed unless it succeeds.
package struct Session {
  var model = Model()
  package var settings = Settings()

  /// The derivation that `next` goes on with; what was moved last is what an empty line goes on with.
  var derivation: OpenDerivation? {
    didSet { tour?.isBehindDerivation = true }
  }

  /// The tour that is under way.
  var tour: OpenTour?

  /// The lines whose answers `watch` shows.
  var pins: [String] = []

  /// Where relative paths begin: the folder of the session file; empty for the working folder.
  var folder = ""

  /// What may be written; nil for everything.
  package var writes: WriteGuard?

  /// The last seed taken where none was given; nil where they are left to chance.
  private var lastSeed: Int?

  /// A session of a week is no larger than one of an hour.
  private var kept = Kept<StoredValue>(most: 1000, bytes: 512 << 20)

  var results: [StoredValue] { kept.values }

  /// What `undo` goes back to, oldest first.
  private var earlier = Kept<(change: String, model: Model, settings: Settings)>(
    most: 100, bytes: 512 << 20)

  /// What `redo` goes on to, the next one last.
  private var later = Kept<(change: String, model: Model, settings: Settings)>(
    most: 100, bytes: 512 << 20)

  /// A session in which nothing is left to chance: a recording and its replay do the same.
  static var reproducible: Session {
    var session = Session()
    session.lastSeed = 0
    return session
  }

  /// A seed where none was given.
  mutating func nextSeed() -> Int {
    let seed = lastSeed.map { $0 + 1 } ?? Int.random(in: 0..<1_000_000)
    if lastSeed != nil { lastSeed = seed }
    return seed
  }

  // MARK: Undo

  /// Notes the state before a command changed it.
  mutating func remember(_ before: Session, change: String) {
    guard before.model != model || before.settings != settings else { return }
    later.removeAll()
    earlier.append(
      (change, before.model, before.settings), bytes: before.model.bytes(besides: model))
  }

  /// Goes back before the last change and gives the command that made it.
  ///
  /// - Throws: `CommandError` when there is none, or when it was dropped to save memory.
  mutating func undo() throws(CommandError) -> String {
    guard let last = earlier.popLast() else {
      guard earlier.hasDropped else { throw CommandError("there is nothing to undo") }
      throw CommandError("what was before is no longer kept; `undo` goes back 100 changes at most")
    }
    later.append(
      (last.change, model, settings), bytes: model.bytes(besides: last.model))
    (model, settings) = (last.model, last.settings)
    return last.change
  }

  /// Makes the change again that was undone last, and gives the command that made it.
  ///
  /// - Throws: `CommandError` when there is none.
  mutating func redo() throws(CommandError) -> String {
    guard let next = later.popLast() else { throw CommandError("there is nothing to redo") }
    earlier.append((next.change, model, settings), bytes: model.bytes(besides: next.model))
    (model, settings) = (next.model, next.settings)
    return next.change
  }

  /// Makes what has been done so far the beginning: it has no results, and is not undone.
  mutating func beginHere() {
    earlier.removeAll()
    later.removeAll()
    kept.removeAll()
    resultCount = 0
  }

  // MARK: Results

  private(set) var resultCount = 0

  /// Keeps a result and gives its number.
  mutating func keep(_ value: StoredValue) -> Int {
    resultCount += 1
    kept.append(
      StoredValue(number: resultCount, tensor: value.tensor, blocks: value.blocks),
      bytes: value.tensor.bytes)
    return resultCount
  }

  /// The result of that number, 0 being the last one.
  ///
  /// - Throws: `CommandError` when there is none, or when it was dropped to save memory.
  func result(_ number: Int, at range: Range<Int>?) throws(CommandError) -> StoredValue {
    guard let last = kept.last else { throw CommandError("there is no result yet", at: range) }
    if number == 0 { return last }
    guard number <= resultCount else {
      throw CommandError(
        "there is no %\(number) yet; the last result is %\(resultCount)", at: range)
    }
    // Those that are kept are the last ones.
    let place = kept.count - 1 - (resultCount - number)
    if place >= 0 { return kept[place] }
    throw CommandError(
      "%\(number) is no longer kept: of the results since then %\(resultCount - kept.count + 1) is the "
        + "first; give its command again", at: range)
  }

  // MARK: What commands need

  /// The network in use.
  ///
  /// - Throws: `CommandError` when none is loaded.
  func network() throws(CommandError) -> Network {
    guard let current = model.current else {
      throw CommandError("no network is loaded; try `load example iris` or `new 2-3-1`")
    }
    return current.network
  }

  /// The input I.
  ///
  /// - Throws: `CommandError` when no network is loaded or no input is set.
  func input() throws(CommandError) -> [Double] {
    let network = try network()
    guard let input = model.current?.input else {
      let count = network.inputCount
      throw CommandError(
        "no input is set; give \(count) number\(count == 1 ? "" : "s"): set input "
          + (0..<min(count, 3)).map { _ in "0" }.joined(separator: " ")
          + (count > 3 ? " ..." : ""))
    }
    return input
  }

  /// The network in use and its input, for results; nil before a network is loaded.
  var point: CheckedTensor.Point? {
    model.current.map { CheckedTensor.Point(network: $0.name, input: $0.input) }
  }

  /// The mistake hidden in the network in use.
  var fault: Fault? { model.current?.fault }

  /// The derivatives of a network, with the mistake that is hidden in them.
  func rule(of network: Network) -> ChainRule {
    ChainRule(NetworkMap(network), fault: fault)
  }

  /// The finite differences of this session's settings.
  var finiteDifference: FiniteDifference {
    FiniteDifference(
      method: settings.differenceMethod, step: settings.differenceStep,
      limit: settings.differenceLimit)
  }
}

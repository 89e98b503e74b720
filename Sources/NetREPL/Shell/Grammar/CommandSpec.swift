import Core

/// One command: its grammar, help, examples and action, in one declaration.
///
/// Parser, help and completion only read it.
struct CommandSpec: Sendable {
  var name: String
  var group: Group

  /// One line for the list of commands, beginning with a verb.
  var summary: String

  /// What may stand behind the name; several ways are a choice.
  var pattern: [Pattern]

  /// What each argument is, by the names in the pattern.
  var arguments: [(name: String, meaning: String)] = []

  /// Anything more that a user wants to know, in sentences; an empty line ends a paragraph.
  var details = ""

  var paragraphs: [String] { details.split(separator: "\n\n").map(String.init) }

  /// Commands that work as they stand once a network with an input is loaded.
  var examples: [String]

  /// What `time` measures: the computation alone, its storage made ready; nil when there is none.
  var computation: (@Sendable (Invocation) throws -> Computation)?

  /// What it asks of the loop that runs the lines, in place of an answer.
  var request: (@Sendable (Invocation) -> LoopRequest)?

  var run: @Sendable (Invocation, inout Session) throws -> Report = { _, _ in Report() }

  /// Computes once, without showing or keeping anything.
  typealias Computation = (_ checkpoint: @escaping Checkpoint) throws -> Void

  enum Group: String, CaseIterable, Sendable {
    case networks = "Networks"
    case values = "Values"
    case derivatives = "Derivatives"
    case analysis = "Reading the curvature"
    case pictures = "Pictures"
    case derivations = "Step by step"
    case checks = "Checks"
    case session = "Session"
  }
}

/// A command about to run: its arguments and what it may use of the world, the session above all.
@dynamicMemberLookup struct Invocation {
  var arguments: Arguments
  var statement: Statement

  /// The session as it was before the command.
  var session: Session

  /// Throws when the user wants the work stopped; polled by long work.
  var checkpoint: Checkpoint

  /// Told how far long work is; nil when it has ended.
  var progress: (Progress?) -> Void = { _ in }

  /// Whether names may be shortened in the words of a command within the command.
  var allowsAbbreviations = false

  /// The lines typed so far, for `history`.
  var history: [String] = []

  /// Whether all is to be shown, whatever its size.
  var isFull: Bool { arguments.has("full") || !session.settings.hasLimits }

  /// Characters of the line that the whole command covers.
  var range: Range<Int>? {
    statement.words.first.map {
      $0.range.lowerBound..<(statement.words.last ?? $0).range.upperBound
    }
  }

  /// What is wrong with the command as a whole.
  func error(_ message: String) -> CommandError { CommandError(message, at: range) }

  /// What the session has, as if it were this.
  subscript<Value>(dynamicMember path: KeyPath<Session, Value>) -> Value { session[keyPath: path] }

  func network() throws(CommandError) -> Network { try session.network() }
  func input() throws(CommandError) -> [Double] { try session.input() }
  func rule(of network: Network) -> ChainRule { session.rule(of: network) }

  /// Finite differences of a function, stopped as the command is.
  func differences(of function: NetworkFunction) throws -> JacobianDifferences {
    try session.finiteDifference.jacobian(of: function, checkpoint: checkpoint)
  }

  func secondDifferences(
    of function: NetworkFunction, outputs: [Int]? = nil, _ part: HessianPart = .all
  ) throws -> HessianDifferences {
    try session.finiteDifference.hessian(
      of: function, outputs: outputs, part, checkpoint: checkpoint)
  }

  /// What stands in the place of a `Pattern.rest`, as it was typed, and the character of the line
  /// that it begins at.
  func typed(_ name: String) -> (text: String, start: Int)? {
    guard let range = arguments.range(name) else { return nil }
    return (String(Array(statement.line)[range]), range.lowerBound)
  }
}

/// What a command asks of the loop that runs the lines, since no command runs another.
enum LoopRequest: Equatable {
  /// Leaving is an outcome, not an error.
  case quit

  /// Run the lines of that session file, which may write anywhere only where that is said.
  case replay(String, allowsWrites: Bool)

  /// Write what follows to that session file; as its replay, it writes below its folder alone.
  case record(String, allowsWrites: Bool)
  case stopRecording

  /// Write the session so far, or a session file, as a document.
  case report(ReportRequest)

  /// Clear the screen, where there is one.
  case clear

  /// Move through the tour, whose commands are run like lines.
  case tour(TourMove)

  enum TourMove { case show, next, back, stop }
}

/// A document that is asked for, and the session file that it is of; the session so far otherwise.
struct ReportRequest: Equatable {
  var path: String
  var range: Range<Int>?
  var source: String?
  var sourceRange: Range<Int>?
}

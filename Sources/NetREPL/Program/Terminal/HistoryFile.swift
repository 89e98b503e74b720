import Platform
import Shell

/// The lines typed so far, in this session and in earlier ones.
///
/// A plain text file that only its owner can read. Each line is appended under a lock as soon as
/// it is typed, so that several running programs share the file and none of them tears it. When
/// the file cannot be used the program goes on, with one `note` and a history in memory.
final class HistoryFile {
  /// How many lines are loaded, and kept when the file is trimmed.
  static let limit = 10_000

  /// A longer line is not one that a person typed.
  static let longestLine = 1 << 16

  /// The lines, oldest first: those of the file at the start, and those since.
  private(set) var entries: [String] = []

  /// What is wrong with the file, once; nil while all is well, and after it was taken.
  private var note: String?

  /// Where lines are appended; nil when they stay in memory.
  private var file: SharedLineFile?

  /// - Parameter path: nil keeps the history in memory.
  init(path: String?) {
    guard let path else { return }
    let file = SharedLineFile(path: path)
    do {
      let loaded = try file.load(last: Self.limit, longest: Self.longestLine)
      entries = loaded.lines
      if loaded.isDamaged {
        // Perhaps not a history at all: it stays as it is.
        note = "\(path.escapingControls) holds something else than lines of text"
      } else {
        self.file = file
        if loaded.count > 2 * Self.limit { try file.trim(to: Self.limit) }
      }
    } catch let problem as File.Problem {
      note = problem.description.escapingControls
    } catch {
      note = "\(path.escapingControls): \(error)"
    }
  }

  /// The usual place: `$XDG_STATE_HOME/netrepl/history`, below `~/.local/state` when that is unset
  /// or no absolute path; nil without a home.
  static func usualPath(environment: (String) -> String? = environmentVariable) -> String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/netrepl/history"
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/netrepl/history"
  }

  /// Keeps a line, unless it is blank, begins with a space, or repeats the one before.
  ///
  /// - Returns: whether it was kept.
  @discardableResult
  func append(_ line: String) -> Bool {
    if line.allSatisfy(\.isWhitespace) || line.hasPrefix(" ") || line == entries.last {
      return false
    }
    entries.append(line)
    if line.utf8.count <= Self.longestLine, let file {
      do {
        try file.append(line)
      } catch {
        note = "\(file.path.escapingControls): \(error)"
        self.file = nil
      }
    }
    return true
  }

  /// What has to be said about the file, once.
  func takeNote() -> String? {
    defer { note = nil }
    return note.map { "the history is kept in memory only: \($0)" }
  }
}

import Platform

/// The session files being replayed, each one called by the one before.
struct ReplayStack {
  private var files: [File] = []

  /// Files that may call one another.
  static let mostNested = 16

  private struct File {
    /// Its real path, the same whichever way leads to it.
    var path: String
  }

  /// A file about to be replayed.
  struct Entry {
    var transcript: Transcript

    /// Where its relative paths begin; empty for the working folder.
    var folder: String

    /// What its lines are echoed behind: `intro.md>`.
    var prompt: String
  }

  /// Reads a file and puts it on the stack; `leave` takes it off.
  ///
  /// - Throws: `CommandError` when it cannot be read, is being replayed already, or too many are.
  mutating func enter(
    _ path: String, in folder: String, at range: Range<Int>?
  ) throws(CommandError) -> Entry {
    let name = path.clipped(to: 200)
    let whole = Platform.File.path(path, in: folder)
    guard files.count < Self.mostNested else {
      throw CommandError(
        "\(name): sessions may replay one another \(Self.mostNested) deep, no deeper", at: range)
    }
    let real = Platform.File.realPath(whole)
    if files.contains(where: { $0.path == real }) {
      throw CommandError("\(name) is being replayed already: this would never end", at: range)
    }
    let transcript: Transcript
    do {
      let bytes = try Platform.File.read(path, limit: Transcript.sizeLimit, in: folder)
      transcript = try Transcript(bytes, name: path)
    } catch let problem as Transcript.Problem {
      throw CommandError("\(name), line \(problem.line): \(problem.message)", at: range)
    } catch {
      throw CommandError("\(error)", at: range)
    }
    files.append(File(path: real))
    return Entry(
      transcript: transcript, folder: Platform.File.folder(of: whole),
      prompt: path.split(separator: "/").last.map { "\($0.suffix(40))>" } ?? ">")
  }

  var isEmpty: Bool { files.isEmpty }

  mutating func leave() { files.removeLast() }
}

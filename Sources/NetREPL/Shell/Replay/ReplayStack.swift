import Platform

/// The session files being replayed, each one called by the one before.
struct ReplayStack {
  /// Their real paths, the same whichever way leads to them.
  private var paths: [String] = []

  /// The commands of the files that others have called.
  private var called = 0

  /// Files that may call one another, and the commands of all that are called: twelve small ones that each
  /// call the next thirty times would never end.
  static let (mostNested, mostCalled) = (16, 100_000)

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
    let whole = File.path(path, in: folder)
    guard paths.count < Self.mostNested else {
      throw CommandError(
        "\(name): sessions may replay one another \(Self.mostNested) deep, no deeper", at: range)
    }
    let real = File.realPath(whole)
    if paths.contains(real) {
      throw CommandError("\(name) is being replayed already: this would never end", at: range)
    }
    let transcript: Transcript
    do {
      let bytes = try File.read(path, limit: Transcript.sizeLimit, in: folder)
      transcript = try Transcript(bytes, name: path)
    } catch let problem as Transcript.Problem {
      throw CommandError("\(name), line \(problem.line): \(problem.message)", at: range)
    } catch {
      throw CommandError("\(error)", at: range)
    }
    if !isEmpty {
      called += transcript.steps.count
      guard called <= Self.mostCalled else {
        throw CommandError(
          "\(name): sessions that replay one another may come to \(Self.mostCalled) commands, no more",
          at: range)
      }
    }
    paths.append(real)
    return Entry(
      transcript: transcript, folder: File.folder(of: whole),
      prompt: path.split(separator: "/").last.map { "\($0.suffix(40))>" } ?? ">")
  }

  var isEmpty: Bool { paths.isEmpty }

  mutating func leave() {
    paths.removeLast()
    if isEmpty { called = 0 }
  }
}

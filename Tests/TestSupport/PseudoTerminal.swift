import CTestSupport
import Glibc

/// A program running on a terminal of its own, driven by a test as by a person.
///
///     let home = try TemporaryFolder()
///     let terminal = try PseudoTerminal(environment: ProgramUnderTest.environment(home: home.path))
///     try terminal.waitFor("> ")                      // the prompt is there
///     terminal.send("jac")
///     terminal.send(.tab)
///     try terminal.wait { $0.currentRow.hasSuffix("> jacobian") }
///     terminal.send(.enter)
///     terminal.send(.controlD)
///     #expect(try terminal.waitForExit() == .exited(0))
///
/// Assert on `screen`, on what a person sees, not on the bytes. Always wait for something on the
/// screen before keys whose effect depends on it, above all for the prompt: earlier, the terminal
/// itself echoes. No test sleeps; each wait ends at once when its condition holds, and throws,
/// with the screen in the message, when it does not hold in time.
///
/// Not thread-safe: one test, one terminal. The program is killed when the object goes.
public final class PseudoTerminal {
  /// What is on the screen, as far as it has been read by the waits.
  public private(set) var screen: ScreenModel

  /// Every byte that the program wrote, for what the screen does not show.
  public private(set) var bytes: [UInt8] = []

  private let terminal: CInt
  private let child: pid_t
  private var status: ExitStatus?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - environment: all of it; `ProgramUnderTest.environment(home:)` is a good one.
  ///   - folder: its working folder; nil for that of the tests.
  public init(
    _ program: String = ProgramUnderTest.path, _ arguments: [String] = [],
    environment: [String: String], columns: Int = 80, rows: Int = 24, folder: String? = nil
  ) throws {
    screen = ScreenModel(columns: columns, rows: rows)
    var child: pid_t = 0
    terminal = withCStrings([program] + arguments) { arguments in
      withCStrings(ProgramUnderTest.strings(of: environment)) { environment in
        pty_spawn(program, arguments, environment, folder, UInt16(rows), UInt16(columns), &child)
      }
    }
    self.child = child
    guard terminal >= 0 else { throw ProgramError.system("cannot start \(program)") }
  }

  deinit {
    guard terminal >= 0 else { return }
    if status == nil {
      Glibc.kill(child, SIGKILL)
      var waitStatus: CInt = 0
      waitpid(child, &waitStatus, 0)
    }
    close(terminal)
  }

  // MARK: Keys

  /// Types text, as bytes: "\r" is Return.
  public func send(_ text: String) { send(Array(text.utf8)) }

  public func send(_ key: Key) { send(key.rawValue) }

  /// Types bytes, text or not.
  public func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Array(rest).withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        read(within: 50)  // full: the program may be waiting for its output to be read
      } else if errno != EINTR {
        return  // the program is gone; the next wait will tell
      }
    }
  }

  /// Pastes text as a terminal with bracketed paste does: newlines become CR.
  public func paste(_ text: String) {
    send(
      "\u{1b}[200~"
        + text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\r") + "\u{1b}[201~")
  }

  /// What a key sends.
  public enum Key: String, Sendable {
    case enter = "\r"
    case tab = "\t"
    case escape = "\u{1b}"
    case backspace = "\u{7f}"
    case delete = "\u{1b}[3~"
    case up = "\u{1b}[A"
    case down = "\u{1b}[B"
    case right = "\u{1b}[C"
    case left = "\u{1b}[D"
    case home = "\u{1b}[1~"
    case end = "\u{1b}[4~"
    case controlLeft = "\u{1b}[1;5D"
    case controlRight = "\u{1b}[1;5C"
    case controlA = "\u{01}"
    case controlC = "\u{03}"
    case controlD = "\u{04}"
    case controlE = "\u{05}"
    case controlK = "\u{0b}"
    case controlR = "\u{12}"
    case controlU = "\u{15}"
    case controlW = "\u{17}"
    case controlZ = "\u{1a}"
  }

  // MARK: Waiting

  /// Waits until the screen is as it should be.
  ///
  /// - Throws: `ProgramError`, with the screen, when it is not in time or the program has ended.
  public func wait(
    for what: String = "the condition", timeout: Double = 10,
    until condition: (ScreenModel) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + .seconds(timeout * TestEnvironment.patience)
    while !condition(screen) {
      if ContinuousClock.now > deadline { throw failure("\(what) did not come in \(timeout) s") }
      if read(within: 100) == .ended, !condition(screen) {
        throw failure("the program ended before \(what) came")
      }
    }
  }

  /// Waits until a text stands anywhere on the screen, or has scrolled off it.
  public func waitFor(_ text: String, timeout: Double = 10) throws {
    try wait(for: "‘\(text)’", timeout: timeout) { $0.text.contains(text) }
  }

  /// Waits until the row of the cursor is a prompt, of any name, and then `line`, and no more;
  /// spaces at the end cannot be seen, ask `screen.cursor` for them.
  public func waitForPrompt(_ line: String = "", timeout: Double = 10) throws {
    try wait(for: "a prompt with ‘\(line)’", timeout: timeout) { screen in
      let row = screen.currentRow
      guard let end = row.firstIndex(of: ">") else { return false }
      let typed = row[row.index(after: end)...].drop(while: { $0 == " " })
      return typed == line[...]
    }
  }

  /// Waits for the program's end.
  public func waitForExit(timeout: Double = 10) throws -> ExitStatus {
    let deadline = ContinuousClock.now + .seconds(timeout * TestEnvironment.patience)
    while true {
      if let status { return status }
      var waitStatus: CInt = 0
      if waitpid(child, &waitStatus, WNOHANG) == child {
        status = ExitStatus(waitStatus: waitStatus)
        while read(within: 0) == .some {}
      } else if ContinuousClock.now > deadline {
        throw failure("the program did not end in \(timeout) s")
      } else if read(within: 10) == .ended {
        usleep(1000)
      }
    }
  }

  // MARK: The window, and signals

  /// Gives the window another size; the program gets SIGWINCH.
  public func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    _ = pty_resize(terminal, UInt16(rows), UInt16(columns))
  }

  /// Sends a signal to the program.
  public func signal(_ number: CInt) { Glibc.kill(child, number) }

  /// Whether the terminal itself gathers lines and echoes them, as it does for other programs.
  public var isCooked: Bool {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return false }
    let cooked = tcflag_t(ICANON | ECHO)
    return settings.c_lflag & cooked == cooked
  }

  // MARK: Reading

  private enum Reading { case some, nothing, ended }

  @discardableResult
  private func read(within milliseconds: CInt) -> Reading {
    var file = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, milliseconds) > 0 else { return .nothing }
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(terminal, &chunk, chunk.count)
    if count > 0 {
      bytes += chunk.prefix(count)
      screen.feed(Array(chunk.prefix(count)))
      return .some
    }
    // EIO: nobody has the other side open any more.
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .ended
  }

  private func failure(_ what: String) -> ProgramError {
    let frame = String(repeating: "-", count: screen.columns)
    return ProgramError("\(what); the screen is\n\(frame)\n\(screen.text)\n\(frame)")
  }
}

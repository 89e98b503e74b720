import CTestSupport
import Glibc

/// One run of a program without a terminal.
public struct PlainRun: Sendable {
  public let output: String
  public let error: String
  public let status: ExitStatus

  /// The most memory that it took at once, but for its last moments.
  public let peakBytes: Int

  /// The memory that it had, fifty times a second.
  public let residentBytes: [Int]

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - input: its standard input.
  ///   - output: a file for its standard output, such as /dev/full; nil collects it.
  ///   - folder: its working folder.
  /// - Throws: `ProgramError` when it cannot start, or did not end in time.
  public init(
    _ program: String = ProgramUnderTest.path, _ arguments: [String] = [],
    environment: [String: String], input: String = "", output path: String? = nil,
    folder: String? = nil, timeout: Double = 60
  ) throws {
    // Files, not pipes: nothing can fill up while nobody reads.
    let directory = try TemporaryFolder()
    let names = ["input", "output", "error"].map { directory.path + "/" + $0 }
    try directory.write(input, to: "input")
    let files: [CInt] = [
      open(names[0], O_RDONLY | O_CLOEXEC),
      open(path ?? names[1], O_WRONLY | O_CREAT | O_CLOEXEC, 0o600),
      open(names[2], O_WRONLY | O_CREAT | O_CLOEXEC, 0o600),
    ]
    defer { for file in files { close(file) } }
    guard files.allSatisfy({ $0 >= 0 }) else { throw ProgramError.system("open") }
    var child: pid_t = 0
    let started = withCStrings([program] + arguments) { arguments in
      withCStrings(ProgramUnderTest.strings(of: environment)) { environment in
        plain_spawn(program, arguments, environment, folder, files, &child)
      }
    }
    guard started == 0 else { throw ProgramError.system("cannot start \(program)") }
    let deadline = ContinuousClock.now + .seconds(timeout * TestEnvironment.patience)
    var waitStatus: CInt = 0
    var peak = 0
    var resident: [Int] = []
    var polls = 0
    while waitpid(child, &waitStatus, WNOHANG) == 0 {
      peak = max(peak, Self.bytes("VmHWM:", of: child))
      polls += 1
      if polls % 10 == 0 { resident.append(Self.bytes("VmRSS:", of: child)) }
      if ContinuousClock.now > deadline {
        kill(child, SIGKILL)
        waitpid(child, &waitStatus, 0)
        throw ProgramError("\(program) did not end within \(timeout) s")
      }
      usleep(2000)
    }
    status = ExitStatus(waitStatus: waitStatus)
    (peakBytes, residentBytes) = (peak, resident.filter { $0 > 0 })
    output = try path == nil ? directory.read("output") : ""
    error = try directory.read("error")
  }

  /// The memory of a process, or the most of it since it became the program that it is: what the
  /// system tells of its end counts the tests, which it is a copy of at first.
  private static func bytes(_ key: String, of process: pid_t) -> Int {
    guard let file = fopen("/proc/\(process)/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, CInt(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
      guard text.hasPrefix(key) else { continue }
      return (Int(text.filter(\.isNumber)) ?? 0) << 10
    }
    return 0
  }
}

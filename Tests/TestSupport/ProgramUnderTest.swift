import Glibc

/// Where the built program `netrepl` is.
public enum ProgramUnderTest {
  /// The program beside the running tests: both lie in the same build folder. `NETREPL` names another one,
  /// such as that of a release.
  public static let path =
    getenv("NETREPL").map { String(cString: $0) } ?? path(of: "netrepl")

  /// Another program of the package.
  public static func path(of name: String) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    let own = String(
      decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Elsewhere the tests are a bundle that a helper loads; its path is an argument.
    for candidate in [own] + CommandLine.arguments {
      var folder = candidate[...]
      while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        let program = folder + "/\(name)"
        if access(String(program), X_OK) == 0, !isFolder(String(program)) { return String(program) }
      }
    }
    return name
  }

  /// An environment that nothing of the person who runs the tests leaks into: a terminal that
  /// colours, UTF-8, and a home of the test's own.
  public static func environment(
    home: String, adding more: [String: String] = [:]
  ) -> [String: String] {
    [
      "PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm", "LANG": "C.UTF-8", "PAGER": "cat",
      "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config",
    ].merging(more) { $1 }
  }

  /// An environment as a program gets it: what measures coverage or looks for races in the tests does so
  /// in their programs too, unless the environment says otherwise.
  static func strings(of environment: [String: String]) -> [String] {
    let names = ["LLVM_PROFILE_FILE", "TSAN_OPTIONS", "UBSAN_OPTIONS"]
      .filter { environment[$0] == nil }
    let tools = names.compactMap { (name: String) -> String? in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
    return environment.map { "\($0)=\($1)" } + tools
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// How a program ended.
public enum ExitStatus: Equatable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)

  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .killed(signal: signal)
  }
}

/// What went wrong around a program, not in it.
public struct ProgramError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }

  static func system(_ what: String) -> ProgramError {
    ProgramError("\(what): \(String(cString: strerror(errno)))")
  }
}

/// Arguments or an environment as C wants them, for the time of a call.
func withCStrings<Value>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
) -> Value {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}

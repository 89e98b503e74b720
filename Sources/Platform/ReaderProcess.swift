internal import CSystem
import Glibc

/// Another program that is given a file and asked to answer on a pipe, within a time.
package final class ReaderProcess {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// How it ended.
  package enum Ending: Equatable {
    case exited(Int)
    case signalled(Int)
  }

  private var process: pid_t = 0
  private var pipe: Int32 = -1
  private let deadline: Int
  private var ending: Ending?

  /// Starts a program with the bytes as its standard input, and nothing else of this one: no
  /// environment, no other open file.
  ///
  /// - Parameter seconds: how long it may take in all.
  /// - Throws: `Failure` when it cannot be started.
  package init(
    _ program: String, arguments: [String], input: [UInt8], seconds: Int
  ) throws(Failure) {
    deadline = Self.now() + 1000 * seconds
    let file: NamelessFile
    do throws(NamelessFile.Problem) { file = try NamelessFile(input) } catch {
      throw Failure(description: error.description)
    }
    var ends: [Int32] = [-1, -1]
    guard unsafe open_pipe(&ends) == 0 else { throw Self.failure("a pipe") }
    pipe = ends[0]
    defer { close(ends[1]) }

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, file.descriptor, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer {
      while let word = unsafe words.popLast() { unsafe free(word) }
    }
    var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
    let code = unsafe posix_spawn(&process, program, &actions, nil, &words, &environment)
    guard code == 0 else {
      process = 0
      throw Failure(description: unsafe String(cString: strerror(code)))
    }
  }

  deinit {
    // Never 0: that is every process of this one's group.
    if process > 0, ending == nil {
      kill(process, SIGKILL)
      _ = wait()
    }
    if pipe >= 0 { close(pipe) }
  }

  /// Some of what it writes, at most so many bytes; none at the end.
  ///
  /// - Throws: `Failure` when its time is over; it is ended then.
  package func bytes(atMost count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var result = Result<Int, Failure>.success(0)
    unsafe bytes.withUnsafeMutableBytes { buffer in
      result = Result { () throws(Failure) in unsafe try read(into: buffer) }
    }
    bytes.removeLast(count - (try result.get()))
    return bytes
  }

  /// The next numbers of what it writes, those of the bytes first that have been read already; nil
  /// where it ends before.
  ///
  /// - Throws: `Failure` when its time is over; it is ended then.
  package func doubles(
    _ count: Int, beginningWith start: ArraySlice<UInt8>
  ) throws(Failure) -> [Double]? {
    var result = Result<Bool, Failure>.success(true)
    let doubles = unsafe [Double](unsafeUninitializedCapacity: count) { doubles, initialized in
      let bytes = UnsafeMutableRawBufferPointer(doubles)
      unsafe bytes.copyBytes(from: start)
      var done = start.count
      result = Result { () throws(Failure) in
        while done < bytes.count {
          let got = unsafe try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
          guard got > 0 else { return false }
          done += got
        }
        return true
      }
      initialized = done / 8
    }
    return try result.get() ? doubles : nil
  }

  /// Reads what is there, at least one byte; 0 at the end.
  private func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    while true {
      let rest = deadline - Self.now()
      var event = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      if StopRequest.isMade { throw Failure(description: "stopped") }
      let ready = rest > 0 ? unsafe poll(&event, 1, Int32(min(rest, 50))) : 0
      if ready == 0, rest > 50 { continue }
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else {
        if process > 0 { kill(process, SIGKILL) }
        throw Failure(description: "it takes too long")
      }
      let got = unsafe Glibc.read(pipe, buffer.baseAddress, buffer.count)
      if got < 0, errno == EINTR { continue }
      return max(got, 0)
    }
  }

  /// Waits for its end.
  package func finish() -> Ending {
    if ending == nil { ending = wait() }
    return ending ?? .exited(0)
  }

  private func wait() -> Ending {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = Int(status & 0x7F)
    return signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signalled(signal)
  }

  private static func failure(_ what: String) -> Failure {
    Failure(description: unsafe "\(what): \(String(cString: strerror(errno)))")
  }

  /// Milliseconds of a clock that nobody sets.
  private static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
  }
}

/// Where this program stands.
package enum ProgramFolder {
  /// The folder of the running program, with a slash at its end; empty when it cannot be told.
  package static var path: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = unsafe readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    guard count > 0 else { return "" }
    let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return folder(of: path)
  }

  /// The folder of the library that has this code, likewise.
  package static func path(ofCode address: UnsafeRawPointer) -> String {
    guard let file = unsafe file_of_code(address) else { return "" }
    return folder(of: File.realPath(unsafe String(cString: file)))
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// Whether a file can be run.
  package static func canRun(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
}

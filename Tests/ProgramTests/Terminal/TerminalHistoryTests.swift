import Glibc
import Platform
import TestSupport
import Testing

@testable import NetREPL

@Suite("Terminal: history")
struct TerminalHistoryTests {
  @Test("Up finds the line of an earlier run; the file is the owner's alone")
  func twoRuns() throws {
    let first = try TerminalSession()
    for line in ["first", "second ∂"] {
      first.terminal.send(line)
      try first.terminal.waitForPrompt(line)
      try first.enter()
    }
    #expect(try first.leave() == .exited(0))
    var status = stat()
    #expect(stat(first.home.path + "/state/netrepl/history", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat(first.home.path + "/state/netrepl", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)

    let second = try TerminalSession(home: first.home)
    second.terminal.send(.up)
    try second.terminal.waitForPrompt("second ∂")
    second.terminal.send(.up)
    try second.terminal.waitForPrompt("first")
    second.terminal.send(.down)
    try second.terminal.waitForPrompt("second ∂")
    second.terminal.send(.controlU)
    try second.terminal.waitForPrompt()
    second.terminal.send(.controlR)
    second.terminal.send("irs")
    try second.terminal.wait { $0.text.contains("> first") }
    second.terminal.send(.enter)
    try second.terminal.waitForPrompt()
    #expect(second.history == ["first", "second ∂", "first"])
  }

  @Test("Repeated lines once, those that begin with a space never")
  func duplicates() throws {
    let session = try TerminalSession()
    for line in ["same", "same", " secret", "other", "same"] {
      session.terminal.send(line)
      try session.terminal.waitForPrompt(line.trimmed)
      try session.enter()
    }
    #expect(session.history == ["same", "other", "same"])
  }

  @Test("A history that cannot be used: a note, and the program goes on")
  func unusable() throws {
    let home = try TemporaryFolder()
    home.makeFolder("state")
    home.makeFolder("state/netrepl")
    home.makeFolder("state/netrepl/history")  // a folder in the file's place
    let session = try TerminalSession(home: home)
    try session.terminal.waitFor("history")
    session.terminal.send("line")
    try session.terminal.waitForPrompt("line")
    try session.enter()
    session.terminal.send(.up)
    try session.terminal.waitForPrompt("line")
    #expect(try session.leave() == .exited(0))
  }
}

@Suite("HistoryFile")
struct HistoryFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/a/b/history" }

  init() throws { folder = try TemporaryFolder() }

  private func makeParents() {
    folder.makeFolder("a")
    folder.makeFolder("a/b")
  }

  @Test("The usual place")
  func usualPath() {
    #expect(HistoryFile.usualPath { _ in nil } == nil)
    let home = ["HOME": "/h"]
    #expect(HistoryFile.usualPath { home[$0] } == "/h/.local/state/netrepl/history")
    let relative = ["HOME": "/h", "XDG_STATE_HOME": "s"]
    #expect(HistoryFile.usualPath { relative[$0] } == "/h/.local/state/netrepl/history")
    let state = ["HOME": "/h", "XDG_STATE_HOME": "/s"]
    #expect(HistoryFile.usualPath { state[$0] } == "/s/netrepl/history")
  }

  @Test("A missing file is no trouble, and is made with its folders")
  func missing() throws {
    let history = HistoryFile(path: path)
    #expect(history.takeNote() == nil)
    #expect(history.append("one"))
    #expect(!history.append("one"))
    #expect(!history.append("  "))
    #expect(!history.append(" two"))
    #expect(try folder.read("a/b/history") == "one\n")
    #expect(history.entries == ["one"])
    #expect(HistoryFile(path: path).entries == ["one"])
  }

  @Test(
    "A file that is no history stays as it is",
    arguments: [
      ("not UTF-8", [0x61, 0x0a, 0xff, 0xfe]), ("NUL", [0x61, 0, 0x0a]), ("endless", []),
    ])
  func damaged(what: String, bytes: [UInt8]) throws {
    makeParents()
    let bytes = what == "endless" ? Array(repeating: 0x61, count: 1 << 17) : bytes
    try folder.write(bytes, to: "a/b/history")
    let history = HistoryFile(path: path)
    let note = try #require(history.takeNote())
    #expect(note.contains(path))
    #expect(history.takeNote() == nil)
    #expect(history.append("new"))
    #expect(history.entries.last == "new")
    #expect(try folder.read("a/b/history") == String(decoding: bytes, as: UTF8.self))
  }

  @Test("Half a line left by a crash does not swallow the next one")
  func halfALine() throws {
    makeParents()
    try folder.write("whole\nhal", to: "a/b/history")
    HistoryFile(path: path).append("next")
    #expect(try folder.read("a/b/history") == "whole\nhal\nnext\n")
  }

  @Test("Twice too long, it is trimmed to the last lines; a symbolic link stays one")
  func trimmed() throws {
    makeParents()
    let lines = (0...2 * HistoryFile.limit).map { "line \($0)" }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "a/real")
    symlink(folder.path + "/a/real", path)
    let history = HistoryFile(path: path)
    #expect(history.takeNote() == nil)
    #expect(history.entries == lines.suffix(HistoryFile.limit))
    let kept = try folder.read("a/real").split(separator: "\n")
    #expect(kept.map(String.init) == lines.suffix(HistoryFile.limit))
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test("Four that append, while it is trimmed again and again, tear nothing")
  func concurrent() async throws {
    makeParents()
    let path = path
    let count = 500
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let file = SharedLineFile(path: path)
          for line in 0..<count {
            try? file.append("\(writer) \(line) " + String(repeating: "x", count: line))
            if line % 100 == 0 { try? file.trim(to: 4 * count) }
          }
        }
      }
    }
    let lines = try folder.read("a/b/history").split(separator: "\n")
    #expect(lines.count == 4 * count)
    for writer in 0..<4 {
      let own = lines.filter { $0.hasPrefix("\(writer) ") }
      let expected = (0..<count).map { "\(writer) \($0) " + String(repeating: "x", count: $0) }
      #expect(own.map(String.init) == expected)
    }
  }

  @Test("Trimming under way loses nothing that is appended meanwhile")
  func trimmingWhileAppending() async throws {
    makeParents()
    let path = path
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let file = SharedLineFile(path: path)
          for line in 0..<300 {
            try? file.append("\(writer) \(line)")
            if line % 7 == 0 { try? file.trim(to: 50) }
          }
        }
      }
    }
    let lines = try folder.read("a/b/history").split(separator: "\n")
    #expect(lines.count >= 50 && lines.count < 4 * 300)
    #expect(lines.contains { $0.hasSuffix(" 299") })
    #expect(lines.allSatisfy { $0.split(separator: " ").compactMap { Int($0) }.count == 2 })
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}

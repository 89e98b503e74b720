import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// Sessions are data: what their commands may write.
@Suite struct GuardedWritesTests {
  private let folder: SweepFolder

  /// Where the sessions are; files of the user's stand around it.
  private static let lessons = "lessons"

  init() throws {
    folder = try SweepFolder()
    folder.folder.makeFolder(Self.lessons)
    folder.folder.makeFolder("lessons/inner")
    folder.folder.makeFolder("lessonsx")
    for name in ["mine.json", "mine.npy", "lessons/mine.json", "lessons/mine.npy"] {
      try folder.folder.write("mine", to: name)
    }
  }

  private func program(_ arguments: [String], in place: String = "") throws -> PlainRun {
    try PlainRun(
      ProgramUnderTest.path, arguments,
      environment: ProgramUnderTest.environment(home: folder.path("home")),
      folder: folder.path(place))
  }

  private func session(_ lines: String..., named name: String = "lessons/a.md") throws {
    let text = (["load ../net.json"] + lines).map { "> \($0)\n...\n\n" }.joined()
    try folder.folder.write("```session\n\(text)```\n", to: name)
  }

  /// What its commands may not write: outside, over a file, by whatever name.
  private var forbidden: [(line: String, told: String)] {
    let outside =
      "is not below the folder of the session, where alone it may write; allow-writes lets it"
    let over =
      "there is such a file, with something else in it, and the session did not make it; it was "
      + "left as it is; allow-writes lets it"
    return [
      ("save \(folder.path("mine.json"))", outside), ("save ../mine.json", outside),
      ("save ../new.json", outside), ("save inner/../../new.json", outside),
      ("save ../lessonsx/new.json", outside), ("save out/new.json", outside),
      ("save away.json", outside), ("save nowhere.json", outside), ("save ~/new.json", outside),
      ("save /tmp/netrepl-\(getpid())-new.json", outside),
      ("sweep ../x.npy to ../mine.npy", outside), ("sweep ../x.npy to away.npy", outside),
      ("sweep ../x.npy to \(folder.path("new.npy")) output jacobian", outside),
      ("save mine.json", over), ("save hard.json", over), ("save near.json", over),
      ("sweep ../x.npy to mine.npy", over),
    ]
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(name), withDestinationPath: target)
  }

  private func makeLinks() throws {
    try link("lessons/out", to: folder.path("lessonsx"))
    try link("lessons/away.json", to: "../mine.json")
    try link("lessons/away.npy", to: "inner/../../mine.npy")
    try link("lessons/nowhere.json", to: "../nothing.json")
    try link("lessons/near.json", to: "mine.json")
    #expect(Glibc.link(folder.path("mine.json"), folder.path("lessons/hard.json")) == 0)
  }

  private func isUntouched() throws {
    for name in ["mine.json", "mine.npy", "lessons/mine.json", "lessons/mine.npy"] {
      #expect(try folder.bytes(name) == Array("mine".utf8), "\(name)")
    }
    let all = try #require(FileManager.default.enumerator(atPath: folder.folder.path))
    for case let name as String in all where !name.hasPrefix("home") {
      let file = name.split(separator: "/").last ?? ""
      #expect(
        !file.hasPrefix("new") && !file.hasPrefix("nothing") && !file.hasSuffix(".part")
          && !file.hasSuffix(".sweep") && !file.hasPrefix(".netrepl"), "\(name)")
    }
    #expect(access("/tmp/netrepl-\(getpid())-new.json", F_OK) != 0)
  }

  // MARK: A replay

  @Test func aReplayWritesBelowItsFolderAlone() throws {
    try makeLinks()
    folder.folder.makeFolder("home")
    for (line, told) in forbidden {
      try folder.folder.write(
        "```session\n> load ../net.json\n...\n\n> \(line)\n\n```\n", to: "lessons/a.md")
      let run = try program(["replay", "lessons/a.md"])
      #expect(run.status == .exited(1))
      #expect(run.output.contains(told), "\(line): \(run.output)")
      try isUntouched()
      let prompt = try program(["-c", "replay lessons/a.md"])
      #expect(prompt.status == .exited(1) && prompt.error.contains(told), "\(prompt.error)")
      try isUntouched()
    }
  }

  @Test func whatItMakesItselfItMayWriteAgain() throws {
    try session(
      "save new.json", "set b1[1] 0.5", "save inner/../new.json", "save inner/other.json",
      "load new.json", "sweep ../x.npy to r.npy", "set b1[1] 0.25", "sweep ../x.npy to ./r.npy",
      "sweep ../x.npy to inner/q.npy output jacobian")
    #expect(try program(["replay", "lessons/a.md"]).status == .exited(0))
    let last = try folder.bytes("lessons/r.npy")
    #expect(
      try folder.files(in: "lessons/inner") == ["other.json", "q.jacobian.npy", "q.output.npy"])
    // Another run did not make them: what has other bytes stays.
    let again = try program(["replay", "lessons/a.md"])
    #expect(again.status == .exited(1))
    #expect(try program(["-c", "replay a.md"], in: "lessons").error.contains("did not make it"))
    #expect(try folder.bytes("lessons/r.npy") == last)
  }

  /// What a sweep of the user's has left is not gone on with, and not removed.
  @Test(arguments: ["", " resume"]) func anUnfinishedSweepIsLeftAlone(_ word: String) throws {
    try folder.folder.write("1,2,3\n4,x,6\n", to: "bad.csv")
    let own = try program(["sweep", "net.json", "bad.csv", "--out", "lessons/o.npy"])
    #expect(own.error.contains("1 row kept"))
    let left = try folder.files(in: "lessons").filter { $0.hasPrefix("o.npy") }
    #expect(left == ["o.npy.part", "o.npy.sweep"])
    let bytes = try left.map { try folder.bytes("lessons/" + $0) }
    for inputs in ["bad.csv", "x.npy"] {
      try session("sweep ../\(inputs) to o.npy\(word)")
      #expect(try program(["replay", "lessons/a.md"]).status == .exited(1))
      #expect(try left.map { try folder.bytes("lessons/" + $0) } == bytes)
    }
    // Of a record alone as little.
    File.remove(folder.path("lessons/o.npy.part"))
    try session("sweep ../x.npy to o.npy\(word)")
    #expect(try program(["replay", "lessons/a.md"]).status == .exited(1))
    #expect(try folder.files(in: "lessons").filter { $0.hasPrefix("o.npy") } == ["o.npy.sweep"])
    #expect(try folder.bytes("lessons/o.npy.sweep") == bytes[1])
  }

  /// To write what is there already changes nothing: a session can be replayed again and again.
  @Test func aSessionThatWritesOnceCanBeReplayedAgain() throws {
    try session("save new.json", "sweep ../x.npy to r.npy hessian")
    var seen: [FileIdentity?] = []
    for _ in 0..<3 {
      #expect(try program(["replay", "lessons/a.md"]).status == .exited(0))
      #expect(try program(["-c", "replay a.md; replay a.md"], in: "lessons").status == .exited(0))
      seen.append(FileIdentity(of: folder.path("lessons/new.json")))
    }
    #expect(Set(seen).count == 1)
    #expect(try folder.files(in: "lessons").filter { $0.hasPrefix(".") } == [])
  }

  @Test func allowWritesLetsIt() throws {
    try makeLinks()
    try session("save ../mine.json", "save mine.json", "sweep ../x.npy to ../mine.npy")
    #expect(try program(["replay", "lessons/a.md", "--allow-writes"]).status == .exited(0))
    for name in ["mine.json", "lessons/mine.json", "mine.npy"] {
      #expect(try folder.bytes(name) != Array("mine".utf8))
      try folder.folder.write("mine", to: name)
    }
    let prompt = try program(["-c", "replay lessons/a.md allow-writes"])
    #expect(prompt.status == .exited(0), "\(prompt.error)")
    #expect(try folder.bytes("mine.json") != Array("mine".utf8))
    // What is typed is not guarded, also behind a replay.
    try folder.folder.write("mine", to: "mine.json")
    try folder.folder.write("load ../net.json\n", to: "lessons/list.txt")
    let typed = try program(["-c", "replay lessons/list.txt; save mine.json"])
    #expect(typed.status == .exited(0))
    #expect(try folder.bytes("mine.json") != Array("mine".utf8))
  }

  /// Of sessions that replay one another all have to allow it, and none can lift it.
  @Test func aSessionCannotAllowItself() throws {
    try session("save ../../new.json", "save ../new.json", named: "lessons/inner/b.md")
    try folder.folder.write(
      "```session\n> load ../../net.json\n...\n\n> save ../new.json\n\n```\n",
      to: "lessons/inner/b.md")
    try folder.folder.write(
      "```session\n> replay inner/b.md allow-writes\n\n```\n", to: "lessons/a.md")
    // Below the outer one's folder, where it may: the word counts for the inner one.
    let inner = try program(["replay", "lessons/a.md"])
    #expect(!inner.output.contains("where alone it may write"), "\(inner.output)")
    File.remove(folder.path("lessons/new.json"))
    try folder.folder.write("```session\n> replay inner/b.md\n\n```\n", to: "lessons/a.md")
    #expect(try program(["replay", "lessons/a.md"]).output.contains("where alone it may write"))
    try folder.folder.write(
      "```session\n> load ../../net.json\n...\n\n> save ../../new.json\n\n```\n",
      to: "lessons/inner/b.md")
    try folder.folder.write(
      "```session\n> replay inner/b.md allow-writes\n\n```\n", to: "lessons/a.md")
    #expect(try program(["replay", "lessons/a.md"]).output.contains("where alone it may write"))
    try isUntouched()
  }

  @Test func readingIsFree() throws {
    try session("load \(folder.path("net.json"))", "set input row 1 of ../x.csv")
    #expect(try program(["replay", "lessons/a.md"]).status == .exited(0))
  }

  // MARK: A recording, and the start-up file

  @Test func aRecordingRefusesWhatItsReplayWould() throws {
    let run = try program(
      [
        "--keep-going", "-c", "record lessons/r.md", "-c", "load ../net.json", "-c",
        "save ../mine.json",
        "-c", "save mine.json", "-c", "save new.json", "-c", "record stop", "-c",
        "load net.json; save mine.json",
      ])
    #expect(run.error.contains("is not below the folder of the session"), "\(run.error)")
    #expect(run.error.contains("and the session did not make it"))
    #expect(try folder.bytes("lessons/mine.json") == Array("mine".utf8))
    // What is typed behind the recording is the user's own again.
    #expect(try folder.bytes("mine.json") != Array("mine".utf8))
    #expect(try program(["replay", "lessons/r.md"]).status == .exited(0))
    let free = try program(
      [
        "-c", "record lessons/s.md allow-writes", "-c", "load ../net.json", "-c", "save mine.json",
        "-c", "record stop",
      ])
    #expect(free.status == .exited(0), "\(free.error)")
    #expect(try folder.bytes("lessons/mine.json") != Array("mine".utf8))
  }

  @Test func theStartUpFileWritesBelowItsFolderAlone() throws {
    let mine = folder.path("mine.json")
    try folder.folder.createParent(of: "home/config/netrepl/rc")
    try folder.folder.write(
      "load example small\nsave \(mine)\nsave new.json\nsave \(folder.path("home/config/netrepl/own.json"))\n",
      to: "home/config/netrepl/rc")
    let run = try program(["-c", "network"])
    #expect(run.status == .exited(0))
    let told = "is not below the folder of the start-up file, where alone it may write\n"
    #expect(run.error.contains("rc, line 2: \(mine) \(told)"), "\(run.error)")
    #expect(run.error.contains("rc, line 3: new.json \(told)"))
    #expect(try folder.files(in: "home/config/netrepl") == ["own.json", "rc"])
    try isUntouched()
    #expect(try program(["-c", "save mine.json"]).status == .exited(0))
    #expect(try folder.bytes("mine.json") != Array("mine".utf8))
  }

  // MARK: At a terminal

  /// A prompt at which the session is replayed, and has come to its question.
  private func terminalWithQuestion() throws -> PseudoTerminal {
    folder.folder.makeFolder("home")
    let terminal = try PseudoTerminal(
      ProgramUnderTest.path, [],
      environment: ProgramUnderTest.environment(home: folder.path("home")),
      folder: folder.folder.path)
    try terminal.wait(for: "the prompt", timeout: 30) { $0.text.contains("net>") }
    terminal.send("replay lessons/a.md\r")
    try terminal.wait(for: "the question", timeout: 30) { $0.text.contains("[y/N]") }
    // What is typed before the question is dropped.
    usleep(200_000)
    return terminal
  }

  @Test(arguments: [("y", true), ("", false), ("n", false)])
  func aPersonIsAskedOnce(_ answer: String, _ isWritten: Bool) throws {
    try session("save ../mine.json", "save mine.json", "save ../mine.json")
    let terminal = try terminalWithQuestion()
    terminal.send(answer + "\r")
    if isWritten {
      try terminal.wait(for: "the end", timeout: 30) {
        $0.text.components(separatedBy: "Saved ").count == 4
      }
    } else {
      try terminal.wait(for: "the end", timeout: 30) { $0.text.contains("allow-writes lets it") }
    }
    #expect(terminal.screen.text.components(separatedBy: "[y/N]").count == 2)
    #expect(try (folder.bytes("mine.json") != Array("mine".utf8)) == isWritten)
    #expect(try (folder.bytes("lessons/mine.json") != Array("mine".utf8)) == isWritten)
    terminal.send("quit\r")
    #expect(try terminal.waitForExit(timeout: 30) == .exited(0))
  }

  @Test func controlCIsNo() throws {
    try session("save ../mine.json")
    let terminal = try terminalWithQuestion()
    terminal.send(.controlC)
    usleep(500_000)
    terminal.send("quit\r")
    #expect(try terminal.waitForExit(timeout: 30) == .exited(0))
    try isUntouched()
  }

  // MARK: JUnit

  @Test func junitReplacesNothingElse() throws {
    try session("network")
    try folder.folder.write("<?xml version=\"1.0\"?>\n<html/>", to: "page.xml")
    try folder.folder.write("<testsuitesque/>", to: "near.xml")
    try link("link.xml", to: "lessons/a.md")
    let own = try folder.bytes("lessons/a.md")
    for name in ["mine.json", "lessons/a.md", "page.xml", "near.xml", "link.xml"] {
      let before = try folder.bytes(name)
      let run = try program(["replay", "lessons/a.md", "--junit", name])
      #expect(run.status == .exited(2) && run.output.isEmpty)
      #expect(run.error == "error: \(name) is there, and no JUnit file; it was left as it is\n")
      #expect(try folder.bytes(name) == before)
    }
    #expect(try folder.bytes("lessons/a.md") == own)
    try folder.folder.write("", to: "empty.xml")
    try folder.folder.write("\u{FEFF}<testsuite name=\"a\"/>", to: "other.xml")
    for name in ["new.xml", "new.xml", "empty.xml", "other.xml"] {
      #expect(try program(["replay", "lessons/a.md", "--junit", name]).status == .exited(0))
      #expect(try folder.folder.read(name).contains("<testsuites "))
    }
  }
}

extension SweepFolder {
  fileprivate func files(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }
}

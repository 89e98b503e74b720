import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// The one writer of files, as `save`, `record`, `replay --update`, `sweep` and `merge` use it.
@Suite struct WrittenFileTests {
  let folder: SweepFolder

  init() throws { folder = try SweepFolder() }

  private func run(_ arguments: String...) throws -> PlainRun {
    try PlainRun(
      ProgramUnderTest.path, arguments,
      environment: ProgramUnderTest.environment(home: folder.folder.path),
      folder: folder.folder.path)
  }

  private func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: folder.path(name))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(name), withDestinationPath: target)
  }

  private func isLink(_ name: String, to target: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: folder.path(name))) == target
  }

  /// What writes a file of that name, each by its own way.
  private static let writers = ["save", "sweep", "merge", "update"]

  /// The name that the writer's file has to have.
  private func name(_ writer: String) -> String {
    switch writer {
    case "save": "t.json"
    case "update": "t.md"
    default: "t.npy"
    }
  }

  /// Makes the file of that name, whatever was there.
  private func write(_ writer: String, _ name: String) throws -> PlainRun {
    switch writer {
    case "save": return try run("net.json", "-c", "save \(name)")
    case "sweep": return try run("sweep", "net.json", "x.npy", "--out", name)
    case "merge":
      for k in 1...2 {
        _ = try run("sweep", "net.json", "x.npy", "--out", "s.npy", "--shard", "\(k)/2")
      }
      return try run("merge", name, "s.1-of-2.npy", "s.2-of-2.npy")
    default:
      // A file that is not there cannot be updated.
      if FileManager.default.fileExists(atPath: folder.path(name)) {
        let old = try FileHandle(forWritingTo: URL(filePath: folder.path(name)))
        try old.truncate(atOffset: 0)
        try old.write(contentsOf: Data("```session\n> show 1\n```\n".utf8))
        try old.close()
      }
      return try run("replay", name, "--update", "--update-status")
    }
  }

  // MARK: What is kept

  @Test(arguments: writers) func modesAreKept(writer: String) throws {
    let name = name(writer)
    for wanted in [0o600, 0o640, 0o755] {
      try folder.folder.write("old", to: name)
      try setMode(wanted, of: name)
      let run = try write(writer, name)
      #expect(run.status == .exited(0), "\(run.error)")
      #expect(try folder.bytes(name) != Array("old".utf8))
      #expect(try mode(name) == wanted, "\(writer)")
    }
  }

  /// What is secret is secret while it grows, too.
  @Test func aPartHasTheModeOfItsFile() throws {
    try folder.folder.write("old", to: "t.npy")
    try setMode(0o600, of: "t.npy")
    let file = try GrowingFile(FileTarget(folder.path("t.npy")), mark: [1, 2, 3])
    #expect(try mode("t.npy.part") == 0o600)
    file.remove()
  }

  @Test(arguments: writers) func linksStayLinks(writer: String) throws {
    let name = name(writer)
    folder.folder.makeFolder("inner")
    try folder.folder.write("old", to: "inner/target")
    try link("inner/second", to: "target")
    try link("inner/first", to: "./second")
    try link(name, to: "inner/first")
    let run = try write(writer, name)
    #expect(run.status == .exited(0), "\(run.error)")
    #expect(isLink(name, to: "inner/first") && isLink("inner/first", to: "./second"))
    #expect(isLink("inner/second", to: "target"))
    #expect(try folder.bytes("inner/target") != Array("old".utf8))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("inner")).sorted()
    #expect(left == ["first", "second", "target"])
  }

  /// A chain of links may end where there is nothing yet.
  @Test(arguments: ["save", "sweep", "merge"]) func linksToNothingMakeTheirTarget(writer: String)
    throws
  {
    let name = name(writer)
    folder.folder.makeFolder("inner")
    try link("inner/second", to: "target")
    try link(name, to: "inner/second")
    #expect(try write(writer, name).status == .exited(0))
    #expect(isLink(name, to: "inner/second") && isLink("inner/second", to: "target"))
    #expect(try !folder.bytes("inner/target").isEmpty)
  }

  @Test(arguments: ["save", "sweep", "merge"]) func linksInACircleAreRefused(writer: String) throws
  {
    let name = name(writer)
    try link(name, to: "other")
    try link("other", to: name)
    let run = try write(writer, name)
    #expect(run.status == .exited(1))
    #expect(run.error.contains("its links lead on without an end"), "\(run.error)")
  }

  /// This name gets the new file; the others keep the old one.
  @Test(arguments: ["save", "sweep", "merge"]) func otherHardLinksKeepTheOldBytes(writer: String)
    throws
  {
    let name = name(writer)
    try folder.folder.write("old", to: "other")
    #expect(Glibc.link(folder.path("other"), folder.path(name)) == 0)
    #expect(try write(writer, name).status == .exited(0))
    #expect(try folder.bytes("other") == Array("old".utf8))
    #expect(try folder.bytes(name) != Array("old".utf8))
  }

  // MARK: The input is never the output

  @Test func theInputIsNeverTheOutput() throws {
    let inputs = try folder.bytes("x.npy")
    let network = try folder.bytes("net.json")
    try link("link.npy", to: "x.npy")
    try link("net.npy", to: "net.json")
    #expect(Glibc.link(folder.path("x.npy"), folder.path("hard.npy")) == 0)
    folder.folder.makeFolder("inner")
    for out in ["x.npy", "./x.npy", "inner/../x.npy", folder.path("x.npy"), "link.npy", "hard.npy"]
    {
      let program = try run("sweep", "net.json", "x.npy", "--out", out)
      #expect(program.status == .exited(1))
      #expect(
        program.error == "error: \(out) is the file of inputs x.npy; give another name\n")
      let prompt = try run("net.json", "-c", "sweep x.npy to \(out)")
      #expect(prompt.error.contains("is the file of inputs x.npy; give another name"))
      #expect(try folder.bytes("x.npy") == inputs)
    }
    // Through another name of the inputs, too, and as a file beside the results.
    #expect(try run("sweep", "net.json", "link.npy", "--out", "x.npy").status == .exited(1))
    let named = try run("sweep", "net.npy", "x.npy", "--out", "net.npy")
    #expect(named.error == "error: net.npy is the network; give another name\n")
    try folder.folder.write(inputs, to: "o.npy.part")
    let part = try run("sweep", "net.json", "o.npy.part", "--out", "o.npy")
    #expect(part.status == .exited(1))
    #expect(try folder.bytes("o.npy.part") == inputs && folder.bytes("x.npy") == inputs)
    #expect(try folder.bytes("net.json") == network)
  }

  @Test func aPartIsNeverTheMergedFile() throws {
    for k in 1...2 {
      _ = try run("sweep", "net.json", "x.npy", "--out", "r.npy", "--shard", "\(k)/2")
    }
    let (one, two) = ("r.1-of-2.npy", "r.2-of-2.npy")
    let bytes = try folder.bytes(one)
    #expect(Glibc.link(folder.path(one), folder.path("hard.npy")) == 0)
    try link("link.npy", to: one)
    for out in [one, "./" + one, "link.npy", "hard.npy"] {
      let run = try run("merge", out, one, two)
      #expect(run.error == "error: \(out) is one of the parts; give another name\n")
      #expect(try folder.bytes(one) == bytes)
    }
  }

  // MARK: What is somebody else's

  @Test func aFileBesideThatIsNoSweepsIsLeftAlone() throws {
    for (name, message) in [
      ("o.npy.part", "o.npy.part is there, and no sweep that goes on here; it was left as it is"),
      ("o.npy.sweep", "o.npy.sweep is no record of a sweep; it was left as it is"),
    ] {
      for text in ["mine", "", String(repeating: "\0", count: 500)] {
        try folder.folder.write(text, to: name)
        for more in [[], ["--resume"]] {
          let run = try PlainRun(
            ProgramUnderTest.path, ["sweep", "net.json", "x.npy", "--out", "o.npy"] + more,
            environment: ProgramUnderTest.environment(home: folder.folder.path),
            folder: folder.folder.path)
          #expect(run.status == .exited(1))
          #expect(run.error.hasPrefix("error: \(message)"), "\(run.error)")
        }
        #expect(try folder.bytes(name) == Array(text.utf8))
        #expect(try folder.files().filter { $0.hasPrefix("o.npy") } == [name])
      }
      File.remove(folder.path(name))
    }
  }

  /// A run that was ended while it did its last steps had computed all.
  @Test func whatOnlyLacksItsNameGetsIt() throws {
    #expect(try run("sweep", "net.json", "x.npy", "--out", "o.npy").status == .exited(0))
    let whole = try folder.bytes("o.npy")
    // A record of it, as it is before the name is given.
    _ = try run("sweep", "net.json", "x.npy", "--out", "s.npy", "--shard", "1/2")
    let record = try folder.folder.read("s.1-of-2.npy.sweep")
      .replacing("shard 1/2", with: "shard 1/1").replacing("rows 1250", with: "rows 2500")
    for hasHeader in [false, true] {
      rename(folder.path("o.npy"), folder.path("o.npy.part"))
      if !hasHeader {
        try folder.folder.write(
          Array("netrepl-sweep part\n".utf8) + [UInt8](repeating: 0, count: 173)
            + whole.dropFirst(192),
          to: "o.npy.part")
      }
      try folder.folder.write(record, to: "o.npy.sweep")
      let rest = try run("sweep", "net.json", "x.npy", "--out", "o.npy", "--resume")
      #expect(rest.status == .exited(0), "\(rest.error)")
      #expect(rest.output.contains("2500 rows of it from an earlier run"))
      #expect(try folder.bytes("o.npy") == whole)
      #expect(try folder.files().filter { $0.hasPrefix("o.npy") } == ["o.npy"])
    }
    // Or it has its name, and only the record is left.
    try folder.folder.write(record, to: "o.npy.sweep")
    let nothing = try run("sweep", "net.json", "x.npy", "--out", "o.npy", "--resume")
    #expect(nothing.status == .exited(0))
    #expect(try folder.files().filter { $0.hasPrefix("o.npy") } == ["o.npy"])
  }

  // MARK: What a kill leaves

  /// Starts the program, and ends it after so many seconds.
  private func kill(_ arguments: String, after seconds: Double) throws {
    _ = try PlainRun(
      "/bin/sh",
      ["-c", "\"$0\" \(arguments) & sleep \(seconds); kill -KILL $!; wait", ProgramUnderTest.path],
      environment: ProgramUnderTest.environment(home: folder.folder.path),
      folder: folder.folder.path)
  }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try work()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// The old file or the new one, and the next one is saved, whatever is left.
  @Test func aSaveThatIsKilledLeavesTheOldFileOrTheNewOne() throws {
    _ = try run("-c", "new 100-300-100 seed 1; save a.json")
    _ = try run("-c", "new 100-300-100 seed 2; save b.json")
    let (one, two) = (try folder.bytes("a.json"), try folder.bytes("b.json"))
    let length = try seconds { _ = try run("a.json", "-c", "save t.json") }
    var random = SeededGenerator(seed: 5)
    var old = one
    for turn in 0..<16 {
      let name = turn.isMultiple(of: 2) ? "b.json" : "a.json"
      try kill("\(name) -c 'save t.json'", after: .random(in: 0.3...1.1, using: &random) * length)
      let now = try folder.bytes("t.json")
      #expect(now == old || now == (name == "b.json" ? two : one))
      old = now
    }
    let last = try run("b.json", "-c", "save t.json")
    #expect(last.status == .exited(0))
    #expect(try folder.bytes("t.json") == two)
    let left = try folder.files().filter { $0.hasPrefix(".netrepl") }
    for name in left { #expect(last.error.contains("\(name) is left of a run")) }
  }

  /// The same bytes at last, and not all is computed again.
  @Test func aSweepThatIsKilledGoesOn() throws {
    let lines = folder.lines
    try folder.folder.write(
      (0..<100).flatMap { _ in lines }.joined(separator: "\n"), to: "long.csv")
    var one: PlainRun?
    let length = try seconds {
      one = try run("sweep", "net.json", "long.csv", "--out", "one.npy", "--hessian")
    }
    #expect(one?.status == .exited(0))
    let whole = try folder.bytes("one.npy")
    var random = SeededGenerator(seed: 6)
    var (kills, resumed) = (0, 0)
    for _ in 0..<40 where kills < 10 {
      try kill(
        "sweep net.json long.csv --out t.npy --hessian",
        after: .random(in: 0.2...0.9, using: &random) * length)
      if try folder.files().contains("t.npy") {
        // The machine had more time for it.
        File.remove(folder.path("t.npy"))
        continue
      }
      kills += 1
      let rest = try run("sweep", "net.json", "long.csv", "--out", "t.npy", "--hessian", "--resume")
      #expect(rest.status == .exited(0), "\(rest.error)")
      #expect(try folder.bytes("t.npy") == whole)
      if rest.output.contains("of it from an earlier run") { resumed += 1 }
      File.remove(folder.path("t.npy"))
    }
    // Some are killed before they have read their files.
    #expect(resumed * 2 >= kills, "\(resumed) of \(kills)")
  }

  /// Names of temporary files that are taken, as by a kill and a process that got the same number.
  @Test func takenNamesAreNoHarm() throws {
    for number in 1...400 { try folder.folder.write("", to: ".netrepl-\(number).tmp") }
    let own = try run("net.json", "-c", "save a.json")
    #expect(own.status == .exited(0) && own.error.contains("warning"))
    #expect(try !folder.bytes("a.json").isEmpty)
  }

  @Test func leftoversOfTheDeadAreNamed() throws {
    // A process that is no more.
    let dead = try PlainRun("/bin/sh", ["-c", "echo $$"], environment: [:]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try folder.folder.write("half", to: ".netrepl-\(dead)-abc.tmp")
    let left = ".netrepl-\(dead)-abc.tmp"
    let warning = "warning: \(left) is left of a run that was ended while it wrote"
    for writer in Self.writers {
      let name = name(writer)
      if writer == "update" { try folder.folder.write("old", to: name) }
      let run = try write(writer, name)
      #expect(run.status == .exited(0) && run.error.contains(warning), "\(writer): \(run.error)")
    }
    // Named, and not removed.
    #expect(try folder.folder.read(left) == "half")
    // One that is being written, or belongs to a process that lives, is none.
    File.remove(folder.path(left))
    let file = try NewFile(folder.path("other.json"))
    let mine = ".netrepl-\(getpid())-abc.tmp"
    try folder.folder.write("", to: mine)
    #expect(File.leftovers(beside: folder.path("x")) == [])
    withExtendedLifetime(file) {}
  }

  @Test func recordingsThatFailToGrowStayWhole() throws {
    let command =
      "trap '' XFSZ; ulimit -f 4; exec \"$0\" --format plain --keep-going -c 'record r.md' -c 'load example iris' "
      + "-c 'help' -c 'help hessian' -c 'help define' -c 'help sweep' -c 'help load' -c 'help set' -c 'help derive' -c 'record stop'"
    _ = try PlainRun(
      "/bin/sh", ["-c", command, ProgramUnderTest.path],
      environment: ProgramUnderTest.environment(home: folder.folder.path),
      folder: folder.folder.path)
    let text = try folder.folder.read("r.md")
    #expect(text.hasSuffix("\n") && text.contains("> load example iris\n"))
    #expect(try run("replay", "r.md").status == .exited(0))
  }
}

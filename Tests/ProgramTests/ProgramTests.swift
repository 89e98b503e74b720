import Foundation
import TestSupport
import Testing

/// The program as others start it: its exit status, and what goes where.
@Suite struct ProgramTests {
  @Test func commandsRunInOrder() throws {
    let run = try Program.run(
      ["-c", "load example small", "-c", "set I1 1; output", "--format", "json"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("{\"command\":") })
  }

  @Test func standardInputIsAScriptWithoutPrompt() throws {
    let run = try Program.run(
      ["--format", "plain"],
      input: "# a script\nload example small\n\n  output # A\r\nset I1 0;output\n")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.hasPrefix("small: 2 -> 3 tansig -> 2 purelin, 17 parameters."))
    #expect(!run.output.contains("net>") && !run.output.contains("small>"))
    #expect(run.output.split(separator: "\n").count { $0.hasPrefix("A1 ") } == 2)
  }

  @Test func aFileIsLoadedFirst() throws {
    let folder = try TemporaryFolder()
    _ = try Program.run(["-c", "load example small; save '\(folder.file("my net.json"))'"])
    let run = try Program.run([folder.file("my net.json"), "-c", "output", "--format", "json"])
    #expect(run.status == 0 && run.output.split(separator: "\n").count == 2)
    let missing = try Program.run([folder.file("no.json"), "-c", "load example small"])
    #expect(missing.status == 1 && missing.output.isEmpty)
    #expect(missing.errors.hasPrefix("error: \(folder.file("no.json")): there is no such file\n"))
  }

  @Test func theTourGoesThroughAPipe() throws {
    let lines = Array(repeating: "tour next\n", count: 13).joined()
    let run = try Program.run(["--format", "plain"], input: "tour\n" + lines)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("\ntour> hessian of A1\nd^2A1/dI^2 "))
    #expect(run.output.contains("12. A session to keep"))
    let end = try #require(run.output.range(of: "That was the tour."))
    #expect(run.output[end.lowerBound...].split(separator: "\n").count == 2)
    #expect(!run.output.contains("\u{1b}") && run.output.allSatisfy(\.isASCII))
  }

  // MARK: Exit status

  @Test func aScriptStopsAtAFailureWithOne() throws {
    for (arguments, input) in [
      (["-c", "load example small; foo; output"], ""), ([], "load example small\nfoo\noutput\n"),
      (["-c", "load example small", "-c", "foo", "-c", "output"], ""),
    ] {
      let run = try Program.run(arguments, input: input)
      #expect(run.status == 1)
      #expect(!run.output.contains("A1") && run.output.contains("17 parameters"))
      #expect(run.errors.contains("error: no command 'foo'; `help` lists them\n"))
      #expect(run.errors.components(separatedBy: "error:").count == 2)
    }
  }

  @Test func keepGoingGoesOnAndStillFails() throws {
    let script = "load example small\nfoo; set I1 9\noutput\nbar\n"
    let run = try Program.run(["--keep-going"], input: script)
    #expect(run.status == 1)
    #expect(run.output.contains("A1") && run.output.contains("I = (9,"))
    #expect(run.errors.components(separatedBy: "error:").count == 3)
  }

  @Test func quitEndsWithWhatHasHappened() throws {
    #expect(try Program.run(["-c", "quit; foo"]).status == 0)
    #expect(try Program.run([], input: "quit\nfoo\n").status == 0)
    #expect(try Program.run(["--keep-going"], input: "foo\nquit\n").status == 1)
    #expect(try Program.run(["--keep-going", "-c", "foo; quit"]).status == 1)
  }

  @Test func nothingToDoIsNoFailure() throws {
    #expect(try Program.run([], input: "").status == 0)
    #expect(try Program.run(["-c", ""]).status == 0)
    #expect(try Program.run(["-c", "# nothing"]).status == 0)
  }

  @Test func wrongUsageIsSixtyFour() throws {
    for arguments in [
      ["--nonsense"], ["--format", "xml"], ["--width", "3"], ["--width", "x"],
      ["--color", "maybe"],
      ["a.json", "b.json"], ["-c"],
    ] {
      let run = try Program.run(arguments)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.output.isEmpty && run.errors.hasPrefix("Error: "), "\(run.errors)")
    }
    let help = try Program.run(["--help"])
    #expect(help.status == 0 && help.output.contains("USAGE: netrepl"))
    #expect(try Program.run(["--version"]).output.hasPrefix("netrepl "))
  }

  @Test func theShellLineTakesTheOptionsOfLoad() throws {
    let file = TestFiles.place(of: "Tests/Networks/pytorch_own/t113_sd.pt")
    let run = try Program.run([file, "activations", "relu", "as", "mine", "-c", "network"])
    #expect(run.status == 0 && run.output.contains("mine") && run.output.contains("poslin"))
    let wrong = try Program.run(["a.pt", "activation", "relu"])
    #expect(wrong.status == 64 && wrong.errors.contains("activations"), "\(wrong.errors)")
  }

  @Test func interactiveGoesOnWithStandardInput() throws {
    let empty = try Program.run(["-i", "-c", "load example small; jacobian; hessian"])
    #expect(empty.status == 0 && empty.errors.isEmpty && empty.output.contains("agrees"))
    let more = try Program.run(["-i", "-c", "load example small"], input: "output\n")
    #expect(more.status == 0 && more.output.contains("A1"))
  }

  // MARK: What goes where

  @Test func errorsPointIntoTheLine() throws {
    let run = try Program.run(["-c", "load example small; set inptu 1"])
    #expect(run.status == 1)
    #expect(
      run.errors == """
        error: no setting or quantity 'inptu'; did you mean 'input'?
        load example small; set inptu 1
                                ^^^^^

        """)
  }

  @Test func errorsAreDataToo() throws {
    let run = try Program.run(
      ["--format", "json", "--keep-going"], input: "load example small\n set inptu 1\nshow W1[9,1\n"
    )
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    let objects = try lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(Set(objects[1].keys) == ["command", "error"])
    #expect(objects[1]["command"] as? String == "set")
    let error = try #require(objects[1]["error"] as? [String: Any])
    #expect(Set(error.keys) == ["message", "column"])
    #expect(error["message"] as? String == "no setting or quantity 'inptu'; did you mean 'input'?")
    #expect(error["column"] as? Double == 6)
    let unclosed = try #require(objects[2]["error"] as? [String: Any])
    #expect(unclosed["column"] as? Double == 8)
  }

  @Test func warningsGoToStandardError() throws {
    let run = try Program.run([
      "-c", "load example small; set b1[2] nan; output", "--format", "json",
    ])
    #expect(run.status == 0)
    #expect(run.errors == "warning: b1[2] is now nan, which is not finite\n")
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.output.contains("\"value\":[\"nan\",\"nan\"]"))
  }

  @Test func widthIsHonoured() throws {
    for width in [40, 120] {
      let run = try Program.run(
        ["--format", "plain", "--width", "\(width)", "-c", "load example iris; jacobian"])
      let longest = run.output.split(separator: "\n").map(\.count).max() ?? 0
      #expect(longest <= width && longest > width / 2)
    }
    let eighty = try Program.run(["--format", "plain", "-c", "load example iris; jacobian"])
    #expect(eighty.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  /// Hashes are others in each run; what is proved is not.
  @Test func aProofIsFoundInEveryRun() throws {
    let claim = "define g(x) = log(2-exp(-abs(x))); claim g(x) = log(2*exp(abs(x))-1)-abs(x)"
    for _ in 1...5 {
      #expect(try Program.run(["-c", claim]).output.contains("True for every x"))
    }
  }

  @Test func aPipeIsNotColoured() throws {
    let script = "load example small; jacobian"
    #expect(try !Program.run(["-c", script]).output.contains("\u{1b}"))
    #expect(try !Program.run(["--color", "never", "-c", script]).output.contains("\u{1b}"))
    #expect(
      try Program.run(["--color", "always", "-c", script]).output.contains("\u{1b}[32magrees"))
  }

  /// No picture sends an escape down a pipe, in any format; with `always` there are colours.
  @Test func aPipeGetsPicturesWithoutEscapes() throws {
    let script =
      "load example iris; heat J; heat J values; bars J; plot A1 along I2; plot fd; plot slope; "
      + "plot spectrum H1; plot activation tansig; contour A1 I1 I2; network"
    for format in ["unicode", "plain", "json", "csv", "markdown", "latex"] {
      let run = try Program.run(["--format", format, "-c", script])
      #expect(run.status == 0 && !run.output.contains("\u{1b}"), "\(format): \(run.errors)")
      #expect(format != "plain" || run.output.allSatisfy(\.isASCII))
    }
    let colored = try Program.run(["--format", "unicode", "--color", "always", "-c", script])
    #expect(colored.output.contains(/\u{1b}\[97;44m/))
    // A locale without Unicode has letters and signs alone, and no colour in them.
    let ascii = try Program.run(["--format", "plain", "--color", "always", "-c", script])
    #expect(ascii.output.allSatisfy(\.isASCII) && !ascii.output.contains("\u{1b}"))
  }

  /// What is opened next would be the closed stream: texts of errors in a recording.
  @Test func aClosedStreamIsNoFile() throws {
    let folder = try TemporaryFolder()
    let run = try Program.shell(
      "$netrepl --keep-going -c 'record r.md' -c 'load example small' -c foo -c output 2>&-",
      in: folder)
    #expect(run.status == .exited(1))
    let recorded = String(
      decoding: FileManager.default.contents(atPath: folder.file("r.md")) ?? Data(), as: UTF8.self)
    #expect(recorded.contains("> output"))
    // The line that failed is there, as the recording tells it; its error is not there twice.
    #expect(recorded.components(separatedBy: "no command 'foo'").count == 2)
    let closed = try Program.shell("$netrepl -c 'load example small; output' >&-", in: folder)
    #expect(closed.status == .exited(1))
    #expect(closed.error.contains("cannot write to standard output"))
  }

  /// A write that fails is said; the signal would end the program without a word.
  @Test func aFileThatMayNotGrowIsSaid() throws {
    let folder = try TemporaryFolder()
    let run = try Program.shell(
      "ulimit -f 1; $netrepl -c 'new 100-100-3 seed 1; save n.json'", in: folder)
    #expect(run.status == .exited(1))
    #expect(run.error.contains("n.json") && run.error.contains("larger than files may be"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// Another program that asks and waits for the answer gets it, before it asks again.
  @Test func aPipeIsAnsweredAtOnce() throws {
    let folder = try TemporaryFolder()
    let script = """
      mkfifo asked answered
      $netrepl --format json < asked > answered &
      exec 3> asked 4< answered
      for quantity in W1 b1 b2; do
        [ $quantity = W1 ] && { echo 'load example small' >&3; read -r line <&4; }
        echo "show $quantity" >&3; read -r line <&4; echo "$line"
      done
      """
    let run = try Program.shell(script, in: folder)
    #expect(run.status == .exited(0))
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.output.contains(#""of":"b2""#))
  }

  @Test func aWalkThroughANetwork() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      ["--format", "plain"],
      input: """
        load example iris
        network
        jacobian
        hessian of A1
        set input 6.0 2.9 4.5 1.5
        perturb input 0.1 0 0 -0.05
        show H1[1,2]
        set W2[1,1] 0.5; undo
        jacobian; diff %1 _
        save '\(folder.file("out file.json"))'
        load '\(folder.file("out file.json"))' as copy
        networks
        """)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("Undone: set W2[1,1] 0.5"))
    #expect(run.output.contains("*  copy"))
  }
}

import TestSupport
import Testing

/// Where the locale has ASCII alone, or plain text is asked for, nothing else is written.
@Suite struct LocaleTests {
  private func run(
    _ arguments: [String], _ locale: [String: String], input: String = ""
  ) throws -> PlainRun {
    let home = try TemporaryFolder()
    try home.write("größe,x\n1,2\n", to: "x.csv")
    return try PlainRun(
      ProgramUnderTest.path, arguments,
      environment: ProgramUnderTest.environment(home: home.path, adding: locale), input: input,
      folder: home.path)
  }

  /// The first of LC_ALL, LC_CTYPE and LANG that says something decides.
  @Test(arguments: [
    (["LC_ALL": "C"], true), (["LC_ALL": "C", "LC_CTYPE": "en_US.UTF-8"], true),
    (["LC_ALL": "", "LC_CTYPE": "POSIX"], true), (["LANG": ""], true), (["LANG": "de_DE"], true),
    (["LC_CTYPE": "C.utf8", "LANG": "C"], false), (["LC_ALL": "en_US.UTF-8", "LANG": "C"], false),
    ([:], false),
  ])
  func theLocaleDecides(locale: [String: String], isASCII: Bool) throws {
    let run = try run(["-c", "load example iris; jacobian; set input 1"], locale)
    #expect(run.output.contains(isASCII ? "dA/dI" : "∂A/∂I"))
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 } == isASCII)
    #expect(!isASCII || run.error.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func whatIsAskedForIsPrinted() throws {
    let words = ["-c", "load example iris; jacobian"]
    #expect(try run(["--format", "unicode"] + words, ["LC_ALL": "C"]).output.contains("∂A/∂I"))
    #expect(try run(["--format", "plain"] + words, [:]).output.contains("dA/dI"))
  }

  @Test(arguments: [
    ["-c", "load example iris; set input row 1 of x.csv"],
    ["-c", "load example iris; set input 1 2 3 4 −5"], ["-c", "load größe.json"],
    ["-c", "define größe(x) = x²·π; βx"],
    ["--keep-going", "-c", "∂; load example iris; show W1[π]"],
    ["-c", "load example iris; plant forgotten-curvature layer 1; hessian; derive hessian all"],
    ["sweep", "größe.json", "x.csv", "--out", "o.npy"], ["merge", "o.npy", "größe.npy"],
    ["replay", "größe.md"], ["--help"], ["sweep", "--help"], ["replay", "--help"],
    ["-c", "help activations; help set; help sweep"],
  ])
  func nothingElseIsWritten(arguments: [String]) throws {
    let isMain = !["sweep", "merge", "replay"].contains(arguments[0])
    for (arguments, locale) in [
      (arguments, ["LC_ALL": "C"]), ((isMain ? ["--format", "plain"] : []) + arguments, [:]),
    ] where isMain || locale["LC_ALL"] != nil {
      let run = try run(arguments, locale)
      for text in [run.output, run.error] {
        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(text.filter { !$0.isASCII })")
      }
    }
  }
}

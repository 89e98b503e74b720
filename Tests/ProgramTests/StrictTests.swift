import TestSupport
import Testing

/// `--strict` and `assert` as scripts see them.
@Suite struct StrictTests {
  @Test(arguments: [
    (["--strict"], "claim J = W2 D1 W1", 0, "OUTPUT"),
    (["--strict"], "claim J = W1", 1, "a claim does not hold, and the run is strict"),
    ([], "claim J = W1", 0, "OUTPUT"),
    (["--strict"], "plant wrong-sign; check", 1, "a verdict is wrong, and the run is strict"),
    ([], "plant wrong-sign; check", 0, "OUTPUT"),
    ([], "assert tansig'(x) = 1 - T", 1, "the claim does not hold: "),
    ([], "assert J = W2 D1 W1", 0, "OUTPUT"),
  ])
  func theStatusTells(options: [String], line: String, status: Int32, words: String) throws {
    let run = try Program.run(
      options + ["--format", "plain", "-c", "load example small", "-c", line, "-c", "output"])
    #expect(run.status == status, "\(run.errors)")
    // What stands behind the failure is not run.
    #expect(run.output.contains("1.15063") == (status == 0))
    if status != 0 { #expect(run.errors.contains("error: \(words)"), "\(run.errors)") }
  }

  @Test func keepGoingRunsTheRest() throws {
    let run = try Program.run([
      "--strict", "--keep-going", "--format", "plain", "-c",
      "load example small; claim J = W1; output",
    ])
    #expect(run.status == 1 && run.output.contains("1.15063"))
  }
}

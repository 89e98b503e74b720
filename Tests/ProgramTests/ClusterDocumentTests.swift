import Foundation
import TestSupport
import Testing

/// The scripts of docs/clusters.md do what the text says.
@Suite struct ClusterDocumentTests {
  @Test func theScriptsRun() throws {
    let text = String(decoding: try TestFiles.bytes("docs/clusters.md"), as: UTF8.self)
    let scripts = text.components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    try #require(scripts.count == 2)
    let folder = try SweepFolder()
    try folder.folder.write(try folder.bytes("x.npy"), to: "inputs.npy")
    let program = ProgramUnderTest.path
    func run(_ script: String, _ variables: [String: String] = [:]) throws -> PlainRun {
      var more = variables
      more["PATH"] = program.dropLast("/netrepl".count) + ":/usr/bin:/bin"
      return try PlainRun(
        "/bin/sh", ["-c", script],
        environment: ProgramUnderTest.environment(home: folder.folder.path, adding: more),
        folder: folder.folder.path)
    }
    for k in 1...4 {
      let job = try run(
        scripts[0], ["SLURM_ARRAY_TASK_ID": "\(k)", "SLURM_ARRAY_TASK_COUNT": "4"])
      #expect(job.status == .exited(0), "\(job.error)")
    }
    let merge = try run(scripts[1])
    #expect(merge.status == .exited(0), "\(merge.error)")
    try folder.sweepAtThePrompt("x.npy to one.npy hessian")
    #expect(try folder.bytes("results.npy") == folder.bytes("one.npy"))
  }
}

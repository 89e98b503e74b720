import ArgumentParser
import Platform
import Shell

/// `netrepl merge`: joins the parts that the shards of a sweep have written.
struct MergeProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netrepl merge",
    abstract: "Join the parts of a sweep that was run with --shard.",
    discussion: """
      The parts may be given in any order; a pattern such as out.*-of-8.npy is as good as their \
      names. Each needs its record FILE.sweep beside it, but for sums. They must be all the shards of one sweep: \
      of one network, one file of inputs, one quantity. OUT has the bytes that one run would have \
      written; the parts stay. The sums of shards, .sums files, are joined to one, or to a table: \
      \(SweepSummary.endings.dropFirst().joined(separator: " ")).

      Exit status: 0 all went well; 1 it failed; 64 wrong usage; 130 interrupted.
      """)

  @Argument(help: "The file to write; it ends as the parts do.", completion: .file())
  var out: String

  @Argument(help: "The parts.", completion: .file())
  var parts: [String]

  func validate() throws {
    if let problem = SweepMerge(out: out, parts: parts).problem { throw ValidationError(problem) }
  }

  func run() throws {
    Interrupt.install()
    do {
      try SweepProgram.show(
        try SweepMerge(out: out, parts: parts).run { Interrupt.isRequested })
    } catch is Stopped {
      sayOnStandardError("interrupted; nothing was written\n")
      Interrupt.endProgram()
    } catch {
      throw SweepProgram.failure(error)
    }
  }
}

import ArgumentParser
import Platform
import Shell

/// The files that are made from the table of commands and the options of the programs, by their names.
enum ReferenceFile: String, CaseIterable, ExpressibleByArgument {
  case commands = "commands.md"
  case manual = "netrepl.1"
  case replayManual = "netrepl-replay.1"
  case sweepManual = "netrepl-sweep.1"
  case mergeManual = "netrepl-merge.1"
  case bash = "netrepl.bash"
  case zsh = "netrepl.zsh"
  case fish = "netrepl.fish"

  var text: String {
    switch self {
    case .commands: CommandReference.markdown
    case .manual: ManualPage.whole(ProgramHelp(of: NetREPLProgram.self))
    case .replayManual: ManualPage.part(ProgramHelp(of: ReplayProgram.self))
    case .sweepManual: ManualPage.part(ProgramHelp(of: SweepProgram.self))
    case .mergeManual: ManualPage.part(ProgramHelp(of: MergeProgram.self))
    case .bash: BashCompletion.script(for: ProgramHelp.all)
    case .zsh: ZshCompletion.script(for: ProgramHelp.all)
    case .fish: FishCompletion.script(for: ProgramHelp.all)
    }
  }

  /// Writes it to standard output.
  func print() throws {
    let output = BufferedOutput.standardOutput()
    output.write(text)
    try output.flush()
  }
}

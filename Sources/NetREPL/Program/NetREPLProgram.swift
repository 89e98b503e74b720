import ArgumentParser
import Formats
import Platform
import Shell

/// The program `netrepl`: its options, and where they lead.
@main
struct NetREPLProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netrepl",
    abstract: "Explore the derivatives of feed-forward neural networks.",
    discussion: """
      Loads a network, sets an input, and shows the output, the Jacobian and the Hessian, each \
      number beside a finite difference. Without -c, commands are read from standard input, with a \
      prompt when that is a terminal. `netrepl replay FILE...` checks session files; `netrepl sweep \
      MODEL INPUTS --out FILE` computes at each row of a file, and `netrepl merge OUT PARTS...` joins \
      its shards; each explains itself with --help.

      Exit status: 0 all went well; 1 a command failed, or with --strict a claim was false or a \
      verdict wrong; 64 wrong usage; 130 interrupted.
      """,
    version: "netrepl 0.1.0")

  /// What the other programs under this name are called by their first word.
  static func main() {
    if let problem = StartUp.prepare() {
      sayOnStandardError("error: \(problem)\n")
      exit(withError: ExitCode.failure)
    }
    let arguments = Array(CommandLine.arguments.dropFirst())
    // As a subcommand it would never be reached: the word would be read as FILE.
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "replay": ReplayProgram.start(rest)
    case "sweep": SweepProgram.start(rest)
    case "merge": MergeProgram.start(rest)
    default: start(arguments)
    }
  }

  @Argument(
    help: "A network to load first.", completion: .file(extensions: ModelFile.readableEndings))
  var file: String?

  @Argument(
    help: "What `load` takes behind it: activations relu,linear.",
    completion: .list(Engine.loadOptions))
  var options: [String] = []

  @Option(
    name: .customShort("c"), parsing: .singleValue,
    help: ArgumentHelp(
      "Commands to run, separated by `;`; may be repeated.", valueName: "commands"),
    completion: .custom { _, _, line in Engine.completedLines(line) })
  var commands: [String] = []

  @Flag(name: [.customShort("i"), .long], help: "Go on with standard input after -c.")
  var interactive = false

  @Option(
    help: ArgumentHelp(
      "How results are printed: \(OutputFormat.names); otherwise unicode, or plain where the locale has "
        + "ASCII alone."))
  var format: OutputFormat?

  @Option(help: "Whether the screen is coloured: auto, always or never.")
  var color = ColorChoice.auto

  @Option(help: "Columns of the screen; otherwise those of the terminal, or 80.")
  var width: Int?

  @Flag(help: "Do not run the start-up commands of $XDG_CONFIG_HOME/netrepl/rc.")
  var noRc = false

  @Flag(help: "In a script, go on after a command that failed.")
  var keepGoing = false

  @Flag(help: "Fail where a claim does not hold or a verdict is wrong.")
  var strict = false

  @Option(help: .private)
  var generateReference: ReferenceFile?

  func validate() throws {
    if let width, !(20...10_000).contains(width) {
      throw ValidationError("--width takes 20 to 10000")
    }
    if let word = options.first, !Engine.loadOptions.contains(word) {
      throw ValidationError(
        "unexpected argument '\(word)'; behind FILE can stand what `load` takes: "
          + Engine.loadOptions.joined(separator: ", ") + "; commands stand behind -c")
    }
  }

  func run() throws {
    if let generateReference { return try generateReference.print() }
    var driver = Driver(options: self)
    let status = driver.run()
    if status != 0 { throw ExitCode(status) }
  }
}

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

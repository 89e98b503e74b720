import ArgumentParser
import Core
import Formats
import Platform
import Shell

/// `netrepl sweep`: derivatives at each row of a file of inputs.
struct SweepProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netrepl sweep",
    abstract: "Compute derivatives of a network at each row of a file of inputs.",
    discussion: asShown(
      """
      INPUTS is an npy, npz (file.npz:NAME where it has several arrays) or text file of numbers, an \
      input a row. A header with the names of the network's inputs tells their columns, in any order; \
      --columns chooses them. The ending of --out chooses the format: csv or tsv, a line a row with the inputs \
      before the results and their names in the first line; an npy file of float64, rows × outputs × inputs \
      (× inputs); npz, the same beside the names. The quantity is the Jacobian unless others are named. With \
      several, each goes to a file of its own: of --out out.npy to out.output.npy, out.jacobian.npy and so on.

      --sums writes no rows but what they come to: of each entry mean, sd (n − 1), rms, mean square, min and \
      max; with --crossed also the means of the products of derivatives by each two inputs, to FILE.crossed. \
      The ending is one of \(SweepSummary.endings.joined(separator: " ")). A .sums file holds the sums \
      themselves, exactly: `netrepl merge` joins those of shards to the same bits as one run, as .sums or as \
      a table.

      Files of any length take little memory. Results grow in FILE.part, with a record FILE.sweep \
      beside it, and get their name when they are whole. Ctrl-C, a kill, a full disk or a bad row keeps what \
      is done: the same command with --resume goes on, to the same bytes as one run. A \
      FILE.part or FILE.sweep that is not a sweep's is left alone; an earlier FILE is replaced when the \
      new one is whole. No result is written over the inputs.

      --shard K/N computes the Kth of N parts of the rows, to FILE.K-of-N.npy or as the ending is; the parts of all N \
      runs are joined by `netrepl merge`. A result is the same to the bit whatever the threads and \
      shards, on processors of one kind.

      `-` as INPUTS is standard input, npy or text, and as --out standard output, in the format of the \
      inputs or, as -.npy, -.csv or -.tsv, in another: `... | netrepl sweep net.json - --out - | ...`. \
      Standard input is kept in a file without a name under TMPDIR; results go out as they are computed, and where a \
      bad row or Ctrl-C ends them the rows before it have gone out.

      Rows whose results are not finite are counted on standard error; they are written as they are.

      Exit status: 0 all went well; 1 it failed, or --strict found something; 64 wrong usage; 130 interrupted.
      """))

  @Argument(help: "The network.", completion: .file(extensions: ModelFile.readableEndings))
  var model: String

  @Argument(
    help: "The inputs, one a row.",
    completion: .file(extensions: ["npy", "npz", "csv", "tsv", "txt"]))
  var inputs: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The results, a name that ends in .npy, .npz, .csv or .tsv.", valueName: "file"),
    completion: .file())
  var out: String

  @Option(
    help: ArgumentHelp(
      "In place of a quantity: an expression such as 'W2 D1 W1', as `help =` explains.",
      valueName: "expression"))
  var of: String?

  @Option(
    help: ArgumentHelp(
      "With --of, the columns of the target of s, the mean squared error: names or numbers with commas.",
      valueName: "names"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "The columns of the inputs: names in the header or numbers from 1, with commas between; a name "
        + "with a comma in quotation marks.", valueName: "names"))
  var columns: String?

  @Flag
  var quantities: [SweepWord] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write the products of the Hessians with a direction: numbers with commas.", valueName: "v"))
  var hvp: String?

  @Option(help: ArgumentHelp("The part of the rows to compute, such as 2/8.", valueName: "k/n"))
  var shard: String?

  @Flag(help: "Go on where an earlier run stopped; with nothing to go on with, begin.")
  var resume = false

  @Flag(help: "Keep rows that are no input as nan, and count them.")
  var skipBad = false

  @Flag(help: "Exit with status 1 where a row is no input or a result is not finite.")
  var strict = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "How much the file of the network may hold, such as read.layers=20000; may be repeated.",
      valueName: "limit=n"))
  var limits: [ReadLimitWord] = []

  @Option(help: "How many threads compute; otherwise one for each processor.")
  var threads: Int?

  func validate() throws {
    let problem =
      SweepStreams.isPipe(out)
      ? SweepStreams.problem(
        out: out,
        fileCount: quantities.count { $0.isQuantity && $0 != .packed } + (hvp == nil ? 0 : 1),
        isSummary: summary != nil, isShard: shard != nil, resumes: resume)
      : SweepRequest.problem(
        out: out, isSummary: summary != nil, isShard: shard != nil, resumes: resume)
    if let problem { throw ValidationError("--out: \(problem)") }
    if target != nil, of == nil { throw ValidationError("--target goes with --of") }
    if of != nil, hvp != nil || quantities.contains(where: \.isQuantity) {
      throw ValidationError("--of is swept alone")
    }
    if quantities.contains(.packed), !quantities.contains(.hessian) {
      throw ValidationError("--packed goes with --hessian")
    }
    if let shard, SweepShard(shard) == nil {
      throw ValidationError("--shard takes K/N, such as 2/8, K from 1 to N")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes 1 to 1024")
    }
    _ = try direction()
  }

  private var targets: [String] { target.map(InputColumns.names) ?? [] }

  private var summary: SweepSummary? { SweepSummary(quantities) }

  private func direction() throws -> [Double]? {
    try hvp.map { text in
      try text.split(whereSeparator: { ", ".contains($0) }).map { part in
        guard let number = Double(part), number.isFinite else {
          throw ValidationError("--hvp takes numbers with commas; '\(part)' is none")
        }
        return number
      }
    }
  }

  func run() throws {
    Interrupt.install()
    let bar = ProgressBar(.error)
    do {
      let streams = try StopRequest.heard(by: Interrupt.checkpoint) {
        try SweepStreams(inputs: inputs, out: out)
      }
      let result = try withExtendedLifetime(streams) {
        let sweep = Sweep(try request(streams))
        func run() throws -> Sweep.Result {
          try sweep.run(isStopped: { Interrupt.isRequested }, progress: { bar.show($0) })
        }
        // Whoever reads the pipe may read no more for the time being.
        return try streams.pipe == nil
          ? run() : StopRequest.heard(by: Interrupt.checkpoint, run)
      }
      bar.show(nil)
      try Self.show(result, isPiped: streams.pipe != nil)
      if strict, !result.isSound { throw ExitCode(1) }
    } catch let status as ExitCode {
      throw status
    } catch let stopped as Stopped {
      bar.show(nil)
      Self.endInterrupted("interrupted; \(stopped.note)")
    } catch is Engine.Interrupted {
      bar.show(nil)
      Self.endInterrupted("interrupted")
    } catch {
      bar.show(nil)
      throw Self.failure(error)
    }
  }

  private static func endInterrupted(_ note: String) {
    sayOnStandardError(note + "\n")
    Interrupt.endProgram()
  }

  private func request(_ streams: SweepStreams) throws -> SweepRequest {
    let network: Network
    do {
      var options = ReadOptions()
      for word in limits { options.limits[word.limit] = word.value }
      let bytes = try File.read(model, limit: options.limits[.size])
      let read = try ModelFile.read(bytes, name: model, options: options)
      for warning in read.warnings {
        sayOnStandardError("warning: \(warning.message.escapingControls)\n")
      }
      network = read.network
    } catch let error as ModelFileError {
      throw File.Problem("\(model.clipped(to: 200)): \(error)")
    }
    let direction = try direction()
    if let direction, direction.count != network.inputCount {
      throw File.Problem(
        "--hvp has \(Prose.count(direction.count, "number")), but the network takes "
          + Prose.count(network.inputCount, "input"))
    }
    let chosen: [SweepQuantity]
    if let of {
      do {
        let expression = try SweepExpression(of, of: network)
        chosen = [
          SweepQuantity(targets.isEmpty ? expression : try expression.withTargets(targets.count))
        ]
      } catch {
        throw File.Problem("--of: \((error as? CommandError)?.message ?? "\(error)")")
      }
    } else {
      chosen = SweepQuantity.list(quantities, direction: direction)
    }
    return SweepRequest(
      network: network, inputs: streams.input?.path ?? inputs,
      columns: columns.map(InputColumns.names), out: out,
      quantities: chosen,
      shard: shard.flatMap(SweepShard.init), resumes: resume, skipsBadRows: skipBad,
      threads: threads, model: model, summary: summary, targets: targets,
      pipe: streams.pipe, inputsName: streams.input == nil ? nil : "standard input")
  }

  /// - Parameter isPiped: whether standard output has the results themselves.
  static func show(_ result: Sweep.Result, isPiped: Bool = false) throws {
    for warning in result.warnings { sayOnStandardError("warning: \(warning)\n") }
    if isPiped { return }
    let output = BufferedOutput.standardOutput()
    for line in result.lines { output.write(asShown(line) + "\n") }
    try output.flush()
  }

  /// Says what went wrong; gives the exit status.
  static func failure(_ error: any Error) -> ExitCode {
    let message = (error as? CommandError)?.message ?? "\(error)"
    sayOnStandardError("error: \(message.escapingControls)\n")
    return ExitCode(1)
  }
}

/// `read.layers=20000`.
struct ReadLimitWord: ExpressibleByArgument {
  let limit: ReadLimit
  let value: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let limit = ReadLimit.allCases.first(where: { $0.name == parts[0] }),
      let value = Int(parts[1]), ReadLimit.range.contains(value)
    else { return nil }
    (self.limit, self.value) = (limit, value)
  }
}

extension SweepWord: EnumerableFlag {
  static func name(for word: SweepWord) -> NameSpecification { .customLong(word.name) }
  static func help(for word: SweepWord) -> ArgumentHelp? { ArgumentHelp("\(word.help)") }
}

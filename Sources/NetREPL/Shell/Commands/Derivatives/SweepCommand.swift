import Core
import Platform

extension CommandSpec {
  static let sweep = CommandSpec(
    name: "sweep", group: .derivatives,
    summary: "write J, H or others at each row of a file of inputs, or their sums",
    pattern: [
      .argument("INPUTS", .file), .optional([.word("columns"), .list("NAMES", .columnName)]),
      .optional([.word("against"), .list("TARGETS", .columnName)]), .word("to"),
      .argument("FILE", .file),
      .optional([.list("WHAT", .sweepWord)]), .optional([.word("hvp"), .list("V", .numbers)]),
      .optional([.word("of"), .rest("EXPRESSION", .expression)]),
    ],
    arguments: [
      ("INPUTS", "an npy, npz (file.npz:NAME) or text file of numbers, an input a row"),
      ("NAMES", ArgumentKind.columnNamesHelp),
      (
        "TARGETS",
        "the columns of the target of s, one for each output: the loss that is set, or mse; for EXPRESSION"
      ),
      (
        "FILE",
        "csv or tsv, with the inputs and names in its head; npy or npz; several quantities go to "
          + "FILE.jacobian.csv and so on"
      ),
      (
        "WHAT",
        SweepWord.allCases.map { $0.name == "jacobian" ? "jacobian (usual)" : $0.name }
          .joined(separator: ", ") + "; resume, skip-bad"
      ),
      ("hvp", "the products of the Hessians with the direction that follows"),
      ("V", "the direction, one number for each input"),
      ("EXPRESSION", "in place of WHAT any expression, at each row, as `help =` explains"),
    ],
    details: "A header with the names of the network's inputs tells their columns, in any order. "
      + "The result is an array of rows × outputs × inputs (× inputs); `packed` keeps of a Hessian the "
      + "triangle alone. A row that is no input ends the sweep; with `skip-bad` it becomes nan. "
      + "Ctrl-C keeps the rows that are done, and `resume` goes on to the same file. "
      + "`netrepl sweep` does the same in a shell, and shares the rows out among machines. With `sums` the file "
      + "has a row for each entry: its mean, sd (n − 1), rms, mean square, min and max over all rows, worked out "
      + "in one pass from exact sums; `crossed` adds a file with .crossed in its name, the means of the products of the "
      + "derivatives by each two inputs. "
      + "`of s` and `of ds/dW1` with `sums` are a loss and its gradient, `against` takes its target from columns of the "
      + "file. Its "
      + "ending may be any of `export`, or .sums, which `netrepl merge` joins.",
    examples: [
      "sweep points.csv to hessians.npy hessian",
      "sweep points.csv to sensitivities.csv sums crossed",
      "sweep points.csv to rows.csv of J[1,:]", "sweep points.csv to s.csv sums of ds/dI",
      "sweep points.csv columns 1 2 3 4 to jacobians.npy",
    ],
    run: { invocation, session in
      let request = try request(invocation, session)
      defer { invocation.progress(nil) }
      do {
        let result = try Sweep(request).run(
          isStopped: {
            do { try invocation.checkpoint() } catch { return true }
            return false
          }, progress: { invocation.progress($0) })
        return Report(
          result.lines.map { .line("\($0)") },
          record: result.record + ["network": session.model.currentName], warnings: result.warnings)
      } catch let problem as File.Problem {
        throw invocation.error(problem.description)
      }
    })

  private static func request(
    _ invocation: Invocation, _ session: Session
  ) throws -> SweepRequest {
    let arguments = invocation.arguments
    let network = try session.network(before: "a sweep")
    let direction = arguments.numbers("V")
    if let direction, direction.count != network.inputCount {
      throw arguments.error(
        "a direction has \(Prose.count(network.inputCount, "number")), one for each input; "
          + "\(direction.count) given", at: "V")
    }
    let out = arguments.text("FILE") ?? ""
    let texts = arguments.texts("WHAT")
    let words = SweepWord.allCases.filter { texts.contains($0.name) }
    let summary = SweepSummary(words)
    if let problem = SweepRequest.problem(
      out: out, isSummary: summary != nil, isShard: false, resumes: texts.contains("resume"))
    {
      throw arguments.error(problem, at: "FILE")
    }
    if words.contains(.packed), !words.contains(.hessian) {
      throw arguments.error("packed goes with hessian", at: "WHAT")
    }
    var request = SweepRequest(
      network: network, inputs: arguments.text("INPUTS") ?? "",
      columns: arguments.has("NAMES") ? arguments.texts("NAMES") : nil, out: out,
      quantities: try quantities(words, direction, invocation),
      resumes: texts.contains("resume"), skipsBadRows: texts.contains("skip-bad"),
      summary: summary, targets: arguments.texts("TARGETS"))
    (request.folder, request.resumeWord, request.skipWord) = (session.folder, "resume", "skip-bad")
    request.columnsWord = "columns"
    request.writes = session.writes
    return request
  }

  private static func quantities(
    _ words: [SweepWord], _ direction: [Double]?, _ invocation: Invocation
  ) throws -> [SweepQuantity] {
    guard let typed = invocation.typed("EXPRESSION") else {
      if invocation.arguments.has("TARGETS") {
        throw invocation.arguments.error("a target goes with `of EXPRESSION`", at: "TARGETS")
      }
      return SweepQuantity.list(words, direction: direction)
    }
    if direction != nil || words.contains(where: \.isQuantity) {
      throw invocation.arguments.error("an expression is swept alone", at: "EXPRESSION")
    }
    let expression = try SweepExpression(
      typed.text, from: typed.start, invocation.session, checkpoint: invocation.checkpoint)
    let targets = invocation.arguments.texts("TARGETS")
    do {
      return [
        SweepQuantity(targets.isEmpty ? expression : try expression.withTargets(targets.count))
      ]
    } catch let error as CommandError {
      throw invocation.arguments.error(error.message, at: "TARGETS")
    }
  }
}

extension ArgumentKind {
  private static let sweepWords: [(text: String, note: String?)] =
    SweepWord.allCases.map { ($0.name, $0.note) } + [
      ("resume", "go on where a sweep stopped"), ("skip-bad", "rows that are no input become nan"),
    ]

  /// What a sweep writes, and how.
  static let sweepWord = name(
    sweepWords.map(\.text).joined(separator: ", ") + " or hvp", of: sweepWords
  ) { "\($0) is nothing that a sweep writes" }
}

import Core

extension CommandSpec {
  static let time = CommandSpec(
    name: "time", group: .checks, summary: "run a computation many times and show what it takes",
    pattern: [.optional([.argument("N", .index)]), .list("COMMAND", .timedWord)],
    arguments: [
      ("N", "how many times; as many as take about a second otherwise"),
      ("COMMAND", "output, jacobian or hessian, with of and wrt as usual"),
    ],
    details: "The time is that of the computation alone, in storage made ready before: no finite "
      + "differences, nothing printed. Ctrl-C stops it.",
    examples: ["time 20 hessian", "time 20 jacobian of f1", "time 5 output"],
    run: { invocation, session in
      let words = invocation.statement.words.drop {
        $0.text != invocation.arguments.text("COMMAND")
      }
      let statement = Statement(words: Array(words), line: invocation.statement.line)
      let (command, arguments) = try CommandTable.parser(
        allowsAbbreviations: invocation.allowsAbbreviations, model: invocation.model
      ).parse(statement)
      guard let computation = command.computation else {
        let timed = CommandTable.all.filter { $0.computation != nil }.map(\.name)
        throw CommandError(
          "'\(command.name)' has no computation to time; \(timed.joined(separator: ", ")) have",
          at: statement.words.first?.range)
      }
      let compute = try computation(
        Invocation(
          arguments: arguments, statement: statement, session: session,
          checkpoint: invocation.checkpoint))
      let timing = try Timing(
        runs: invocation.arguments.integer("N"), checkpoint: invocation.checkpoint, of: compute)
      let name = ([command.name] + words.dropFirst().map(\.text)).joined(separator: " ")
      return timing.report(of: name.escapingControls).at(session.point)
    })
}

extension ArgumentKind {
  /// A word of the command that is timed.
  static let timedWord = ArgumentKind(
    description: "a command that computes",
    read: { word throws(CommandError) in
      if Double(word.text) != nil {
        throw word.error("\(word.text.quoted) is neither a number of runs nor a command")
      }
      return .text(word.text)
    },
    candidates: { prefix, session in
      CommandTable.all.filter { $0.computation != nil }
        .map { .init(text: $0.name, note: $0.summary) } + signal.candidates(prefix, session)
    })
}

/// The times of a computation run again and again.
struct Timing {
  /// Seconds a run: the median, and the quartiles that half of the runs lie between.
  private(set) var median = 0.0
  private(set) var quartiles = (0.0, 0.0)
  private(set) var runs = 0

  /// Runs that are so short that the clock would count are timed together, this long.
  private static let shortestSample = 2e-5

  /// Without a number of runs it takes this long in all, and at least so many runs.
  private static let (duration, fewestRuns) = (1.0, 5)

  private static let mostSamples = 100_000

  /// - Parameter runs: how many; nil for as many as take about a second.
  init(
    runs asked: Int?, checkpoint: @escaping Checkpoint, of compute: CommandSpec.Computation
  ) throws {
    // The first run touches the memory; the next ones tell how long one takes.
    var estimate = try Self.seconds(1, checkpoint, compute)
    var warm = 1
    while estimate < Self.duration / 20, warm < 1 << 20, asked.map({ warm < $0 }) ?? true {
      warm *= 2
      let total = try Self.seconds(warm, checkpoint, compute)
      estimate = total / Double(warm)
      if total > Self.duration / 20 { break }
    }
    let wanted =
      asked ?? max(Self.fewestRuns, Int(clamping: min(Self.duration / max(estimate, 1e-9), 1e9)))
    let together = Int(clamping: min(max(Self.shortestSample / max(estimate, 1e-9), 1), 1e6))
    let size = max(1, min(together, wanted), wanted / Self.mostSamples)

    var samples: [Double] = []
    samples.reserveCapacity(wanted / size + 1)
    while runs < wanted {
      let count = min(size, wanted - runs)
      try checkpoint()
      samples.append(try Self.seconds(count, checkpoint, compute) / Double(count))
      runs += count
    }
    samples.sort()
    func quantile(_ part: Double) -> Double {
      let place = part * Double(samples.count - 1)
      let (low, high) = (Int(clamping: place), Int(clamping: place.rounded(.up)))
      return samples[low] + (samples[high] - samples[low]) * (place - Double(low))
    }
    median = quantile(0.5)
    quartiles = (quantile(0.25), quantile(0.75))
  }

  private static func seconds(
    _ count: Int, _ checkpoint: @escaping Checkpoint, _ compute: CommandSpec.Computation
  ) throws -> Double {
    let start = ContinuousClock.now
    for _ in 0..<count { try compute(checkpoint) }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  func report(of name: String) -> Report {
    let spread = "half of them within \(Self.words(quartiles.0)) to \(Self.words(quartiles.1))"
    return .line(
      "\(name): \(Self.words(median)), the median of \(Prose.count(runs, "run")), \(spread)",
      record: [
        "of": name, "seconds": median, "runs": runs, "quartiles": [quartiles.0, quartiles.1],
      ])
  }

  /// "1.24 µs", "15.2 ms": three digits.
  static func words(_ seconds: Double) -> String {
    let (value, unit) = (seconds * 1e9).scaled(to: ["ns", "µs", "ms", "s"])
    return "\(NumberFormat(digits: 3).alone(value)) \(unit)"
  }
}

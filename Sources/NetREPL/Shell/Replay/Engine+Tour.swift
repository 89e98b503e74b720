/// The tour: a step's command is run like any other, and what comes next is shown below it.
extension Engine {
  mutating func tour(
    _ move: LoopRequest.TourMove, _ statement: Statement
  ) throws(CommandError) -> Outcome {
    if session.tour == nil, move == .show { session.tour = OpenTour(in: session.model) }
    guard var tour = session.tour else {
      throw CommandError(
        "no tour is under way; `tour` begins one", at: statement.words.first?.range)
    }
    tour.isBehindDerivation = false
    switch move {
    case .show: break
    case .back:
      guard tour.position > 0 else {
        throw CommandError("this is the first step", at: statement.words.last?.range)
      }
      tour.position -= 1
    case .next:
      if tour.isShown { return runStep(of: tour) }
    case .stop:
      end(tour, saying: "The tour is over")
      return .succeeded
    }
    showStep(of: tour)
    return .succeeded
  }

  /// Runs the command of the step at hand, and shows the next step.
  private mutating func runStep(of tour: OpenTour) -> Outcome {
    var tour = tour
    let steps = TourStep.all(network: tour.network)
    session.tour = tour
    var outcome = Outcome.succeeded
    if let command = command(of: steps[tour.position]) {
      tell(.echo("\(prompt) \(command)"))
      outcome = runCommands(command)
      // What was stopped is offered again.
      if outcome == .interrupted || outcome == .quit { return outcome }
      if outcome == .failed, session.model.currentName != tour.network {
        let name = word(tour.network)
        tellTour(
          [
            .paragraph(
              "That command is meant for the network of the tour: `use \(name)` goes to it, and "
                + "`tour back` to this step.")
          ], ["step": tour.position + 1])
      }
    }
    tour.position += 1
    tour.isShown = false
    tour.isBehindDerivation = session.tour?.isBehindDerivation ?? false
    session.tour = tour
    if tour.position == steps.count {
      end(tour, saying: "That was the tour. `help` lists the commands, `help hessian` explains one")
    } else if tour.isBehindDerivation {
      let hint = "Enter walks through it, then on with the tour; tour next goes on at once."
      tellTour([.line(StyledText(hint, .dim))], ["step": tour.position])
    } else {
      showStep(of: tour)
    }
    return outcome
  }

  private mutating func showStep(of tour: OpenTour) {
    var tour = tour
    tour.isShown = true
    session.tour = tour
    let steps = TourStep.all(network: tour.network)
    let (step, number) = (steps[tour.position], tour.position + 1)
    let command = command(of: step)
    var text = step.text
    if number == 1, let earlier = tour.earlier {
      text += " Your network \(earlier) stays as it is; `use \(word(earlier))` goes back to it."
    }
    let hint =
      command.map { "Enter or tour next:  \($0)" } ?? "Enter or tour next: goes on"
    tellTour(
      [
        .heading("\(number). \(step.title)", aside: "tour, \(number) of \(steps.count)"),
        .paragraph(text), .blank, .line(StyledText(hint, .dim)),
      ],
      [
        "step": number, "of": steps.count, "title": step.title,
        "text": text.replacing("\u{a0}", with: " "),
      ] + (command.map { ["runs": $0] } ?? [:]))
  }

  private mutating func end(_ tour: OpenTour, saying words: String) {
    session.tour = nil
    var text = "\(words). Everything stays as it stands"
    if let earlier = tour.earlier, earlier != session.model.currentName {
      text += "; `use \(word(earlier))` goes back to your network"
    }
    tellTour([.paragraph(text + ".")], ["step": 0])
  }

  private mutating func tellTour(_ blocks: [Report.Block], _ members: Record) {
    let report = Report(blocks, record: ["command": "tour"] + members)
    tell(.report(session.spokenNames.shown(report, of: session.model.current?.network)))
  }

  /// A name as it is typed.
  private func word(_ name: String) -> String {
    name.contains { $0.isWhitespace || ";#,".contains($0) } ? "'\(name)'" : name
  }

  /// The command of a step in the names of the session.
  private func command(of step: TourStep) -> String? {
    step.command.map { session.spokenNames.shown($0) { _ in nil } }
  }
}

import Core
import Testing

@testable import Shell

/// The tour runs its commands on the user's session, and takes nothing from it.
@Suite struct TourTests {
  /// A session whose lines are run by the engine, with what they tell.
  private final class Run {
    var engine = Engine(checkpoint: {})
    private(set) var events: [Engine.Event] = []

    init(_ lines: String...) {
      engine.show = { [unowned self] event, _ in events.append(event) }
      for line in lines { self(line) }
    }

    @discardableResult
    func callAsFunction(_ line: String) -> Engine.Outcome {
      events = []
      return engine.run(line)
    }

    /// Presses Enter on an empty line, and gives the line that ran.
    @discardableResult
    func enter() -> String {
      let line = engine.orNextStep("")
      self(line)
      return line
    }

    var text: String {
      events.map { event in
        switch event {
        case .report(let report):
          PlainRenderer(width: 80, numbers: NumberFormat(digits: 6)).render(report)
        case .echo(let line): line + "\n"
        case .failure(let error, _): "error: \(error.message)\n"
        default: ""
        }
      }.joined()
    }

    var tour: OpenTour? { engine.session.tour }
    var model: Model { engine.session.model }
  }

  @Test(arguments: ["standard", "post"]) func everyStepRuns(names: String) {
    let run = Run("set names \(names)")
    #expect(run("tour") == .succeeded)
    let steps = TourStep.all(network: "tour")
    for (index, step) in steps.enumerated() {
      #expect(run.tour?.position == index && run.tour?.isShown == true)
      #expect(run.text.contains("\(index + 1). \(step.title)"))
      #expect(run("tour next") == .succeeded, "\(run.text)")
      if let command = step.command {
        #expect(run.text.contains("> \(command)\n"))
        #expect(!run.text.contains("error:"))
      }
      // Behind a derivation the step is still to be shown.
      if run.tour?.isShown == false { run("tour next") }
    }
    #expect(run.tour == nil && run.text.hasPrefix("That was the tour."))
    #expect(run("tour next") == .failed)
    #expect(run.text == "error: no tour is under way; `tour` begins one\n")
  }

  @Test func theStepsAreWhatTheyAreCalled() {
    let steps = TourStep.all(network: "tour")
    let commands = steps.compactMap(\.command)
    #expect(commands.count >= 9 && steps.count >= 12)
    let run = Run(commands[0])
    #expect(run("claim J = W2 W1") == .succeeded)
    #expect(run.text.contains("A factor is missing."))
    for step in steps { #expect(step.text.count < 420 && step.text.hasSuffix(".")) }
  }

  @Test func whatIsThereStays() throws {
    let run = Run("load example small as tour; set W1[1,1] 9", "new 2-1 as mine")
    let before = run.model.networks
    run("tour")
    #expect(run.text.contains("Your network mine stays as it is; `use mine` goes back to it."))
    #expect(run.text.contains("load example small as tour2"))
    run("tour next")
    run("tour next")
    #expect(run.model.currentName == "tour2" && run.model.networks.count == 3)
    #expect(Array(run.model.networks.prefix(2)) == before)
    run("tour stop")
    #expect(run.tour == nil && run.model.currentName == "tour2")
    #expect(run.text.squeezed.contains("`use mine` goes back to your network."))
    // Each command is undone by itself.
    run("undo")
    #expect(run.model.current?.input == [0.5, -1])
    run("undo")
    #expect(run.model.currentName == "mine" && run.model.networks == before)
  }

  @Test func namesWithSpacesAreQuoted() {
    let run = Run("new 2-1 as 'my net'", "tour")
    #expect(run.text.contains("`use 'my net'` goes back"))
  }

  @Test func ownCommandsMayStandBetween() {
    let run = Run("tour", "tour next", "set I1 3", "trace")
    #expect(run.tour?.position == 1)
    run("tour")
    #expect(run.text.hasPrefix("2. Its input"))
    run("tour back")
    #expect(run.text.hasPrefix("1. A network"))
    #expect(run("tour back") == .failed && run.text.contains("this is the first step"))
    #expect(run.model.current?.input == [3, -1])
  }

  @Test func anEmptyLineGoesOnWithWhatWasMovedLast() {
    let run = Run()
    #expect(run.enter() == "")
    run("load example small")
    run("derive hessian")
    run("tour")
    #expect(run.enter() == "tour next")
    run("next")
    #expect(run.enter() == "next")
    run("tour")
    while run.tour?.position != 7 { #expect(run.enter() == "tour next") }
    run.enter()
    #expect(run.text.contains("Step 1 of 5") && run.text.contains("then on with the tour"))
    for _ in 0..<5 { #expect(run.enter() == "next") }
    #expect(run.text.contains("That was the last step"))
    #expect(run.enter() == "tour next")
    #expect(run.text.hasPrefix("9. A picture"))
  }

  @Test func aCommandThatFailsIsLeftBehind() {
    let run = Run("tour", "tour next", "tour next", "new 3-1 as other", "tour next", "tour next")
    run("tour next")
    #expect(run.text.contains("6. Why"))
    run("new 2-2-1-1")
    run("tour next")
    run("new 2-1")
    #expect(run("tour next") == .failed, "it has no W2")
    #expect(run.text.squeezed.contains("`use tour` goes to it, and `tour back` to this step."))
    #expect(run.text.contains("8. Step by step"))
    run("use tour")
    run("tour back")
    #expect(run("tour next") == .succeeded && run.text.contains("A factor is missing."))
  }

  @Test func whatWasStoppedIsOfferedAgain() {
    final class Stop { var isDue = false }
    let stop = Stop()
    var engine = Engine(checkpoint: { if stop.isDue { throw Engine.Interrupted() } })
    engine.run("tour; tour next; tour next; tour next")
    #expect(engine.session.tour?.position == 3)
    stop.isDue = true
    #expect(engine.run("tour next") == .interrupted)
    stop.isDue = false
    #expect(engine.session.tour?.position == 3 && engine.session.tour?.isShown == true)
    #expect(engine.run("tour next") == .succeeded)
  }

  @Test func itIsNothingForAFile() {
    let run = Run()
    #expect(run("tour > file.csv") == .failed)
    #expect(run.text.contains("tour answers nothing that a file could hold"))
  }
}

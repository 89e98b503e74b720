import Core

extension CommandSpec {
  static let slope = CommandSpec(
    name: "slope", group: .checks,
    summary: "run the Taylor test: how fast the remainders fall",
    pattern: [.optional([.word("full")]), .optional([.list("D", .numbers)])],
    arguments: [
      ("full", "every t, also those where only rounding is left"),
      (
        "D",
        "the direction δ, one number for each input; otherwise 1 for each, or what moves the network "
          + "about as much where that is far from 1"
      ),
    ],
    details:
      "|A(I+tδ) − A − t Jδ| falls as t², and with t²/2 δᵀHδ taken off too as t³, until only rounding "
      + "is left. A wrong H makes the second slope 2, a wrong J makes both 1; no step is chosen. Where no t is "
      + "small enough, or nothing changes along δ, that is said instead.",
    examples: ["slope", "slope 1 -0.5 0 0"],
    run: { invocation, session in
      let (test, direction, rule) = try invocation.taylorTest("D")
      let (network, input) = (rule.network, try session.input())
      var sides: OneSidedSlopes?
      if case .kinkCrossed = test.outcome {
        sides = OneSidedSlopes { t in
          let x = zip(input, direction).map { $0 + t * $1 }
          return rule.jets(at: x, along: direction)
        }
      }
      func resting(at x: [Double]) -> [NeuronPlace] {
        rule.map.kinks(between: x, in: rule.map, and: x).map(\.place)
      }
      let moved = Set(resting(at: zip(input, direction).map(+)))
      return SlopeReport(
        test: test, direction: direction, network: network, isFull: invocation.isFull,
        resting: resting(at: input).filter(moved.contains), sides: sides
      ).report.at(session.point)
    })
}

extension Invocation {
  /// Along a direction this many times as long as the input even the smallest t leaves the place where the
  /// terms of the test can be seen.
  private static let mostTimes = 1e6

  /// A direction with one number for each input.
  ///
  /// - Throws: `CommandError` where it is none.
  func direction(
    _ numbers: [Double], at name: String, in network: Network
  ) throws(CommandError) -> [Double] {
    guard numbers.count == network.inputCount else {
      throw arguments.error(
        "the network takes \(Prose.count(network.inputCount, "input")), "
          + "but \(Prose.given(numbers.count, "number"))", at: name)
    }
    guard numbers.allSatisfy(\.isFinite), numbers.contains(where: { $0 != 0 }) else {
      throw arguments.error("the direction must be finite and not zero", at: name)
    }
    return numbers
  }

  /// The Taylor test along the direction that an argument gives, or one that suits the network.
  ///
  /// - Throws: `CommandError` where the direction is of no use; what the checkpoint throws.
  func taylorTest(
    _ name: String
  ) throws -> (test: TaylorTest, direction: [Double], rule: ChainRule) {
    let network = try session.network()
    let input = try session.input()
    let rule = session.rule(of: network)
    let given = try arguments.numbers(name).map { try self.direction($0, at: name, in: network) }
    if let given, given.largestMagnitude > Self.mostTimes * max(1, input.largestMagnitude) {
      throw arguments.error(
        "the direction is more than a million times as long as the input; give a shorter one",
        at: name)
    }
    let direction =
      try given ?? TaylorTest.direction(of: rule.map, at: input, checkpoint: checkpoint)
    let jets = rule.jets(at: input, along: direction)
    let test = try TaylorTest(
      of: rule.map, at: input, along: direction, linear: jets.map(\.first),
      quadratic: jets.map(\.second), checkpoint: checkpoint)
    return (test, direction, rule)
  }
}

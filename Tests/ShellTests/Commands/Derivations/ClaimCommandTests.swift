import Foundation
import TestSupport
import Testing

@testable import Shell

/// `claim` at the prompt: what it shows, what it gives to programs, and what it refuses.
@Suite struct ClaimCommandTests {
  @Test func theKeysAreThoseOfTheContract() throws {
    var session = try TestSession()
    let object = try session.json("claim dtansig(x) = 4*exp(2-x)/(1+exp(-2*x))^2 - 1")
    #expect(
      try session.text("claim tansig'(x) = 1", .json).hasPrefix("{\"command\":\"claim\",\"holds\":")
    )
    #expect(
      object.keys.isSuperset(of: ["command", "holds", "largestDifference", "at", "mend", "latex"]))
    #expect(try object.bool("holds") == false)
    // The maximum that a plain scan finds in the tests of Core.
    #expect(abs(try object.number("largestDifference") - 7.869029483322428) < 1e-9)
    #expect(abs(try object.number("at") - 0.6040714) < 1e-6)
    #expect(try object.string("mend") == "4*exp(-2*x)/(1 + exp(-2*x))^2")

    let holds = try session.json("claim tansig'(x) = 1 - T^2")
    #expect(try holds.bool("holds") == true)
    #expect(try holds.number("largestDifference") == 0)
    #expect(holds.members["at"] is NSNull)
  }

  @Test func whatIsProvedIsToldFromWhatWasCompared() throws {
    var session = try TestSession()
    #expect(try session.json("claim tansig'(x) = 1 - T^2").bool("proven") == true)
    #expect(try session.json("claim purelin(x) = (x^3)^(1/3)").bool("proven") == false)
    let text = try session.text("claim purelin(x) = (x^3)^(1/3)")
    #expect(text.contains("at all ") && text.contains(" points compared"))
    #expect(!text.contains("for every x:"))
  }

  /// What has more digits than a double is proved of the double.
  @Test(arguments: [
    "x^2.0000000000000000000001", "x*x + 1e-400", "1.00000000000000000001*x^2",
    "x*x + 123456789012345678901 - 123456789012345678900",
  ])
  func longNumbersAreTold(formula: String) throws {
    var session = try TestSession()
    let text = try session.text("claim square(x) = \(formula)")
    #expect(text.contains("Numbers have the digits of a double: "), "\(text)")
    #expect(!(try session.text("claim square(x) = 1.50*x^2/1.5")).contains("digits of a double"))
  }

  /// What is read is what is printed: 1/10, and not the double next to it.
  @Test func aLongNumberIsTheShortOne() throws {
    var session = try TestSession()
    let line = "claim logsig'(x) = T*(1-T)*0.1/0.1000000000000000000001"
    #expect(try session.json(line).bool("proven"))
    #expect(try session.text("claim purelin(x) = min(x, 123456.789)").contains("123456.789"))
    #expect(try session.text("claim purelin(x) = max(x,-1000000)").contains("-1000000"))
  }

  /// 10⁴⁰⁰ is no double, and cancels all the same.
  @Test func whatIsTooLargeOnTheWayIsCompared() throws {
    var session = try TestSession()
    let object = try session.json("claim square(x) = x*x + 10^400 - 10^400")
    #expect(try object.bool("holds"))
    #expect(try object.vector("claimedValue") == object.vector("value"))
    let steep = try session.json("claim softplus(1e9)'(x) = logsig(1e9*x)")
    #expect(try steep.vector("value").suffix(3) == [1, 1, 1])
    #expect(try steep.string("verdict") == "agrees")
  }

  /// σ′ of e^(−1/x²) is 0 at 0, where no formula for it has a value.
  @Test func aLimitIsAValue() throws {
    var session = try TestSession()
    try session.report("define flat(x) = exp(-1/x^2)")
    let object = try session.json("claim flat'(x) = 2*T/x^3")
    #expect(try object.bool("holds") == false)
    #expect(try object.string("verdict") == "agrees")
    try session.report("define root(x) = sqrt(x^4)")
    #expect(try session.json("claim root'(x) = 2*x").bool("holds"))
    #expect(!(try session.text("claim root'(x) = 2*x")).contains("where root′ has a value"))
  }

  /// exp(log(x)) has no value for x < 0, and its derivative, 1, is written without that.
  @Test func aDerivativeIsWhereItsFunctionIs() throws {
    var session = try TestSession()
    try session.report("define same(x) = exp(log(x))")
    #expect(
      try session.text("claim same'(x) = 1").squeezed.contains(
        "for every x where same' has a value"))
  }

  /// The derivative of a step is 0 wherever it has one, which it has not where the step jumps.
  @Test(arguments: [
    ("sign(x)", "at x = 0"), ("step(x)", "at x = 0"), ("sign(x^2-2)", "near x = −1.41421, 1.41421"),
    ("atan(1/(x-3)) - atan(1/(x-3))", ""), ("sign(x-0.1)+sign(x-0.3)", "at x = 0.1, 0.3"),
  ])
  func aJumpHasNoDerivative(formula: String, place: String) throws {
    var session = try TestSession()
    try session.report("define st(x) = \(formula)")
    for order in ["'", "''"] where !place.isEmpty {
      let text = try session.text("claim st\(order)(x) = 0", .unicode).squeezed
      #expect(text.contains("st jumps \(place) and has no derivative there."), "\(text)")
      #expect(!text.contains("True for every x:"), "\(text)")
    }
    #expect(!(try session.text("claim st(x) = \(formula)")).contains("jumps"))
    #expect(!(try session.text("claim poslin'(x) = step(x)")).contains("jumps"))
  }

  /// Where 1 + x² is 1 in any number of digits, 0/0 is at 0.
  @Test func whatIsLostNearZeroIsAtZero() throws {
    var session = try TestSession()
    let text = try session.text("claim tansig'(x) = log(x^2+1)/log(x^2+1)", .unicode).squeezed
    #expect(text.contains("log(x² + 1)/log(x² + 1) is 0/0 at x = 0."), "\(text)")
    #expect(!text.contains("e−193"), "\(text)")
    let tenth = try session.json("claim tansig'(x) = log(x^10+1)/log(x^10+1)")
    #expect(try tenth.matrix("noValue") == [[0, 0]])
    try session.report("define q(x) = log(x^2+1)/log(x^2+1)")
    #expect(try session.json("claim tansig'(x) = q(x)").matrix("noValue") == [[0, 0]])
  }

  @Test func aPointWithTooManyDigitsIsSaidToBeRounded() throws {
    var session = try TestSession()
    let text = try session.text("claim tansig(x) = tanh(x) at 0.1234567890123456789 0.5").squeezed
    #expect(text.contains("0.1234567890123456789 is read as 0.12345678901234568."))
    #expect(!(try session.text("claim tansig(x) = tanh(x) at 0.5")).contains("is read as"))
  }

  /// A mend is no longer than the formula that is right, or than what was claimed.
  @Test(
    arguments: [
      ("tan(x)", "tan(x)", "tan(x)^2+1"), ("tan(x)", "-1", nil),
      ("tan(x)", "1+tan(x)^3", "1+tan(x)^2"),
      ("tan(x)", "1/cos(x)^3", "1/cos(x)^2"), ("tan(x)", "T^2", "T^2+1"), ("sign(x)", "x", nil),
      ("sign(x)", "1", "0"), ("sign(x)", "2*x", nil), ("sign(x)", "tan(x)", nil),
    ] as [(String, String, String?)])
  func mendsAreShortAndTrue(function: String, claimed: String, mend: String?) throws {
    var session = try TestSession()
    try session.report("define g(x) = \(function)")
    let object = try session.json("claim g'(x) = \(claimed)")
    #expect(try !object.bool("holds"))
    let found = (object.members["mend"] as? String)?.filter { $0 != " " }
    #expect(found == mend, "\(found ?? "none")")
    // The right one is shown whatever becomes of the mend.
    let text = try session.text("claim g'(x) = \(claimed)")
    #expect(text.contains(function == "tan(x)" ? "g'(x) = 1 + tan(x)^2" : "g'(x) = 0"), "\(text)")
  }

  @Test func theLargestDifferenceIsTheOneFound() throws {
    var session = try TestSession()
    try session.report("define near(x) = sqrt(x^2+1e-20)")
    let step = try session.json("claim near'(x) = sign(x)")
    #expect(abs(try step.number("largestDifference") - 1) < 1e-9)
    let pole = try session.json("claim logsig'(x) = T*(1-T)+1/(x-0.3)^2")
    #expect(try pole.string("largestDifference") == "inf")
    let tiny = try session.json("claim square'(x) = 2*x+1e-300*x")
    #expect(abs(try tiny.number("largestDifference") / 3.7e-301 - 1) < 1e-9)
    // The rows say the same as the head: sin(2π) of the double 2π is −2.449e−16.
    #expect(
      try session.text("claim sin'(x)=cos(x+6.283185307179586) at 1").contains("4.01319e"))
    let quotient = try session.text("claim square(x)=(x^3+1e-40)/(x+1e-40)")
    #expect(quotient.contains("a division by 0") && !quotient.contains("0/0"))
  }

  @Test(arguments: [
    "claim tansig(-x) = 1", "claim tansig(sin(2*x)) = 1", "claim tansig(x) = T at nan",
    "claim tansig(x) = T at 1/0",
  ])
  func whatIsNoVariableOrPointIsRefused(line: String) throws {
    var session = try TestSession()
    #expect(throws: (any Error).self) { try session.text(line) }
  }

  @Test func atAKinkTheConventionIsRight() throws {
    var session = try TestSession()
    let object = try session.json("claim leakyrelu(0.1)'(x) = 0.1 + 0.9*step(x) at 0")
    let x = try object.vector("x")
    let value = try object.vector("value")
    #expect(zip(x, value).first { $0.0 == 0 }?.1 == 0.1)
  }

  @Test func infinityIsAWordInJSON() throws {
    var session = try TestSession()
    let object = try session.json("claim square'(x) = x")
    #expect(try object.string("largestDifference") == "inf")
    #expect(try object.string("at") == "-inf")
  }

  @Test func aRowIsAddedWhereTheUserAsks() throws {
    var session = try TestSession()
    let text = try session.text("claim logsig'(t) = T*(1-T) at 3, 2^3")
    #expect(text.contains("True for every t: logsig'(t) = T(1 - T)"))
    // e⁻³/(1 + e⁻³)² and e⁻⁸/(1 + e⁻⁸)², in as many digits as the column has.
    #expect(text.contains("0.04517") && text.contains("3.35238e-4"))
    let object = try session.json("claim logsig'(t) = T*(1-T) at 3, 2^3")
    #expect(try object.vector("x").suffix(2) == [3, 8])
    let value = try object.vector("value").suffix(2)
    #expect(
      zip(value, [0.045176659730912, 0.000335237670756474]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func aDefinedFunctionCanBeClaimedAbout() throws {
    var session = try TestSession("define mine(z) = log(1 + exp(3*z))")
    #expect(try session.text("claim mine'(x) = 3*logsig(3*x)").hasPrefix("True"))
    let text = try session.text("claim mine''(x) = 3*logsig'(3*x)")
    #expect(text.hasPrefix("False"))
    #expect(text.contains("a factor 3 is missing"))
  }

  @Test(arguments: [
    ("claim tansig(x) = 1/0", ["False: tansig(x) is not 1/0", "1/0 has no value for any x"]),
    (
      "claim poslin'(x) = (1+x/abs(x))/2",
      ["Not for every x, but wherever it has a value", "x/|x| is 0/0 at x = 0."]
    ),
    (
      "claim poslin'(x) = (1+sign(x))/2",
      [
        "True for every x but 0",
        "At x = 0, where a branch ends, it gives 0.5, and networks are computed",
      ]
    ),
    ("claim square(x) = sqrt(x)^4", ["sqrt(x) has no value for x < 0."]),
    (
      "claim logsig'(T) = T*(1-T)",
      ["T is the value logsig(x), not a variable.", "True for every x: logsig'(x) = T(1 - T)"]
    ),
    ("claim logsig'(T) = exp(-T)/(1+exp(-T))^2", ["False", "T should be x, the variable"]),
    ("claim softplus(5)'(x) = logsig(5*x)", ["True for every x: softplus(5)'(x) = logsig(5x)"]),
    ("claim leakyrelu(0.1)''(x) = 0", ["True for every x: leakyrelu(0.1)''(x) = 0"]),
    ("claim tansig(x)' = 1 - T^2", ["True for every x: tansig'(x) = 1 - T^2"]),
    ("claim elu'(x) = T + 1", ["False", "It is right for x < 0."]),
    ("claim logsig'(x) = x*(1-x)", ["x should be T, the value.", "logsig'(x) = T(1 - T)"]),
    ("claim tansig'(x) = 1 - x^2", ["x should be T, the value.", "tansig'(x) = 1 - T^2"]),
    ("claim hardswish'(x) = min(max(x/3+0.5,0),1)", ["The largest difference found is", "2.9999"]),
    ("claim purelin(x) = x at 0.123456789", [" 0.123456789 "]),
  ])
  func theWordsAreTrue(line: String, words: [String]) throws {
    var session = try TestSession()
    let text = try session.text(line, .plain)
    for word in words { #expect(text.contains(word), "\(text)") }
    #expect(!text.contains("by 0") || !text.contains("nan"))
  }

  @Test func whereItIsRightIsToldToProgramsToo() throws {
    var session = try TestSession()
    let branch = try session.json("claim elu'(x) = T + 1")
    #expect(try session.text("claim elu'(x) = T + 1", .json).contains(#""agreement":[["-inf",0]]"#))
    #expect(try branch.bool("holds") == false)
    let text = try session.text("claim tansig(x) = 1/0", .json)
    #expect(text.contains(#""noValue":[["-inf","inf"]]"#))
    #expect(text.contains(#""largestDifference":null"#))
  }

  @Test func nothingChangesInTheSession() throws {
    var session = try TestSession("load example small", "output")
    let model = session.session.model
    _ = try session.text("claim tansig'(x) = 1 - T^2")
    #expect(session.session.model == model)
    #expect(try session.text("_").contains("1.15063"))
  }

  @Test(arguments: [
    ("claim foo(x) = x", "no activation 'foo'; `define` makes one of a formula", 6..<9),
    ("claim tansgi'(x) = 1", "no activation 'tansgi'; did you mean 'tansig'?", 6..<13),
    ("claim tansig'''(x) = 1", "claims are about tansig, tansig' and tansig''", 6..<15),
    (
      "claim softmax(x) = x", "'softmax' acts on a whole layer; a claim is about one neuron", 6..<13
    ),
    ("claim tansig(x) = x 2", "an operator is missing between 'x' and '2'", 20..<21),
    ("claim tansig'(x) =  foo(x) + T", "no function or variable 'foo'", 20..<23),
    ("claim tansig'(x) = 1 at y", "not a number", 24..<25),
    ("claim tansig(x)", "'=' and a formula belong here", 15..<16),
    ("claim", "needs NAME(x) = FORMULA next", 5..<6),
  ])
  func aWrongClaimIsPointedAt(line: String, message: String, place: Range<Int>) throws {
    var session = try TestSession()
    let error = #expect(throws: CommandError.self) { try session.report(line) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.range == place)
  }

  /// What a step switches off is 0, and what is claimed in its place is false.
  @Test(arguments: [
    ("sqrt(x) for x > 0, otherwise x", "f''(x) = 3 for x <= 0, otherwise -1/4*x^(-1.5)", false),
    ("sqrt(x) for x > 0, otherwise x", "f''(x) = 0 for x <= 0, otherwise -1/4*x^(-1.5)", true),
    ("log(x) for x > 0, otherwise 0", "f'(x) = 1/x for x > 0, otherwise 7", false),
    ("log(x) for x > 0, otherwise 0", "f'(x) = 1/x for x > 0, otherwise 0", true),
    ("log(x) for x > 0, otherwise 0", "f'(x) = 1/x", false),
    ("step(x) log(max(x, 0))", "f'(x) = 1/x for x > 0, otherwise 7", false),
  ])
  func piecesWithSingularEnds(definition: String, claim: String, holds: Bool) throws {
    var session = try TestSession("define f(x) = \(definition)")
    #expect(try session.json("claim \(claim)").bool("holds") == holds)
  }
}

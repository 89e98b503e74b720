import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

@Suite struct DefineCommandTests {
  /// The post's tansig, by hand.
  private static let mine = "define mine(x) = 1/(1+exp(-2*x)) - 1"

  // MARK: What is shown

  @Test func thePostsActivationIsDerivedAsInItsAnswer() throws {
    var session = try TestSession()
    let text = try session.text(Self.mine, .unicode)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "mine(x)  = 1/(1 + e^(−2x)) − 1")
    #expect(lines[1] == "mine′(x) = 2e^(−2x)/(1 + e^(−2x))²")
    #expect(lines[2] == "         = −2(T² + T)")
    #expect(text.squeezed.contains("with T = mine(x)"))
    #expect(text.contains("would lose all its digits") && text.contains("computed with more"))
  }

  @Test func atATieTheFormulaStandsBesideTheConvention() throws {
    var session = try TestSession()
    let text = try session.text("define m(x) = max(x, 2*x)").squeezed
    #expect(text.contains("at x = 0 the formula gives 2, and m' = 1 is the convention"))
    #expect(session.session.model.definitions["m"]?.activation.jet(0).first == 1)
  }

  /// Arguments of 2^(10⁸) have no sine.
  @Test func anEndlessOscillationIsDefinedAtOnce() throws {
    var session = try TestSession()
    #expect(try session.text("define f(x) = cos(exp(exp(x)))").contains("No finite value"))
  }

  @Test func theVariableMayHaveAnyName() throws {
    var session = try TestSession()
    #expect(
      try session.text("define f(z) = z^2", .unicode)
        == "f(z)  = z²\nf′(z) = 2z\nf″(z) = 2\n")
    #expect(session.session.model.definitions["f"]?.activation.jet(3) == Jet(9, 6, 2))
  }

  @Test func whatIsSpecialIsSaid() throws {
    var session = try TestSession()
    func sentences(_ line: String) throws -> String { try session.text(line, .unicode).squeezed }
    let relu = try sentences("define r(x) = max(x, 0)")
    #expect(relu.contains("r′ jumps at x = 0, a kink; r′ = 0 there is a convention."))
    #expect(relu.contains("step(u) is 1 where u is positive, else 0."))
    #expect(try sentences("define b(x) = max(x, 0)^2").contains("b″ jumps at x = 0; b″ = 0 there"))
    #expect(try sentences("define s(x) = sign(x)").contains("s jumps at x = 0, where it has no"))
    #expect(try sentences("define l(t) = log(t - 3)").contains("No finite value for t ≤ 3."))
    let root = try sentences("define w(x) = sqrt(x)")
    #expect(root.contains("No finite value for x < 0."))
    #expect(root.contains("No finite w′ or w″ at x = 0."))
    #expect(
      try sentences("define c(x) = sqrt(x^2 - 1)").contains("No finite value for −1 < x < 1."))
    #expect(try sentences("define q(x) = 1/x").contains("No finite value at x = 0."))
    // 26.64 is where x² passes the logarithm of the largest double, 709.78.
    #expect(
      try sentences("define h(x) = exp(x^2)").contains(
        "No finite value for x ≤ −26.6417 and for x ≥ 26.6417."))
    #expect(try sentences("define n(x) = log(-1 - x^2)").contains("anywhere from −100 to 100"))
    #expect(
      try sentences("define a(x) = abs(sin(x))").contains(
        "at x = 0 and near x = −6.28319, −3.14159, 3.14159, 6.28319, … (63 from −100 to 100)"))
  }

  /// No double is √2: the place of a jump, a kink, a pole or an edge is near what is printed.
  @Test(arguments: [
    ("sign(x^2-2)", "f jumps near x = −1.41421, 1.41421, where it has no slope."),
    (
      "abs(x^2-2)",
      "a kink; by convention it is −2.82843 near x = −1.41421, where the formula gives 2.82843; it is "
        + "−2.82843 near x = 1.41421"
    ),
    ("1/(x^2-2)", "No finite value near x = −1.41421, 1.41421."),
    ("1/(x*(x^2-2))", "No finite value at x = 0 and near x = −1.41421, 1.41421."),
    ("sqrt(abs(x^2-2))", "No finite f′ or f″ near x = −1.41421, 1.41421."),
    ("log(abs(x-0.3))", "No finite value at x = 0.3."),
    ("1/(x-0.99999999999)", "at x = 0.99999999999."),
    ("log(x-0.99999999999)", "No finite value for x ≤ 0.99999999999."),
    (
      "tan(x)",
      "No finite value near x = −7.85398, −4.71239, −1.57080, 1.57080, 4.71239, … (64 from"
    ),
    // Every kink has its convention.
    (
      "abs(x)+abs(x-1)",
      "f′ jumps at x = 0, 1, a kink; by convention it is 0 at x = 0, where the formula gives −1; it is 0 "
        + "at x = 1, where the formula gives 1."
    ),
    ("max(abs(x-1), abs(x+1))", "f′ jumps at x = 0, a kink; f′ = 1 there is a convention."),
    ("x*sign(x^2-1)", "f jumps at x = −1, 1, where it has no slope."),
    ("abs(x)+abs(x-1)+abs(x-2)+abs(x-3)+abs(x-4)+abs(x-5)", "; and 2 more."),
    ("log(x^2+1)/log(x^2+1)", "No finite value at x = 0."),
    ("log(x^2+1)/log(x^2+1)", "lose all its digits at x = −1e−12;"),
  ])
  func wherePlacesAreNoRoundNumbers(formula: String, sentence: String) throws {
    var session = try TestSession()
    let text = try session.text("define f(x) = \(formula)", .unicode).squeezed
    #expect(text.contains(sentence), "\(text)")
  }

  /// A network that stands on the nearest double to such a place: nothing there is called wrong, and
  /// nothing said to agree.
  @Test(arguments: [
    "sign(x^2-2)", "abs(x^2-2)", "1/(x^2-2)", "sqrt(abs(x^2-2))", "log(abs(x^2-2))",
  ])
  func atTheNearestDoubleNothingIsFalse(formula: String) throws {
    var session = try TestSession()
    _ = try session.text("define f(x) = \(formula)")
    for line in [
      "new 1-1-1", "set activation 1 f", "set W1 1", "set b1 0", "set W2 1", "set b2 0",
      "set input 1.4142135623730951",
    ] { _ = try session.text(line) }
    for line in ["jacobian", "hessian"] {
      let verdict = try session.json(line).string("verdict")
      #expect(verdict != "wrong" && verdict != "agrees", "\(formula): \(line) \(verdict)")
    }
    #expect(try !session.text("slope").contains("wrong"))
  }

  /// A step that is 0 switches off what it multiplies, and `help define` says so.
  @Test func aStepSwitchesOffWhatHasNoValue() throws {
    var session = try TestSession()
    _ = try session.text("define q(x) = step(x)*log(x)")
    let jet = try #require(session.session.model.definitions["q"]?.activation.jet(-1))
    #expect(jet == Jet(0, 0, 0))
    #expect(session.session.model.definitions["q"]?.activation.value(0) == 0)
    #expect(try session.text("help define").squeezed.contains("step(x)*log(x) is 0 for x <= 0"))
  }

  @Test func aDefinitionMayCallOthersAndKeepsWhatItCalled() throws {
    var session = try TestSession("define a(x) = x^2", "define b(x) = a(x) + a'(x)")
    let b = try #require(session.session.model.definitions["b"])
    #expect(b.activation.jet(3) == Jet(15, 8, 2))
    try session.report("new 1-2-1 b as before")
    let text = try session.text("define a(x) = x^3", .unicode)
    #expect(text.contains("Defined anew: networks and functions that use the earlier a keep it."))
    #expect(session.session.model.definitions["b"] == b)
    #expect(try session.network.layers[0].activation == b.activation)
    #expect(session.session.model.definitions["a"]?.activation.value(2) == 8)
    // Its own earlier meaning may stand in a formula.
    try session.report("define a(x) = 2*a(x)")
    #expect(session.session.model.definitions["a"]?.activation.value(2) == 16)
  }

  @Test func theListHasEveryDefinition() throws {
    var session = try TestSession()
    #expect(try session.text("define").hasPrefix("Nothing is defined"))
    try session.report("define f(z) = z^2; define g(x) = x*f(x)")
    #expect(try session.text("define", .unicode).squeezed == "f(z) = z² g(x) = x f(x)")
    let list = try #require(try session.json("define").members["definitions"] as? [[String: Any]])
    #expect(list.map { $0["name"] as? String } == ["f", "g"])
    #expect(list.map { $0["source"] as? String } == ["z^2", "x*f(x)"])
    let help = try session.text("help activations", .unicode)
    #expect(help.contains("  σ′  2x\n"))
  }

  @Test func theRecordHasAllThreeInEachStyle() throws {
    var session = try TestSession()
    let record = try session.json(Self.mine)
    #expect(try record.string("command") == "define" && record.string("name") == "mine")
    let value = try record.object("value")
    #expect(value["source"] as? String == "1/(1 + exp(-2*x)) - 1")
    #expect(value["latex"] as? String == #"\frac{1}{1 + e^{-2 x}} - 1"#)
    let first = try record.object("first")
    #expect(first["formula"] as? String == "2e^(−2x)/(1 + e^(−2x))²")
    #expect(first["source"] as? String == "2*exp(-2*x)/(1 + exp(-2*x))^2")
    #expect(first["byValue"] as? String == "−2(T² + T)")
    #expect(try record.object("second")["latex"] is String)
    #expect(try session.json("define r(x) = abs(x)").vector("kinks") == [0])
  }

  // MARK: Refusals

  @Test(arguments: [
    ("define w(x) = 3*y", "no function or variable 'y'; the variable is x", 16..<17),
    ("output; define w(x) = x 2", "an operator is missing between 'x' and '2'", 24..<25),
    ("define w(x) = max(x,  0, 1)", "'max' takes 2 arguments, not 3", 14..<17),
    ("define w(x) = w(x) + 1", "a function cannot call itself", 14..<15),
    ("define w(x) =   # nothing", "there is no formula", 13..<14),
    ("define w(x) = softmax(x)", "'softmax' acts on a whole layer", 14..<21),
    ("define mine", "the variable is missing", 11..<12),
    ("define w(x, y) = x", "a function has one variable", 10..<11),
    ("define w() = 1", "a variable belongs here", 9..<10),
    ("define = 1", "a name belongs here", 7..<8),
    ("define w(x) x", "'=' and a formula belong here", 12..<13),
    ("define exp(x) = x", "'exp' is a function of the language", 7..<10),
    ("define max(x) = x", "'max' is a function of the language", 7..<10),
    ("define pi(x) = x", "'pi' is a constant", 7..<9),
    ("define T(x) = x", "'T' stands for the value", 7..<8),
    ("define tansig(x) = x", "'tansig' is a built-in activation", 7..<13),
    ("define sigmoid(x) = x", "'sigmoid' is built in, as logsig", 7..<14),
    ("define softmax(x) = x", "'softmax' is a built-in activation", 7..<14),
    ("define f'(x) = x", "a name has no prime", 7..<9),
    ("define dtansig(x) = x", "'dtansig' reads as a derivative, tansig′", 7..<14),
    ("define dnight(x) = x", "'dnight' reads as a derivative, night′", 7..<13),
    ("define ay(x) = x", "'day' is defined, and would read as the derivative", 7..<9),
    ("define 2w(x) = x", "a name is made of letters, digits and _", 7..<9),
    ("define w-1(x) = x", "a name is made of letters, digits and _", 7..<10),
    ("define hessian(x) = x", "'hessian' is a word of the commands", 7..<14),
    ("define w(exp) = 3", "'exp' is a function of the language", 9..<12),
    ("define w(e) = 3", "'e' is a constant", 9..<10),
    ("define w(day) = 3", "'day' is a function; the variable needs another name", 9..<12),
    ("define w(w) = 3", "'w' is a function; the variable needs another name", 9..<10),
  ])
  func whatIsWrongIsPointedAt(line: String, message: String, range: Range<Int>) throws {
    var session = try TestSession("load example small", "define day(x) = x; define night(x) = x")
    let before = session.session.model
    let error = try session.error(line)
    #expect(error.message.hasPrefix(message), "\(error.message)")
    #expect(error.range == range)
    #expect(session.session.model == before)
  }

  @Test func aNameIsNoLongerThanFortyLetters() throws {
    var session = try TestSession()
    let name = String(repeating: "w", count: 41)
    #expect(try session.error("define \(name)(x) = x").message == "a name has at most 40 letters")
    try session.report("define \(name.dropLast())(x) = x")
  }

  @Test func undoTakesADefinitionBack() throws {
    var session = try TestSession("define f(x) = x^2", "define f(x) = x^3")
    try session.report("undo")
    #expect(session.session.model.definitions["f"]?.activation.value(3) == 9)
    try session.report("undo")
    #expect(session.session.model.definitions.all.isEmpty)
  }

  // MARK: Use

  /// The table computes posttansig in another way; both are right to the last digits.
  @Test func aDefinitionGivesWhatTheTableGives() throws {
    var session = try TestSession(Self.mine)
    for command in ["jacobian", "hessian"] {
      try session.report("new 3-4-3-2 posttansig")
      let expected = try session.json(command)
      try session.report("new 3-4-3-2 mine")
      let found = try session.json(command)
      #expect(try found.string("verdict") == "agrees")
      let difference =
        command == "jacobian"
        ? largestDifference(try found.matrix("value").flat, try expected.matrix("value").flat)
        : largestDifference(
          try found.cube("value").flatMap(\.flat), try expected.cube("value").flatMap(\.flat))
      #expect(difference < 1e-14)
    }
  }

  @Test func aNameStandsWhereverAnActivationIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.json")
    var session = try TestSession(Self.mine, "new 2-3-1", "save \(path)")
    try session.report("set activation 1 mine")
    #expect(try session.network.layers[0].activation.name == "mine")
    try session.report("new 2-3-3-1 mine seed 2")
    #expect(try session.network.layers.map(\.activation.name) == ["mine", "mine", "purelin"])
    try session.report("load \(path) activations mine relu")
    #expect(try session.network.layers.map(\.activation.name) == ["mine", "poslin"])
    let steps = try #require(
      try session.json("derive mine all").members["steps"] as? [[String: Any]])
    #expect(steps.map { $0["verdict"] as? String } == [nil, "agrees", "agrees"])
    #expect(
      steps[1]["latex"] as? String
        == #"\sigma'(x) = \frac{2 e^{-2 x}}{\left(1 + e^{-2 x}\right)^{2}}"#)
    #expect(
      try session.error("new 2-3-1 mien").message == "no activation 'mien'; did you mean 'mine'?")
    #expect(try session.error("new 2-3-1 mine(1)").message == "mine takes no parameter")
    let checks = try #require(try session.json("check H").members["checks"] as? [[String: Any]])
    let methods = checks.compactMap { $0["methods"] as? [[String: Any]] }.flatMap(\.self)
    #expect(methods.count == 3)
    #expect(methods.allSatisfy { $0["verdict"] as? String == "agrees" })
  }

  /// Points at which there is nothing to differentiate are left out.
  @Test func theDerivationOfALogarithmStaysWhereItHasValues() throws {
    var session = try TestSession("define l(x) = log(x)")
    let steps = try #require(try session.json("derive l all").members["steps"] as? [[String: Any]])
    #expect(steps.map { $0["verdict"] as? String } == [nil, "agrees", "agrees"])
  }

  @Test func namesAreCompleted() throws {
    let session = try TestSession(Self.mine, "new 2-3-1").session
    let completer = Completer(commands: CommandTable.all)
    func texts(_ line: String) -> [String] {
      completer.completions(for: line, in: session).candidates.map(\.text)
    }
    #expect(texts("set activation 1 mi") == ["mine", "mish"])
    #expect(texts("derive min") == ["mine"])
    #expect(texts("new 2-2 mine s") == ["seed"])
    #expect(texts("define f(x)=x*tanh(mi").contains("f(x)=x*tanh(mine("))
    #expect(texts("define f(x) = expm") == ["expm1("])
  }

  // MARK: Files

  @Test func aNetworkFileHoldsTheWholeFormula() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.json")
    var session = try TestSession(
      "define a(x) = 1/(1+exp(-2*x)) - 1", "define b(z) = z*a(z) - 0.1*max(z, 0)^2",
      "new 2-3-1 b", "save \(path)")
    let hessian = try session.json("hessian").cube("value")
    let text = try folder.read("a.json")
    #expect(text.contains(#""activation": {"name": "b", "formula": "x*(1/("#), "\(text)")
    var other = try TestSession("load \(path)")
    #expect(try other.json("hessian").cube("value") == hessian)
    #expect(try other.text("network").contains("  b  "))
    try other.report("save \(folder.file("b.json"))")
    #expect(try folder.read("b.json") == text)
  }

  @Test func aFormulaWithoutANameGoesByItself() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      {"format": "netrepl-network", "version": 1, "name": "n", "input": [1], "layers": [
       {"weights": [[1]], "bias": [0], "activation": {"formula": "x/(1+exp(-x))"}},
       {"weights": [[1]], "bias": [0], "activation": {"name": "a\\u001bb", "formula": "x^2"}}]}
      """, to: "a.json")
    var session = try TestSession("load \(folder.file("a.json"))")
    let text = try session.text("network", .unicode)
    #expect(text.contains("x/(1 + e^(−x))") && text.contains("a\\u{1b}b"))
    for line in [
      "trace", "jacobian", "derive jacobian all", "networks", "load \(folder.file("a.json"))",
    ] {
      #expect(try !session.text(line).contains("\u{1b}"))
    }
    try session.report("save \(folder.file("b.json"))")
    let saved = try folder.read("b.json")
    #expect(saved.contains(#""activation": {"formula": "x/(1 + exp(-x))"}"#))
  }

  /// What differences cost counts the formula, so that a large network stays quick.
  @Test func differencesOfFormulasKeepTheirLimit() throws {
    let (table, mine) = (
      ActivationRule.tansig,
      try #require(
        try TestSession(Self.mine).session.model.definitions["mine"]
      ).activation
    )
    func seconds(_ activation: Activation) -> Double {
      let network = Network.random(
        name: "n", widths: [2, 100, 1], hidden: activation, output: Activation(.purelin), seed: 1)
      return CheckCost(NetworkMap(network)).secondsPerEvaluation
    }
    #expect(seconds(mine) > 10 * seconds(Activation(table)))
  }
}

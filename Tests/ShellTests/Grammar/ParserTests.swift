import Core
import Testing

@testable import Shell

@Suite struct ParserTests {
  private func parse(_ line: String, abbreviates: Bool = false) throws -> (CommandSpec, Arguments) {
    let statement = try #require(try Lexer.statements(in: line).first)
    return try CommandTable.parser(allowsAbbreviations: abbreviates)
      .parse(statement)
  }

  private func failure(_ line: String, abbreviates: Bool = false) -> CommandError? {
    do {
      _ = try parse(line, abbreviates: abbreviates)
      return nil
    } catch { return error as? CommandError }
  }

  // MARK: What is understood

  @Test(arguments: [
    "load example iris", "load example iris as x", "load net.json as x activations tansig purelin",
    "load net.json activations leakyrelu(0.1)", "load 'my net.json'", "new 2-3-1",
    "new 2-3-1 logsig seed 7 as y", "new 1-1 as y", "examples", "networks", "use x", "network",
    "save a.json", "set input 1 2", "set input (1, 2)", "set input [1 2]", "set input 1, pi/4",
    "set input row 3 of data.csv", "set activation 2 logsig", "set activation 1 leakyrelu(0.1)",
    "set W1[2,3] 0.5", "set W1[2, 3] 0.5", "set W1 [[1 2] [3 4]]", "set b1 1 2 3", "set b1[2] nan",
    "set I 1 2", "set I2 -1", "set precision full", "set fd.method central", "show W1",
    "show H1[1,2] full", "output", "trace", "trace full", "jacobian", "jacobian full",
    "jacobian entries of z2 wrt f1 full", "jacobian wrt z1", "jacobian of f1", "hessian",
    "hessian of A2", "hessian entries of z2 wrt z1", "perturb input 0.1 -0.1", "perturb I2 0.1",
    "perturb W1[1,1] 1e-3", "perturb b2[1] -1", "diff %1 %2", "diff _ %2", "_", "%3", "settings",
    "undo", "history", "history 5", "help", "help hessian", "help activations", "quit",
  ])
  func patternsTakeWhatTheyShould(line: String) {
    #expect(failure(line) == nil)
  }

  @Test func argumentsAreNamedAndPlaced() throws {
    let (command, arguments) = try parse("load net.json as x activations relu tanh")
    #expect(command.name == "load")
    #expect(arguments.text("FILE") == "net.json" && arguments.range("FILE") == 5..<13)
    #expect(arguments.text("NAME") == "x")
    #expect(arguments.activations("ACTIVATION").map(\.name) == ["poslin", "tansig"])
    #expect(arguments.range("ACTIVATION") == 31..<40)
    #expect(!arguments.has("example"))
  }

  @Test func theRestOfACommandArrivesAsItWasTyped() throws {
    let kind = ArgumentKind(description: "words") { .text($0.text) }
    let command = CommandSpec(
      name: "say", group: .session, summary: "", pattern: [.rest("WORDS", kind)], examples: [],
      request: { _ in .quit })
    #expect(command.usages == ["say WORDS"])
    let line = "output; say  f(a, b) =  a,b # and so on"
    let statement = try #require(try Lexer.statements(in: line).last)
    let arguments = try Parser(commands: [command], allowsAbbreviations: false).parse(statement).1
    let invocation = Invocation(
      arguments: arguments, statement: statement, session: Session(), checkpoint: {})
    let typed = try #require(invocation.typed("WORDS"))
    #expect(typed.text == "f(a, b) =  a,b" && typed.start == 13)
    let bare = try #require(try Lexer.statements(in: "say").first)
    #expect(throws: CommandError("'say' needs words next; usage: say WORDS", at: 3..<4)) {
      try Parser(commands: [command], allowsAbbreviations: false).parse(bare)
    }
  }

  @Test func eachNumberOfAListHasItsPlace() throws {
    let arguments = try parse("set input (1, 2) 3 [4 5]").1
    #expect(arguments.numbers("V") == [1, 2, 3, 4, 5])
    let places = (0..<6).map { arguments.range("V", at: $0) }
    #expect(places == [10..<16, 10..<16, 17..<18, 19..<24, 19..<24, 10..<24])
  }

  /// `example` alone is half of a command; a file of that name has a path.
  @Test func aFileMayHaveTheNameOfAKeyword() throws {
    #expect(throws: CommandError.self) { try parse("load example") }
    #expect(throws: CommandError.self) { try parse("load example as x") }
    #expect(try parse("load ./example as x").1.text("FILE") == "./example")
  }

  // MARK: Abbreviations

  @Test func uniqueBeginningsWorkAtThePromptOnly() throws {
    #expect(try parse("jac", abbreviates: true).0.name == "jacobian")
    #expect(try parse("hes wr z1", abbreviates: true).0.name == "hessian")
    #expect(
      failure("jac")?.message == "no command 'jac'; only at the prompt is it short for jacobian")
    #expect(failure("jacobian wr z1") != nil)
  }

  @Test func exactNamesWinOverLongerOnes() throws {
    #expect(try parse("network", abbreviates: true).0.name == "network")
    #expect(try parse("set precision 3", abbreviates: true).0.name == "set")
    #expect(
      failure("ne 2-1", abbreviates: true)
        == CommandError("'ne' could be new, networks, network, next", at: 0..<2))
  }

  // MARK: What is not

  @Test(arguments: [
    ("hesian", "no command 'hesian'; did you mean 'hessian'?", 0..<6),
    ("Jacobain", "no command 'Jacobain'; did you mean 'jacobian'?", 0..<8),
    ("output; foo", "no command 'foo'; `help` lists them", 8..<11),
    ("set inptu 1", "no setting or quantity 'inptu'; did you mean 'input'?", 4..<9),
    ("set precison 3", "no setting or quantity 'precison'; did you mean 'precision'?", 4..<12),
    ("set fd.limt 3", "no setting or quantity 'fd.limt'; did you mean 'fd.limit'?", 4..<11),
    (
      "set actvation 2 logsig", "no setting or quantity 'actvation'; did you mean 'activation'?",
      4..<13
    ),
    ("set W1[0,1] 3", "'0' is not an index; they count from 1", 4..<11),
    ("set H1 3", "'H1' cannot stand here; give I, W1[i,j] or b1[i]", 4..<6),
    ("set b 3", "b needs a layer: b1", 4..<5),
    ("set activation 1 tansgi", "no activation 'tansgi'; did you mean 'tansig'?", 17..<23),
    ("set input 0.5 x", "'x' is not a number", 14..<15),
    ("set input 1e999", "1e999 is too large for a double", 10..<15),
    ("jacobian fo A", "'fo' cannot stand here; did you mean 'of'?", 9..<11),
    (
      "load net.pt foo",
      "'foo' cannot stand here; these words can: as, activations, layers, scaler, outputscaler, "
        + "output, variable, raw, folded", 12..<15
    ),
    ("hessian of A1 wtr z1", "'wtr' cannot stand here; did you mean 'wrt'?", 14..<17),
    ("hessian of q", "'q' does not name a quantity", 11..<12),
    ("jacobian of J", "'J' cannot stand here; give a quantity such as A, I, z1 or f1", 12..<13),
    ("load example irsi", "no example 'irsi'; did you mean 'iris'?", 13..<17),
    ("new 2-0-1", "'2-0-1' is not a list of layer sizes such as 2-3-1", 4..<9),
    ("new 2", "a network needs inputs and at least one layer: 2-1", 4..<5),
    ("new 2-1 seed -1", "'-1' is not a whole number from 0", 13..<15),
    ("history 0", "'0' is not a whole number from 1", 8..<9),
    ("%0", "'%0' is not a result; they are called %1, %2, ... and _", 0..<2),
    ("output now", "'now' is one word too many; usage: output", 7..<10),
    ("quit 3", "'3' is one word too many; usage: quit", 5..<6),
  ])
  func whatDoesNotFitIsNamedAndPointedAt(line: String, message: String, range: Range<Int>) throws {
    let statement = try #require(try Lexer.statements(in: line).last)
    #expect(throws: CommandError(message, at: range)) {
      try CommandTable.parser(allowsAbbreviations: false).parse(statement)
    }
  }

  /// Missing words are pointed at just behind the last word.
  @Test(arguments: [
    ("load", "'load' needs a file or 'example' next; `help load` explains", 4..<5),
    ("use", "'use' needs the name of a network next; usage: use NAME", 3..<4),
    ("jacobian of", "needs a quantity such as A, s, z1 or f1 next", 11..<12),
    ("set", "'set' needs", 3..<4), ("set input", "needs an input or a number or 'row' or", 9..<10),
    ("set input row 2", "'set input row 2' needs 'of' next", 15..<16),
    ("set precision", "'set precision' needs a value next", 13..<14),
    ("perturb W1[1,1]", "'perturb W1[1,1]' needs a number next", 15..<16),
    ("diff", "'diff' needs two results, networks, files or expressions next", 4..<5),
    ("load a.json as", "'load a.json as' needs a name next", 14..<15),
  ])
  func missingWordsAreNamed(line: String, message: String, range: Range<Int>) throws {
    let error = try #require(failure(line))
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.range == range)
  }
}

import TestSupport
import Testing

@testable import Shell

@Suite struct CompleterTests {
  private let completer = Completer(commands: CommandTable.all)

  private func texts(_ line: String, _ session: Session) -> [String] {
    completer.completions(for: line, in: session).candidates.map(\.text)
  }

  private func small() throws -> Session {
    try TestSession("load example small", "jacobian", "hessian of A1").session
  }

  // MARK: Commands and keywords

  @Test(arguments: CommandTable.all.map(\.name))
  func everyBeginningFindsItsCommand(name: String) {
    for length in 0..<name.count {
      let prefix = String(name.prefix(length))
      let found = completer.completions(for: prefix, in: Session())
      #expect(found.candidates.map(\.text).contains(name))
      #expect(found.candidates.allSatisfy { $0.text.hasPrefix(prefix) })
      #expect(found.replaced == 0..<length)
      // Behind a semicolon another command begins.
      #expect(texts("output; \(prefix)", Session()).contains(name))
    }
  }

  /// Whatever has been typed of an example of help, the rest of its words can be completed or is
  /// free text: completing never offers what the parser would refuse.
  @Test(arguments: CommandTable.all.map(\.name))
  func candidatesContinueTheLine(name: String) throws {
    let session = try small()
    for line in ["\(name) ", "\(name) of ", "\(name) wrt ", "\(name) input ", "\(name) A "] {
      let found = completer.completions(for: line, in: session)
      #expect(found.replaced == line.count..<line.count)
      for candidate in found.candidates where candidate.endsWord {
        let words = try Lexer.statements(in: line + candidate.text).first?.words ?? []
        var matcher = Matcher(allowsAbbreviations: false)
        let command = try #require(CommandTable.all.first { $0.name == name })
        let matched = matcher.match(command.pattern, Array(words.dropFirst())) != nil
        #expect(matched || matcher.failurePosition >= words.count - 1, "\(line)\(candidate.text)")
      }
    }
  }

  @Test func otherNamesOfActivationsAreOfferedOnceBegun() throws {
    #expect(texts("load a.pt activations sigm", Session()).contains("sigmoid"))
    #expect(texts("load a.pt activations re", Session()).contains("relu"))
    #expect(!texts("load a.pt activations ", Session()).contains("relu"))
  }

  @Test func theLayersOfAFileAreOffered() throws {
    let file = TestFiles.place(of: "Tests/Networks/pytorch/ballbot_two_heads/best_model.pt")
    #expect(texts("load '\(file)' layers shared", Session()).contains("shared_net.2"))
    #expect(
      texts("load '\(file)' layers shared_net.0 policy_m", Session()) == ["policy_mean_net.0"])
    #expect(texts("load nothing.pt layers ", Session()) == [])
  }

  @Test func keywordsStandWhereThePatternHasThem() throws {
    let session = try small()
    #expect(
      texts("jacobian ", session) == [
        "entries", "scaled", "of", "wrt", "top", "sort", "where", "full",
      ])
    #expect(texts("jacobian of A ", session) == ["wrt", "top", "sort", "where", "full"])
    #expect(texts("jacobian w", session) == ["wrt", "where"])
    #expect(texts("jac w", session) == ["wrt", "where"])
    #expect(texts("hessian of A1 wrt z1 ", session) == ["top", "sort", "where", "full"])
    #expect(texts("jacobian full ", session) == ["top", "sort", "where"])
    #expect(texts("output ", session) == [])
    #expect(texts("foo ", session) == [])
    #expect(texts("load example small ", session) == ["as", "activations"])
    #expect(texts("new 2-3-1 ", session).contains("seed"))
    #expect(texts("set in", session) == ["input"])
    #expect(texts("set input r", session) == ["row", "random"])
    #expect(texts("set input row 1 ", session) == ["of"])
  }

  // MARK: Quantities

  @Test func quantitiesAreThoseOfTheNetwork() throws {
    let session = try small()
    let all = texts("show ", session)
    #expect(
      Set(["I", "I1", "I2", "A", "A1", "J", "H", "H1", "H2", "W1", "W2", "z2"]).isSubset(of: all))
    #expect(!all.contains("W3") && !all.contains("H3") && !all.contains("I3"))
    #expect(texts("show W", session) == ["W1", "W2"])
    #expect(texts("hessian wrt z", session) == ["z1", "z2"])
    #expect(texts("hessian of A", session) == ["A", "A1", "A2"])
  }

  @Test func indicesHaveTheRangesOfTheNetwork() throws {
    let session = try small()
    #expect(texts("show W1[", session) == ["W1[1,", "W1[2,", "W1[3,"])
    #expect(texts("show W1[2,", session) == ["W1[2,1]", "W1[2,2]"])
    #expect(texts("show W1[2, ", session) == ["W1[2, 1]", "W1[2, 2]"])
    #expect(texts("show W1[3", session) == ["W1[3,"])
    #expect(texts("show W1[4", session) == [])
    #expect(texts("show W1[1,2,", session) == [])
    #expect(texts("set b1[", session) == ["b1[1]", "b1[2]", "b1[3]"])
    #expect(texts("show H2[1,", session) == ["H2[1,1]", "H2[1,2]"])
    let found = completer.completions(for: "show W1[2,", in: session)
    #expect(found.replaced == 5..<10)
    #expect(found.candidates.map(\.note) == ["1 to 2", "1 to 2"])
    #expect(
      completer.completions(for: "show W1[", in: session).candidates.allSatisfy { !$0.endsWord })
  }

  /// Symbols that no command takes are offered where an expression can be.
  @Test func symbolsOfExpressionsAreOffered() throws {
    let session = try TestSession("load example small", "gap = A - 1").session
    func texts(_ line: String) -> [String] {
      Completer(commands: CommandTable.all).completions(for: line, in: session).candidates.map(
        \.text)
    }
    #expect(texts("delt") == ["delta1", "delta2"])
    #expect(texts("x = Gam") == ["Gamma1", "Gamma2"])
    #expect(texts("W2 delt") == ["delta1", "delta2"])
    #expect(texts("export kro") == ["kron("])
    #expect(texts("claim J = ga") == ["gap", "gaussian("])
    #expect(texts("2*delt") == ["2*delta1", "2*delta2"])
    #expect(texts("jac") == ["jacobian"])
  }

  @Test func longRangesShowTheirEndsAndKeepWhatWasTyped() throws {
    let session = try TestSession("new 2-100-1").session
    #expect(texts("show b1[", session) == ["b1[1]", "b1[100]"])
    #expect(texts("show b1[3", session) == ["b1[3]"] + (30...39).map { "b1[\($0)]" })
    #expect(texts("show W1[100,", session) == ["W1[100,1]", "W1[100,2]"])
  }

  // MARK: Names

  @Test func settingsOfferTheirValues() throws {
    let session = try small()
    #expect(texts("set fd.", session) == ["fd.method", "fd.step", "fd.limit"])
    #expect(texts("set fd.method ", session) == ["ridders", "central"])
    #expect(texts("set color ", session) == ["auto", "always", "never"])
    for setting in Setting.all {
      let values = texts("set \(setting.name) ", session)
      #expect(!values.isEmpty)
      for value in values {
        var settings = Settings()
        #expect(setting.set(&settings, value), "\(setting.name) cannot be \(value)")
      }
    }
  }

  @Test func networksExamplesResultsAndActivationsAreOffered() throws {
    let session = try TestSession(
      "load example small", "load example iris as first", "new 1-1 as 'my net'", "show b1", "output"
    ).session
    #expect(texts("use ", session) == ["small", "first", "\"my net\""])
    #expect(texts("use \"my", session) == ["\"my net\""])
    #expect(texts("load example ", session).prefix(4) == ["small", "post", "iris", "diabetes"])
    #expect(texts("load example i", session) == ["iris"])
    #expect(texts("diff ", session) == ["%1", "%2", "small", "first", "\"my net\""])
    #expect(texts("%", session) == ["%1", "%2"])
    #expect(texts("set activation 1 tan", session) == ["tansig"])
    #expect(texts("help he", session) == ["hessian", "heat", "help"])
    #expect(texts("help ac", session) == ["activations"])
  }

  @Test func filesAndFoldersAreOffered() throws {
    let folder = try TemporaryFolder()
    for name in ["b.json", "a.json", "my net.json", ".hidden", "sub/c.json", "two words/d.json"] {
      try folder.createParent(of: name)
      try folder.write("{}", to: name)
    }
    let path = folder.path
    #expect(
      texts("load \(path)/", Session()) == [
        "\(path)/a.json", "\(path)/b.json", "\"\(path)/my net.json\"", "\(path)/sub/",
        "\"\(path)/two words/",
      ])
    #expect(texts("load \(path)/s", Session()) == ["\(path)/sub/"])
    #expect(texts("load \(path)/sub/", Session()) == ["\(path)/sub/c.json"])
    #expect(texts("load \(path)/.", Session()) == ["\(path)/.hidden"])
    #expect(texts("load \"\(path)/my n", Session()) == ["\"\(path)/my net.json\""])
    #expect(texts("load \"\(path)/two words/", Session()) == ["\"\(path)/two words/d.json\""])
    #expect(texts("save \(path)/nothing/", Session()) == [])
    let found = completer.completions(for: "load \"\(path)/two", in: Session())
    #expect(found.candidates.map(\.endsWord) == [false])
    #expect(found.replaced.lowerBound == 5)
  }
}

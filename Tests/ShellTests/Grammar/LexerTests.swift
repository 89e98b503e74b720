import Testing

@testable import Shell

@Suite struct LexerTests {
  private func words(_ line: String) throws -> [[String]] {
    try Lexer.statements(in: line).map { $0.words.map(\.text) }
  }

  private func ranges(_ line: String) throws -> [Range<Int>] {
    try Lexer.statements(in: line).flatMap { $0.words.map(\.range) }
  }

  @Test func spacesAndCommasSeparate() throws {
    #expect(try words("  set input 0.5,-1\t2 ") == [["set", "input", "0.5", "-1", "2"]])
    #expect(try ranges("a, bc") == [0..<1, 3..<5])
  }

  @Test func semicolonsSeparateCommands() throws {
    #expect(try words("a b;c;; ;d") == [["a", "b"], ["c"], ["d"]])
    #expect(try words("") == [])
    #expect(try words(" ; ") == [])
  }

  @Test func aHashCommentsOnlyAtTheStartOfAWord() throws {
    #expect(try words("a # b; c") == [["a"]])
    #expect(try words("# all") == [])
    #expect(try words("a;#b") == [["a"]])
    #expect(try words("load file#1.json") == [["load", "file#1.json"]])
    #expect(try words("load \"#1.json\"") == [["load", "#1.json"]])
  }

  @Test func quotesKeepAWordTogether() throws {
    #expect(try words("load \"my net.json\"") == [["load", "my net.json"]])
    #expect(try words("load 'a;b,c#d'; use x") == [["load", "a;b,c#d"], ["use", "x"]])
    #expect(try words("load 'say \"hi\"'") == [["load", "say \"hi\""]])
    #expect(try words("load ''") == [["load", ""]])
    #expect(try ranges("load 'a b'") == [0..<4, 5..<10])
    #expect(try words("it's") == [["it's"]])
  }

  @Test func bracketsKeepAWordTogether() throws {
    #expect(try words("show W1[2, 3]") == [["show", "W1[2, 3]"]])
    #expect(
      try words("set input (0.5, -1); output") == [["set", "input", "(0.5, -1)"], ["output"]])
    #expect(try words("x [[1 2]; [3 4]] y") == [["x", "[[1 2]; [3 4]]", "y"]])
    #expect(try words("a) b]") == [["a)", "b]"]])
  }

  @Test(arguments: [
    ("load \"my net", "this quote is not closed", 5..<6),
    ("a; load 'x;y", "this quote is not closed", 8..<9),
    ("show W1[2,3", "this '[' is not closed", 7..<8),
    ("set input (1, [2)", "this '(' is not closed", 10..<11),
    ("é (", "this '(' is not closed", 2..<3),
  ])
  func whatIsNotClosedIsPointedAt(line: String, message: String, range: Range<Int>) {
    #expect(throws: CommandError(message, at: range)) { try Lexer.statements(in: line) }
  }

  @Test func rangesCountCharacters() throws {
    // A flag, a family and a letter with an accent are one character each.
    #expect(try ranges("🇫🇷 👨‍👩‍👧 e\u{301}x y") == [0..<1, 2..<3, 4..<6, 7..<8])
    #expect(try words("load größe.json")[0][1] == "größe.json")
    // A no-break space and an ideographic one separate too.
    #expect(try words("a\u{a0}b\u{3000}c") == [["a", "b", "c"]])
  }

  @Test func aStatementKnowsItsText() throws {
    let statements = try Lexer.statements(in: " set I1  2 ; output # now")
    #expect(statements.map(\.text) == ["set I1  2", "output"])
  }

  @Test func unfinishedLinesGiveTheWordsOfTheLastCommand() {
    #expect(Lexer.unfinishedWords(in: "a; load \"my n").map(\.text) == ["load", "my n"])
    #expect(Lexer.unfinishedWords(in: "show W1[2, ").map(\.text) == ["show", "W1[2, "])
    #expect(Lexer.unfinishedWords(in: "show W1; ").isEmpty)
  }
}

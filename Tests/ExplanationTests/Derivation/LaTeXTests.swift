import Testing

@testable import Explanation

@Suite struct LaTeXTests {
  /// A letter is a variable, a word a function; known functions have a command of their own.
  @Test(arguments: [
    ("x", "x"), ("ab", #"\operatorname{ab}"#), ("softplus", #"\operatorname{softplus}"#),
    ("ln", #"\ln "#), ("otherwise", #"\text{ otherwise }"#),
  ])
  func words(word: String, latex: String) {
    #expect(word.asLaTeX == latex)
  }
}

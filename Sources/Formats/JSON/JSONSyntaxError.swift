/// Why a text is not JSON that can be read, and where.
package struct JSONSyntaxError: Error, Sendable, Hashable {
  package let problem: Problem
  package let position: TextPosition

  package enum Problem: Sendable, Hashable {
    /// Something else stands where one of the expected things should.
    case unexpected(found: String, expected: String)

    /// The text is over too early.
    case ended(expected: String)

    /// A word such as `0x10`, `.5` or `None`.
    case notAValue(word: String)

    /// A number such as `1e999`.
    case outOfRange(word: String)

    case unfinishedString
    case controlCharacter
    case badEscape
    case notUTF8
    case duplicateKey(String)
    case tooDeep(limit: Int)

    /// More than this program keeps, in words.
    case tooMany(String)
  }
}

extension JSONSyntaxError {
  /// Whether the text is JSON all the same, by the letter of its standard.
  package var isJSON: Bool {
    switch problem {
    case .outOfRange, .duplicateKey, .tooDeep, .tooMany: true
    default: false
    }
  }

  /// The problem in words, without its place.
  package var message: String {
    switch problem {
    case .unexpected(let found, let expected): "expected \(expected), found \(found)"
    case .ended(let expected): "the text ends where \(expected) is expected"
    case .notAValue(let word): "\(word) is not a JSON value"
    case .outOfRange(let word): "\(word) is beyond the range of a double"
    case .unfinishedString: "a string without its closing quote"
    case .controlCharacter: "a control character inside a string"
    case .badEscape: "not an escape that JSON has"
    case .notUTF8: "a string that is not UTF-8"
    case .duplicateKey(let key): "the key \(Quote.double(key)) appears twice"
    case .tooDeep(let limit): "lists and objects are nested more than \(limit) deep"
    case .tooMany(let problem): problem
    }
  }
}

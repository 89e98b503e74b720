import Formats
import Foundation
import Testing

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test func valuesOfEachKind() throws {
    let value = try parse(
      "\u{FEFF} {\"a\": [1, -2.5e3], \"b\": [true, false, null, \"x\"], \"c\": {}, \"d\": [] }\r\n")
    #expect(value["a"]?.numbers == [1, -2500])
    #expect(
      value["b"]?.elements?.map(\.content) == [
        .boolean(true), .boolean(false), .null, .string("x"),
      ])
    #expect(value["c"]?.content == .object([]))
    #expect(value["d"]?.content == .list([]))
    #expect(value["d"]?.offset == 68)
    #expect(value["e"] == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", -0.0), ("0.1", 0.1), ("1E+2", 100),
      ("4.9406564584124654e-324", .leastNonzeroMagnitude),
      ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown), ("1e-999", 0),
      ("1.7976931348623157e308", 1.7976931348623157e308),
      ("9007199254740993", 9_007_199_254_740_992),
      ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
      ("Infinity", .infinity), ("-Infinity", -.infinity),
    ])
  func numbersAreTheNearestDoubles(text: String, value: Double) throws {
    #expect(try parse(text).number?.bitPattern == value.bitPattern)
    #expect(try parse("[1,\(text)]").numbers == [1, value])
  }

  /// The words for what is not finite are numbers among numbers; alone they may be names.
  @Test func wordsAmongNumbers() throws {
    #expect(try parse(#"[ "inf" , 1, "-inf" ]"#).numbers == [.infinity, 1, -.infinity])
    #expect(try parse(#"["nan", 1e3]"#).numbers?.first?.isNaN == true)
    #expect(try parse(#"["nan", "inf"]"#).elements?.map(\.string) == ["nan", "inf"])
    #expect(try parse(#"[1, "x"]"#).elements?.map(\.kind) == ["a number", "a string"])
    #expect(throws: JSONSyntaxError.self) { try parse("[1, 1e999]") }
    #expect(throws: JSONSyntaxError.self) {
      try parse("[1, \(String(repeating: "9", count: 400))]")
    }
  }

  @Test func notANumberIsOne() throws {
    #expect(try parse("NaN").number?.isNaN == true)
  }

  @Test(
    arguments: [
      (#""""#, ""), (#""é😀""#, "é😀"), (#""\u00e9\uD83D\uDE00""#, "é😀"),
      (#""\"\\\/\b\f\n\r\t\u0000""#, "\"\\/\u{8}\u{C}\n\r\t\0"),
    ])
  func strings(text: String, value: String) throws {
    #expect(try parse(text).string == value)
  }

  @Test(
    arguments: [
      ("", "line 1, column 1: the text ends where a value is expected"),
      ("{\"a\": 1,\n \"b\": ]}", "line 2, column 7: expected a value, found ']'"),
      ("[1, 2 3]", "line 1, column 7: expected ',' or ']', found '3'"),
      ("[1, 2", "line 1, column 6: the text ends where ',' or ']' is expected"),
      ("[1,]", "line 1, column 4: expected a value, found ']'"),
      ("[1, 2}", "line 1, column 6: expected ',' or ']', found '}'"),
      ("{\"a\" 1}", "line 1, column 6: expected ':', found '1'"),
      ("{a: 1}", "line 1, column 2: expected a key in double quotes, found 'a'"),
      ("{\"a\": 1,}", "line 1, column 9: expected a key in double quotes, found '}'"),
      ("[\"é😀\", 'a']", "line 1, column 8: expected a value, found '''"),
      ("1 2", "line 1, column 3: expected the end of the text, found '2'"),
      ("[1] // weights", "line 1, column 5: expected the end of the text, found '/'"),
      ("[\u{0}]", "line 1, column 2: expected a value, found the byte 0x0"),
      ("[0x10]", "line 1, column 2: 0x10 is not a JSON value"),
      ("[01]", "line 1, column 2: 01 is not a JSON value"),
      ("[1.]", "line 1, column 2: 1. is not a JSON value"),
      ("[-]", "line 1, column 2: - is not a JSON value"),
      ("[.5]", "line 1, column 2: .5 is not a JSON value"),
      ("[+1]", "line 1, column 2: +1 is not a JSON value"),
      ("[1e]", "line 1, column 2: 1e is not a JSON value"),
      ("[-Inf]", "line 1, column 2: -Inf is not a JSON value"),
      ("[None]", "line 1, column 2: None is not a JSON value"),
      ("[True]", "line 1, column 2: True is not a JSON value"),
      ("[1, 1e999]", "line 1, column 5: 1e999 is beyond the range of a double"),
      ("[\"a]", "line 1, column 2: a string without its closing quote"),
      ("[\"a\nb\"]", "line 1, column 4: a control character inside a string"),
      (#"["a\x"]"#, "line 1, column 4: not an escape that JSON has"),
      (#"["\uD83D"]"#, "line 1, column 3: not an escape that JSON has"),
      (#"["\uDE00"]"#, "line 1, column 3: not an escape that JSON has"),
      (#"["\"#, "line 1, column 3: not an escape that JSON has"),
      ("{\"a\": 1, \"a\": 2}", "line 1, column 10: the key \"a\" appears twice"),
    ])
  func errorsSayWhatAndWhere(text: String, message: String) {
    let error = #expect(throws: JSONSyntaxError.self) { try parse(text) }
    #expect(error.map { "\($0.position): \($0.message)" } == message)
  }

  @Test func bytesThatAreNotUTF8() {
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSONParser.parse(Array("[\"a".utf8) + [0xC3, 0x28] + Array("\"]".utf8))
    }
    #expect(error?.problem == .notUTF8)
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0xFF, 0xC0]) }
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(128))
    for depth in [129, 1_000_000] {
      let error = #expect(throws: JSONSyntaxError.self) { try parse(nested(depth)) }
      #expect(error?.message == "lists and objects are nested more than 128 deep")
      #expect(error?.position == TextPosition(line: 1, column: 129))
    }
    // A list of numbers is read by another way.
    let numbers = String(repeating: "[", count: 128) + "[1]" + String(repeating: "]", count: 128)
    #expect(throws: JSONSyntaxError.self) { try parse(numbers) }
  }

  /// What is read, compared, written and let go of at the greatest depth fits the smallest stack
  /// that a thread usually has.
  @Test func theGreatestDepthFitsASmallStack() async throws {
    let text =
      String(repeating: #"{"a": [0, "#, count: 64) + "1" + String(repeating: "]}", count: 64)
    let bytes = Array(text.utf8)
    let isEqual = await withCheckedContinuation { (done: CheckedContinuation<Bool, Never>) in
      let thread = Thread {
        let (first, second) = (try? JSONParser.parse(bytes), try? JSONParser.parse(bytes))
        done.resume(returning: first != nil && first == second)
      }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(isEqual)
  }
}

extension JSONValue {
  /// The numbers of a list of nothing else.
  fileprivate var numbers: [Double]? {
    if case .numbers(let numbers) = content { numbers.values } else { nil }
  }
}

import Formats
import TestSupport
import Testing

@testable import Shell

/// The limits of what a file may hold, as settings: a refusal has the words that allow it.
@Suite struct ReadLimitSettingTests {
  private static let text = #"""
    {"format": "netrepl-network", "version": 1, "layers": [
      {"weights": [[1, 2]], "bias": [0], "activation": "tansig"},
      {"weights": [[1]], "bias": [0], "activation": "purelin"}]}
    """#

  @Test func theWordsOfARefusalAllowIt() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.text, to: "a.json")
    var session = try TestSession("set read.layers 1")
    session.engine.session.folder = folder.path
    let error = try session.error("load a.json")
    #expect(
      error.message
        == "a.json: line 1, column 55: it has 2 layers or steps, and read.layers is 1; "
        + "`set read.layers 2` allows it")
    #expect(try session.text("set read.layers 2") == "read.layers = 2\n")
    #expect(try session.text("load a.json").hasPrefix("a: 2 -> 1 tansig"))
    try session.report("set read.size 10")
    #expect(
      try session.error("load a.json").message
        == "a.json: it has \(Self.text.utf8.count) bytes, and read.size is 10; "
        + "`set read.size \(Self.text.utf8.count)` allows it")
    try session.report("undo; undo; undo")
    #expect(try session.error("load a.json") == error)
  }

  @Test func everyLimitIsASetting() throws {
    var session = try TestSession()
    for limit in ReadLimit.allCases {
      #expect(try session.text("set \(limit.name) 2e3/2") == "\(limit.name) = 1000\n")
      for value in ["0", "-1", "1e10", "nan", "0.5", "x"] {
        #expect(
          try session.error("set \(limit.name) \(value)").message.hasPrefix(
            "\(limit.name) cannot be '\(value)'; it can be \(limit.standard), 1 to"))
      }
    }
    #expect(try session.text("settings").contains("read.expansion"))
  }
}

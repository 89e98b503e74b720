/// What the command line asks for.
struct Options {
  /// Benchmarks are run when their name begins with one of these; all when there are none.
  var names: [String] = []

  var seconds = 0.5
  var isJSON = false
  var isList = false

  /// The folder of the root package, for the program and the sessions.
  var root = ".."

  static let usage = """
    usage: benchmarks [NAME...] [--list] [--seconds S] [--json] [--root DIR]

    Runs the benchmarks whose names begin with a NAME, or all of them.
      --list       the names alone
      --seconds S  how long to measure each of them (0.5)
      --json       an object a line: name, seconds (the median), quartiles, runs
      --root DIR   the folder of the program's package (..)
    """

  struct Wrong: Error {
    var message: String
  }

  init(_ arguments: [String]) throws(Wrong) {
    var rest = arguments[...]
    func value(of option: String) throws(Wrong) -> String {
      guard let value = rest.popFirst() else { throw Wrong(message: "\(option) takes a value") }
      return value
    }
    while let word = rest.popFirst() {
      switch word {
      case "--list": isList = true
      case "--json": isJSON = true
      case "--root": root = try value(of: word)
      case "--seconds":
        guard let number = Double(try value(of: word)), number > 0, number < 3_600 else {
          throw Wrong(message: "--seconds takes a number up to 3600")
        }
        seconds = number
      case let option where option.hasPrefix("-"):
        throw Wrong(message: "unknown option \(option)\n\n\(Self.usage)")
      default: names.append(word)
      }
    }
  }
}

import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

/// A session without a terminal: lines in; text, data or an error out.
struct TestSession {
  var engine = Engine(checkpoint: {})

  /// A session in which these lines have been run without an error.
  init(_ lines: String..., abbreviates: Bool = false) throws {
    engine.allowsAbbreviations = abbreviates
    for line in lines { try report(line) }
  }

  /// A session with that network and input.
  init(_ network: Network, input: [Double]? = nil) {
    engine.session.model.add(network)
    engine.session.model.current?.input = input ?? network.input
  }

  /// The folder of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  var session: Session { engine.session }
  var network: Network { get throws { try engine.session.network() } }
  var input: [Double] { get throws { try engine.session.input() } }

  /// What each command of a line comes to.
  mutating func outcomes(_ line: String, history: [String] = []) -> [Result<
    Engine.Answer, CommandError
  >] {
    do throws(CommandError) {
      return try Lexer.statements(in: line).map { engine.outcome($0, history: history) }
    } catch {
      return [.failure(error)]
    }
  }

  /// The report of the last command of a line.
  @discardableResult
  mutating func report(_ line: String, history: [String] = []) throws -> Report {
    var last: Report?
    for outcome in outcomes(line, history: history) {
      switch outcome {
      case .success(.report(let report)): last = report
      case .failure(let error): throw error
      case .success(.request): Issue.record("\(line): neither a report nor an error")
      }
    }
    return try #require(last)
  }

  /// What the last command of a line prints.
  mutating func text(
    _ line: String, _ format: OutputFormat = .plain, width: Int = 80, colors: ColorDepth = .none
  ) throws -> String {
    let report = try report(line)
    return format.renderer(width: width, precision: session.settings.precision, colors: colors)
      .render(report)
  }

  /// The object of the last command of a line, parsed by another parser than the program's.
  /// What the last command of a line answers, before it is shown.
  mutating func tensor(_ line: String) throws -> CheckedTensor? {
    let report = try report(line)
    return report.result?.tensor ?? report.checked
  }

  mutating func json(_ line: String) throws -> JSONObject {
    try JSONObject(text(line, .json))
  }

  /// The error of the first command of a line that fails.
  mutating func error(_ line: String) throws -> CommandError {
    for outcome in outcomes(line) {
      if case .failure(let error) = outcome { return error }
    }
    Issue.record("\(line): no error")
    throw CommandError("no error")
  }
}

extension Engine {
  /// What a command comes to, an error of another kind by its words.
  mutating func outcome(
    _ statement: Statement, history: [String] = []
  ) -> Result<Answer, CommandError> {
    do {
      return .success(try evaluate(statement, history: history))
    } catch {
      return .failure(error as? CommandError ?? CommandError("\(error)"))
    }
  }
}

/// One line of `--format json`.
struct JSONObject {
  let members: [String: Any]

  init(_ text: String) throws {
    #expect(text.hasSuffix("\n") && text.filter { $0 == "\n" }.count == 1, "one line a command")
    let tree = try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
    members = try #require(tree.any as? [String: Any])
  }

  private init(members: [String: Any]) { self.members = members }

  var keys: Set<String> { Set(members.keys) }
  func string(_ key: String) throws -> String { try #require(members[key] as? String) }
  func integers(_ key: String) throws -> [Int] {
    try vector(key).map { try #require(Int(exactly: $0)) }
  }

  func vector(_ key: String) throws -> [Double] { try #require(members[key] as? [Double]) }
  func matrix(_ key: String) throws -> [[Double]] { try #require(members[key] as? [[Double]]) }
  func cube(_ key: String) throws -> [[[Double]]] { try #require(members[key] as? [[[Double]]]) }

  func bool(_ key: String) throws -> Bool { try #require(members[key] as? Bool) }

  func number(_ key: String) throws -> Double {
    try #require(members[key] as? Double)
  }

  func object(_ key: String) throws -> [String: Any] {
    try #require(members[key] as? [String: Any])
  }

  /// An object within it.
  func part(_ key: String) throws -> JSONObject { JSONObject(members: try object(key)) }

  /// A list of objects within it.
  func parts(_ key: String) throws -> [JSONObject] {
    try #require(members[key] as? [[String: Any]]).map(JSONObject.init(members:))
  }

  /// The sizes of nested lists; nil when they are ragged.
  func shape(_ key: String) -> [Int]? { Self.shape(members[key]) }

  private static func shape(_ value: Any?) -> [Int]? {
    guard let list = value as? [Any] else { return value == nil ? nil : [] }
    let inner = list.map(shape)
    guard let first = inner.first else { return [0] }
    guard let first, inner.allSatisfy({ $0 == first }) else { return nil }
    return [list.count] + first
  }
}

/// Any JSON, by Foundation's decoder: unlike `JSONSerialization` it reads every double exactly.
private struct JSONTree: Decodable {
  /// A Double, String, Bool, NSNull, [Any] or [String: Any].
  let any: Any

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    // What large lists are made of comes first: a wrong guess is slow.
    if single.decodeNil() {
      any = NSNull()
    } else if let number = try? single.decode(Double.self) {
      any = number
    } else if let list = try? single.decode([JSONTree].self) {
      any = list.map(\.any)
    } else if let string = try? single.decode(String.self) {
      any = string
    } else if let bool = try? single.decode(Bool.self) {
      any = bool
    } else {
      any = try single.decode([String: JSONTree].self).mapValues(\.any)
    }
  }
}

extension TemporaryFolder {
  /// An example of a command with its files in this folder; those that it reads are put there.
  func inside(_ example: String) throws -> String {
    try write("5.1,3.5,1.4,0.2\n", to: "points.csv")
    if example.hasPrefix("export net.onnx ") {
      return example.replacing("export ", with: "export \(path)/")
    }
    if example.hasPrefix("export "), let space = example.lastIndex(of: " ") {
      return "\(example[..<space]) \(path)/\(example[example.index(after: space)...])"
    }
    if example.hasSuffix(".svg") { return example.replacing(" > ", with: " > \(path)/") }
    return example.replacing("save ", with: "save \(path)/")
      .replacing("sweep points.csv ", with: "sweep \(path)/points.csv ")
      .replacing(" to ", with: example.hasPrefix("sweep ") ? " to \(path)/" : " to ")
  }
}

/// The largest difference of numbers, NaN when one of them is.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.largestMagnitude : .infinity
}

extension Sequence<[Double]> {
  var flat: [Double] { Array(joined()) }
}

extension String {
  /// The words with one space between, so that a line break in a paragraph does not matter.
  var squeezed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

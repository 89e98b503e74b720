import ArgumentParser
import Formats
import Shell

/// What one of the programs under the name says of itself: its `--help`, as values.
struct ProgramHelp {
  /// "netrepl sweep".
  let name: String

  /// What it is for; a period at its end.
  let summary: String

  /// The paragraphs of the explanation.
  let paragraphs: [String]

  let arguments: [Argument]

  /// A word, an option or a flag of the command line.
  struct Argument {
    /// "-c", "--format"; empty for a word that stands for itself.
    var names: [String]

    /// What stands for the value: "file".
    var valueName: String

    /// Whether a value follows the name.
    var takesValue: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var meaning: String
    var completion: Completion

    var isPositional: Bool { names.isEmpty }

    /// "--format <format>", "-i, --interactive", "<file>".
    var usage: String {
      isPositional
        ? "<\(valueName)>" + (isRepeating ? "..." : "")
        : names.joined(separator: ", ") + (takesValue ? " <\(valueName)>" : "")
    }
  }

  /// What can stand in the place of a value.
  enum Completion: Equatable {
    case nothing
    case words([String])

    /// A file that ends in one of these, or any where there is none.
    case files([String])

    /// Commands of the prompt.
    case commands
  }

  init(of program: any ParsableCommand.Type) {
    // The parser tells this of itself in JSON alone.
    let text = try? JSONParser.parse(Array(program._dumpHelp().utf8))
    let command = text?["command"]
    name = command?["commandName"]?.string ?? ""
    summary = command?["abstract"]?.string ?? ""
    paragraphs = (command?["discussion"]?.string ?? "").split(separator: "\n\n").map {
      $0.split(separator: "\n").joined(separator: " ")
    }
    arguments = Self.elements(command?["arguments"]).compactMap(Argument.init)
  }

  /// All of them: `netrepl` itself first.
  static var all: [ProgramHelp] {
    [NetREPLProgram.self, ReplayProgram.self, SweepProgram.self, MergeProgram.self]
      .map { ProgramHelp(of: $0) }
  }

  fileprivate static func elements(_ list: JSONValue?) -> [JSONValue] {
    list?.elements.map(Array.init) ?? []
  }

  /// "sweep"; empty for the program itself.
  var word: String { String(name.dropFirst("netrepl".count).drop { $0 == " " }) }
}

extension ProgramHelp.Argument {
  fileprivate init?(_ value: JSONValue) {
    guard value["shouldDisplay"]?.content == .boolean(true), let kind = value["kind"]?.string else {
      return nil
    }
    names = ProgramHelp.elements(value["names"]).compactMap { name in
      guard let text = name["name"]?.string else { return nil }
      return (name["kind"]?.string == "short" ? "-" : "--") + text
    }
    valueName = value["valueName"]?.string ?? "value"
    takesValue = kind == "option"
    isOptional = value["isOptional"]?.content == .boolean(true)
    isRepeating = value["isRepeating"]?.content == .boolean(true)
    meaning = value["abstract"]?.string ?? ""
    if let standard = value["defaultValue"]?.string { meaning += " Otherwise \(standard)." }
    let kinds = value["completionKind"]
    func strings(_ list: JSONValue?) -> [String] {
      ProgramHelp.elements(list).compactMap(\.string)
    }
    if let list = kinds?["list"] {
      completion = .words(strings(list["values"]))
    } else if let file = kinds?["file"] {
      completion = .files(strings(file["extensions"]))
    } else if kinds?["custom"] != nil {
      completion = .commands
    } else {
      completion = .nothing
    }
  }
}

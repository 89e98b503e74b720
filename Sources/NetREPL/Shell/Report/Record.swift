import Formats

/// The members of an object of JSON, in order: `["command": "time", "runs": 20, "quartiles": [1, 2]]`.
struct Record: ExpressibleByDictionaryLiteral, JSONEncodable {
  private(set) var all: [(name: String, value: JSON)]

  init(dictionaryLiteral members: (String, any JSONEncodable)...) {
    all = members.map { ($0, $1.json) }
  }

  var json: JSON { .object(all) }

  /// The value of that name; null where there is none.
  subscript(name: String) -> JSON { all.first { $0.name == name }?.value ?? .null }

  func contains(_ name: String) -> Bool { all.contains { $0.name == name } }

  /// These, and the others whose names are not among them.
  func adding(_ others: Record) -> Record {
    var result = self
    result.all += others.all.filter { !contains($0.name) }
    return result
  }

  /// The others.
  func without(_ name: String) -> Record {
    var result = self
    result.all.removeAll { $0.name == name }
    return result
  }

  static func + (left: Record, right: Record) -> Record {
    var result = left
    result.all += right.all
    return result
  }

  static func += (left: inout Record, right: Record) { left = left + right }
}

internal import Core

/// What can stand as a value in a record: numbers, words, lists and matrices of them, and nothing.
package protocol JSONEncodable {
  var json: JSON { get }
}

extension JSON: JSONEncodable {
  package var json: JSON { self }
}

extension Bool: JSONEncodable {
  package var json: JSON { .bool(self) }
}

extension Int: JSONEncodable {
  package var json: JSON { .integer(self) }
}

extension Double: JSONEncodable {
  package var json: JSON { .number(self) }
}

extension String: JSONEncodable {
  package var json: JSON { .string(self) }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
  package var json: JSON { self?.json ?? .null }
}

extension Array: JSONEncodable where Element: JSONEncodable {
  package var json: JSON { .array(count: count) { self[$0].json } }
}

/// Rows of numbers.
extension Matrix: JSONEncodable {
  package var json: JSON {
    .nested([rows, columns]) { self[$0 / columns, $0 % columns].json }
  }
}

/// Both triangles, as rows of numbers.
extension PackedSymmetric: JSONEncodable {
  package var json: JSON { .nested([order, order]) { self[$0 / order, $0 % order].json } }
}

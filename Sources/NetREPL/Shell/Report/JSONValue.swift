import Core

/// A value to be written as JSON, its keys in the order given.
///
/// Large results are described by a closure, so that writing them needs no second copy.
enum JSONValue {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case object([(String, JSONValue)])
  case array(count: Int, (Int) -> JSONValue)

  static func array(_ values: [JSONValue]) -> JSONValue {
    .array(count: values.count) { values[$0] }
  }

  static func numbers(_ values: [Double]) -> JSONValue {
    .array(count: values.count) { .number(values[$0]) }
  }

  static func integers(_ values: [Int]) -> JSONValue {
    .array(count: values.count) { .integer(values[$0]) }
  }

  static func strings(_ values: [String]) -> JSONValue {
    .array(count: values.count) { .string(values[$0]) }
  }

  /// A matrix as rows of numbers.
  static func grid(
    rows: Int, columns: Int, _ entry: @escaping (Int, Int) -> JSONValue
  ) -> JSONValue {
    .array(count: rows) { i in .array(count: columns) { j in entry(i, j) } }
  }

  static func matrix(_ matrix: Matrix) -> JSONValue {
    .grid(rows: matrix.rows, columns: matrix.columns) { .number(matrix[$0, $1]) }
  }

  static func symmetric(_ packed: PackedSymmetric) -> JSONValue {
    .grid(rows: packed.order, columns: packed.order) { .number(packed[$0, $1]) }
  }

  /// A number, or null where there is none.
  static func optional(_ value: Double?) -> JSONValue {
    value.map { .number($0) } ?? .null
  }
}

extension JSONValue {
  /// Lists within lists, one level for each count; entries in the order of the last index first.
  static func nested(
    _ shape: ArraySlice<Int>, from start: Int = 0, _ entry: @escaping (Int) -> JSONValue
  ) -> JSONValue {
    guard let count = shape.first else { return entry(start) }
    let inner = shape.dropFirst()
    let size = inner.reduce(1, *)
    return .array(count: count) { nested(inner, from: start + $0 * size, entry) }
  }
}

extension JSONValue {
  /// A member of an object; null where there is none.
  func member(_ name: String) -> JSONValue {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.0 == name }?.1 ?? .null
  }
}

/// It holds closures; said here because the compiler fails to find it out (Swift 6.2).
@available(*, unavailable)
extension JSONValue: Sendable {}

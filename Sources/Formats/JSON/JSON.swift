/// A value to be written as JSON, the members of objects in the order given.
///
/// Large results are described by a closure, so that writing them needs no second copy.
package enum JSON {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array(count: Int, (Int) -> JSON)
  case object([(name: String, value: JSON)])

  /// Lists within lists, one level for each count; entries in the order of the last index first.
  package static func nested(
    _ shape: ArraySlice<Int>, from start: Int = 0, _ entry: @escaping (Int) -> JSON
  ) -> JSON {
    guard let count = shape.first else { return entry(start) }
    let inner = shape.dropFirst()
    let size = inner.reduce(1, *)
    return .array(count: count) { nested(inner, from: start + $0 * size, entry) }
  }
}

/// It holds closures; said here because the compiler fails to find it out (Swift 6.2).
@available(*, unavailable)
extension JSON: Sendable {}

/// A JSON value and the place where it starts.
package struct JSONValue: Sendable, Hashable {
  package let content: Content

  /// The number of bytes before it.
  package let offset: Int

  package enum Content: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)

    /// A list of numbers alone: a row of weights.
    case numbers(JSONNumbers)

    /// Any other list.
    case list([JSONValue])

    /// The members in the order of the text; no key appears twice.
    case object([Member])
  }

  package struct Member: Sendable, Hashable {
    package let key: String
    package let value: JSONValue
  }
}

extension JSONValue {
  package var string: String? {
    if case .string(let string) = content { string } else { nil }
  }

  /// Not inlined, as `elements`: in a closure over elements it has the same error.
  @inline(never)
  package var number: Double? {
    if case .number(let number) = content { number } else { nil }
  }

  /// A number that is whole and fits an Int.
  package var integer: Int? {
    guard case .number(let number) = content else { return nil }
    return Int(exactly: number)
  }

  package var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of a list of any kind.
  ///
  /// Not inlined: the optimiser of Swift 6.3 ends with an ownership error where it is.
  @inline(never)
  package var elements: JSONElements? {
    switch content {
    case .list(let values): JSONElements(values)
    case .numbers(let numbers): JSONElements(numbers, at: offset)
    default: nil
    }
  }

  /// How many elements a list has; 0 of anything else.
  package var listCount: Int {
    switch content {
    case .list(let values): values.count
    case .numbers(let numbers): numbers.count
    default: 0
    }
  }

  /// The value of a member of an object.
  package subscript(key: String) -> JSONValue? {
    members?.first { $0.key == key }?.value
  }

  /// What it is, for a message: `a number`, `a list`.
  package var kind: String {
    switch content {
    case .null: "null"
    case .boolean: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .numbers, .list: "a list"
    case .object: "an object"
    }
  }
}

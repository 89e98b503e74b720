/// What a pickle describes, as data: nodes that refer to each other by their places.
///
/// Classes and functions of Python are names here. Nothing is ever imported or called.
struct PickleGraph: Sendable {
  typealias Reference = Int

  var nodes: [Node] = []

  /// What the pickle, or each of several in a row, comes to.
  var roots: [Reference] = []

  enum Node: Sendable {
    case none
    case boolean(Bool)
    case integer(Int)

    /// An integer that is wider than 64 bits, as its bytes, little end first.
    case wideInteger([UInt8])
    case number(Double)
    case text(String)

    /// Bytes of the file.
    case bytes(Range<Int>)
    case list([Reference])
    case tuple([Reference])
    case dictionary([Entry])
    case set([Reference])

    /// A class or a function, by its name.
    case global(Global)

    /// What a class or a function would make of its arguments.
    case object(Object)

    /// Something that stands outside of the pickle, by what names it.
    case persistent(Reference)

    /// The numbers of an array that stand in the stream behind their description.
    case numbers(StoredNumbers)

    /// The same of texts of one width, four bytes a character.
    case texts(width: Int, Range<Int>)
  }

  struct Entry: Sendable {
    var key: Reference
    var value: Reference
  }

  struct Global: Sendable, Hashable {
    var module: String
    var name: String

    var path: String { "\(module).\(name)" }
  }

  /// A class and its arguments, and what was done to the object afterwards.
  struct Object: Sendable {
    var maker: Reference
    var arguments: Reference
    var state: Reference?

    /// What was appended to it, and what was set in it by key.
    var items: [Reference] = []
    var entries: [Entry] = []
  }
}

// MARK: - Looking at a node

extension PickleGraph {
  func text(_ reference: Reference) -> String? {
    if case .text(let text) = nodes[reference] { text } else { nil }
  }

  func integer(_ reference: Reference) -> Int? {
    switch nodes[reference] {
    case .integer(let value): value
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  func boolean(_ reference: Reference) -> Bool? {
    if case .boolean(let value) = nodes[reference] { value } else { nil }
  }

  func number(_ reference: Reference) -> Double? {
    if case .number(let value) = nodes[reference] {
      value
    } else {
      integer(reference).map(Double.init)
    }
  }

  func isNone(_ reference: Reference) -> Bool {
    if case .none = nodes[reference] { true } else { false }
  }

  func global(_ reference: Reference) -> Global? {
    switch nodes[reference] {
    case .global(let global): return global
    case .persistent(let id):
      // PyTorch before 1.6 names the class of a module with its source: ('module', class, ...).
      guard let parts = elements(id), parts.count > 1, text(parts[0]) == "module",
        case .global(let global) = nodes[parts[1]]
      else { return nil }
      return global
    default: return nil
    }
  }

  func object(_ reference: Reference) -> Object? {
    if case .object(let object) = nodes[reference] { object } else { nil }
  }

  /// The class of an object, or the function that makes it.
  func maker(of reference: Reference) -> Global? {
    object(reference).flatMap { global($0.maker) }
  }

  /// The elements of a list, a tuple or a set.
  func elements(_ reference: Reference) -> [Reference]? {
    switch nodes[reference] {
    case .list(let elements), .tuple(let elements), .set(let elements): elements
    default: nil
    }
  }

  func integers(_ reference: Reference) -> [Int]? {
    guard let elements = elements(reference) else { return nil }
    let integers = elements.compactMap(integer)
    return integers.count == elements.count ? integers : nil
  }

  func arguments(_ object: Object) -> [Reference] { elements(object.arguments) ?? [] }

  /// The entries of a dictionary, an ordered one included.
  func entries(_ reference: Reference) -> [Entry]? {
    switch nodes[reference] {
    case .dictionary(let entries): entries
    case .object(let object)
    where ["OrderedDict", "defaultdict", "dict"].contains(global(object.maker)?.name ?? ""):
      object.entries
    default: nil
    }
  }

  /// The attributes of an object: the dictionary that its state is, or that its state begins with.
  func attributes(_ reference: Reference) -> [Entry]? {
    guard let state = object(reference)?.state else { return nil }
    if let entries = entries(state) { return entries }
    // An object with slots has two dictionaries.
    return elements(state)?.lazy.compactMap { entries($0) }.first
  }

  /// The value of a text key; the last one counts, as in Python.
  func value(_ key: String, in entries: [Entry]) -> Reference? {
    entries.last { text($0.key) == key }?.value
  }
}

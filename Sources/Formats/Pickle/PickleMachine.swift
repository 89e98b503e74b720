internal import Platform

/// Runs a pickle's instructions on a stack of references, and makes nodes of what it describes.
///
/// Source: the documentation of Python's `pickle` and `pickletools`, protocols 2 to 5, and of joblib
/// for the numbers that it writes into the stream.
struct PickleMachine {
  var graph = PickleGraph()
  private var cursor: ByteCursor
  private var stack: [PickleGraph.Reference] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleGraph.Reference] = [:]
  private var instructions = 0
  private var nesting = 0
  private let limit = ReadLimits.current[.values]

  /// - Parameter range: where in the bytes the pickle stands.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    cursor = ByteCursor(bytes, range)
  }

  /// The number of bytes before what has not been read.
  var position: Int { cursor.position }

  /// One pickle, which is all of the bytes or the beginning of them.
  static func graph(
    _ bytes: [UInt8], _ range: Range<Int>? = nil
  ) throws(PickleError) -> PickleGraph {
    var machine = PickleMachine(bytes, range ?? 0..<bytes.count)
    try machine.next()
    return machine.graph
  }

  /// Reads the next pickle and adds what it comes to to the roots.
  mutating func next() throws(PickleError) {
    graph.roots.append(try pickle())
  }

  private mutating func pickle() throws(PickleError) -> PickleGraph.Reference {
    while true {
      let place = cursor.position
      guard let byte = cursor.byte() else {
        throw PickleError(message: "it is cut short", offset: place)
      }
      guard let opcode = PickleOpcode(rawValue: byte) else { throw unknown(byte, at: place) }
      instructions += 1
      if instructions & 1023 == 0, StopRequest.isMade {
        throw PickleError(message: "stopped", offset: place)
      }
      // The stack and the memo have one of a value each.
      let values = max(
        graph.nodes.count, stack.count, memo.count, instructions / PickleLimits.instructions)
      if values > limit,
        let problem = ReadLimits.problem(
          .values, atLeast: values, enough: cursor.bytes.count)
      {
        throw PickleError(message: problem, offset: place)
      }
      if opcode == .stop {
        let root = try pop(place)
        (stack, marks, memo) = ([], [], [:])
        return root
      }
      try execute(opcode, place)
    }
  }

  private func unknown(_ byte: UInt8, at place: Int) -> PickleError {
    let text = "()IiSVFLPpgl0d".utf8.contains(byte)
    return PickleError(
      message: text
        ? "it is written in pickle's protocol 0 or 1; write it with protocol=2 or higher"
        : "byte \(byte) is no instruction of a pickle", offset: place)
  }

  // MARK: One instruction

  private mutating func execute(_ opcode: PickleOpcode, _ place: Int) throws(PickleError) {
    switch opcode {
    case .proto:
      let version = try needed(cursor.byte(), place)
      guard version <= 5 else {
        throw PickleError(message: "its protocol is \(version); 2 to 5 are read", offset: place)
      }
    // The numbers that joblib puts into the stream make the lengths of frames wrong.
    case .frame: _ = try needed(cursor.unsigned(8), place)
    case .stop: break

    case .none: push(.none)
    case .newTrue: push(.boolean(true))
    case .newFalse: push(.boolean(false))
    case .int:
      let bits = try needed(cursor.unsigned(4), place)
      push(.integer(Int(Int32(truncatingIfNeeded: bits))))
    case .int1: push(.integer(try count(1, place)))
    case .int2: push(.integer(try count(2, place)))
    case .long1: try pushLong(try count(1, place), place)
    case .long4: try pushLong(try count(4, place), place)
    case .float:
      let bits = try needed(cursor.unsigned(8, isBigEndian: true), place)
      push(.number(Double(bitPattern: bits)))
    case .shortUnicode: try pushText(try count(1, place), place)
    case .unicode: try pushText(try count(4, place), place)
    case .unicode8: try pushText(try count(8, place), place)
    case .shortString: try pushLatin(try count(1, place), place)
    case .string: try pushLatin(try count(4, place), place)
    case .shortBytes: push(.bytes(try needed(cursor.range(try count(1, place)), place)))
    case .bytes: push(.bytes(try needed(cursor.range(try count(4, place)), place)))
    case .bytes8, .byteArray8:
      push(.bytes(try needed(cursor.range(try count(8, place)), place)))

    case .mark: marks.append(stack.count)
    case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try pop(place) }
    case .popMark: _ = try popToMark(place)
    case .dup:
      let top = try pop(place)
      stack += [top, top]

    case .emptyTuple: push(.tuple([]))
    case .tuple1: push(.tuple(try pop(1, place)))
    case .tuple2: push(.tuple(try pop(2, place)))
    case .tuple3: push(.tuple(try pop(3, place)))
    case .tuple: push(.tuple(try popToMark(place)))
    case .emptyList: push(.list([]))
    case .list: push(.list(try popToMark(place)))
    case .emptyDictionary: push(.dictionary([]))
    case .dictionary: push(.dictionary(try entries(try popToMark(place), place)))
    case .emptySet: push(.set([]))
    case .frozenSet: push(.set(try popToMark(place)))

    case .append: try add([try pop(place)], place)
    case .appends, .addItems: try add(try popToMark(place), place)
    case .setItem: try set(try entries(try pop(2, place), place), place)
    case .setItems: try set(try entries(try popToMark(place), place), place)

    case .get1: try recall(try count(1, place), place)
    case .get4: try recall(try count(4, place), place)
    case .put1: memo[try count(1, place)] = try top(place)
    case .put4: memo[try count(4, place)] = try top(place)
    case .memoize: memo[memo.count] = try top(place)

    case .global:
      let (module, name) = (try line(place), try line(place))
      push(.global(.init(module: module, name: name)))
    case .stackGlobal:
      let names = try pop(2, place)
      guard let module = graph.text(names[0]), let name = graph.text(names[1]) else {
        throw damaged(place)
      }
      push(.global(.init(module: module, name: name)))
    case .reduce, .newObject:
      let parts = try pop(2, place)
      push(.object(.init(maker: parts[0], arguments: parts[1])))
    case .newObjectEx:
      let parts = try pop(3, place)
      push(.object(.init(maker: parts[0], arguments: parts[1])))
    case .persistentID: push(.persistent(try pop(place)))
    case .build: try build(place)
    }
  }

  // MARK: The stack

  private mutating func push(_ node: PickleGraph.Node) {
    stack.append(graph.nodes.count)
    graph.nodes.append(node)
  }

  private func top(_ place: Int) throws(PickleError) -> PickleGraph.Reference {
    guard let top = stack.last, stack.count > marks.last ?? 0 else { throw damaged(place) }
    return top
  }

  private mutating func pop(_ place: Int) throws(PickleError) -> PickleGraph.Reference {
    let top = try top(place)
    stack.removeLast()
    return top
  }

  private mutating func pop(_ count: Int, _ place: Int) throws(PickleError) -> [PickleGraph
    .Reference]
  {
    guard stack.count - (marks.last ?? 0) >= count else { throw damaged(place) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark(_ place: Int) throws(PickleError) -> [PickleGraph.Reference] {
    guard let mark = marks.popLast(), mark <= stack.count else { throw damaged(place) }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ key: Int, _ place: Int) throws(PickleError) {
    guard let reference = memo[key] else { throw damaged(place) }
    stack.append(reference)
  }

  // MARK: Values

  private mutating func count(_ size: Int, _ place: Int) throws(PickleError) -> Int {
    try needed(cursor.count(size), place)
  }

  private mutating func pushLong(_ size: Int, _ place: Int) throws(PickleError) {
    let bytes = Array(cursor.bytes[try needed(cursor.range(size), place)])
    guard size <= 8 else {
      guard size <= PickleLimits.text else { throw damaged(place) }
      return push(.wideInteger(bytes))
    }
    let filler: UInt8 = (bytes.last ?? 0) >= 0x80 ? 0xFF : 0
    let wide = bytes + Array(repeating: filler, count: 8 - size)
    let bits = wide.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    push(.integer(Int(Int64(bitPattern: bits))))
  }

  private mutating func pushText(_ size: Int, _ place: Int) throws(PickleError) {
    guard size <= PickleLimits.text else {
      throw PickleError(
        message: "a text in it has \(size) bytes; the most is \(PickleLimits.text)", offset: place)
    }
    push(.text(try needed(cursor.text(size), place)))
  }

  /// Text of Python 2: one byte a character.
  private mutating func pushLatin(_ size: Int, _ place: Int) throws(PickleError) {
    let range = try needed(cursor.range(size), place)
    guard size <= PickleLimits.text else { return push(.bytes(range)) }
    push(.text(String(String.UnicodeScalarView(cursor.bytes[range].map { Unicode.Scalar($0) }))))
  }

  private mutating func line(_ place: Int) throws(PickleError) -> String {
    let range = try needed(cursor.line(), place)
    guard range.count <= 1000, let text = String(validating: cursor.bytes[range], as: UTF8.self)
    else { throw damaged(place) }
    return text
  }

  // MARK: Changing what is there

  private func entries(
    _ parts: [PickleGraph.Reference], _ place: Int
  ) throws(PickleError) -> [PickleGraph.Entry] {
    guard parts.count % 2 == 0 else { throw damaged(place) }
    return stride(from: 0, to: parts.count, by: 2).map {
      PickleGraph.Entry(key: parts[$0], value: parts[$0 + 1])
    }
  }

  private mutating func add(_ items: [PickleGraph.Reference], _ place: Int) throws(PickleError) {
    let target = try top(place)
    // Taken out while it changes: a copy for each item would take the square of the time.
    let node = graph.nodes[target]
    graph.nodes[target] = .none
    switch consume node {
    case .list(var list):
      list += items
      graph.nodes[target] = .list(list)
    case .set(var set):
      set += items
      graph.nodes[target] = .set(set)
    case .object(var object):
      object.items += items
      graph.nodes[target] = .object(object)
    default: throw damaged(place)
    }
  }

  private mutating func set(_ entries: [PickleGraph.Entry], _ place: Int) throws(PickleError) {
    let target = try top(place)
    let node = graph.nodes[target]
    graph.nodes[target] = .none
    switch consume node {
    case .dictionary(var all):
      all += entries
      graph.nodes[target] = .dictionary(all)
    case .object(var object):
      object.entries += entries
      graph.nodes[target] = .object(object)
    default: throw damaged(place)
    }
  }

  private mutating func build(_ place: Int) throws(PickleError) {
    let state = try pop(place)
    let target = try top(place)
    guard var object = graph.object(target) else {
      // The state of a class, of a function: nothing that a network needs.
      if graph.global(target) != nil { return }
      throw damaged(place)
    }
    object.state = state
    graph.nodes[target] = .object(object)
    if graph.global(object.maker)?.name == "NumpyArrayWrapper" {
      try readJoblibArray(target, place)
    }
  }

  // MARK: Arrays in the stream

  /// What joblib writes behind the description of an array: its numbers, or a pickle of objects.
  private mutating func readJoblibArray(
    _ target: PickleGraph.Reference, _ place: Int
  ) throws(PickleError) {
    let attributes = graph.attributes(target) ?? []
    guard let shape = graph.value("shape", in: attributes).flatMap(graph.integers),
      shape.count <= 8, let type = graph.value("dtype", in: attributes)
    else { throw damaged(place) }
    if graph.isObjectType(type) {
      guard nesting < PickleLimits.nesting else { throw damaged(place) }
      // A pickle with a stack and a memo of its own, in the same graph.
      let outer = (stack, marks, memo)
      (stack, marks, memo) = ([], [], [:])
      nesting += 1
      let inner = try pickle()
      nesting -= 1
      (stack, marks, memo) = outer
      graph.nodes[target] = graph.nodes[inner]
      return
    }
    if let alignment = graph.value("numpy_array_alignment_bytes", in: attributes),
      !graph.isNone(alignment)
    {
      _ = try needed(cursor.range(try count(1, place)), place)
    }
    guard let count = StoredNumbers.count(of: shape) else { throw damaged(place) }
    guard let (element, isBigEndian) = graph.elementType(type) else {
      // Texts, or records: what no network is made of, but has to be passed over.
      guard let size = graph.itemSize(type), count <= cursor.remaining / size else {
        throw PickleError(message: "an array has values of a type that is not read", offset: place)
      }
      let range = try needed(cursor.range(size * count), place)
      graph.nodes[target] =
        graph.textWidth(type).map { .texts(width: $0, range) } ?? .bytes(range)
      return
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: element.byteCount)
    guard !overflow else { throw damaged(place) }
    let order = graph.value("order", in: attributes).flatMap(graph.text)
    graph.nodes[target] = .numbers(
      StoredNumbers(
        type: element, isBigEndian: isBigEndian, shape: shape, isFortranOrder: order == "F",
        range: try needed(cursor.range(size), place)))
  }

  private func needed<Value>(_ value: Value?, _ place: Int) throws(PickleError) -> Value {
    guard let value else { throw damaged(place) }
    return value
  }

  private func damaged(_ place: Int) -> PickleError {
    PickleError(message: "it is damaged or cut short", offset: place)
  }
}

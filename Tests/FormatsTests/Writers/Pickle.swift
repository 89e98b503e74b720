/// A value of Python, written as a pickle of protocol 3.
indirect enum Pickle: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  case list([Pickle])
  case tuple([Pickle])
  case dictionary([(key: String, value: Pickle)])
  case global(String, String)
  case call(Pickle, [Pickle])
  case built(Pickle, state: Pickle)
  case persistent(Pickle)

  var file: [UInt8] { [0x80, 3] + code + Array(".".utf8) }

  private var code: [UInt8] {
    switch self {
    case .none: Array("N".utf8)
    case .bool(let value): [value ? 0x88 : 0x89]
    case .int(let value): Array("J".utf8) + [UInt8](little: value, 4)
    case .number(let value): Array("G".utf8) + [UInt8](doubles: [value]).reversed()
    case .text(let text): Array("X".utf8) + [UInt8](little: text.utf8.count, 4) + Array(text.utf8)
    case .bytes(let bytes): Array("B".utf8) + [UInt8](little: bytes.count, 4) + bytes
    case .list(let values): Array("(".utf8) + values.flatMap(\.code) + Array("l".utf8)
    case .tuple(let values): Array("(".utf8) + values.flatMap(\.code) + Array("t".utf8)
    case .dictionary(let entries):
      Array("(".utf8) + entries.flatMap { Pickle.text($0.key).code + $0.value.code }
        + Array("d".utf8)
    case .global(let module, let name): Array("c\(module)\n\(name)\n".utf8)
    case .call(let maker, let arguments):
      maker.code + Pickle.tuple(arguments).code + Array("R".utf8)
    case .built(let object, let state): object.code + state.code + Array("b".utf8)
    case .persistent(let id): id.code + Array("Q".utf8)
    }
  }

  // MARK: What NumPy and scikit-learn write

  static func type(_ name: String, order: String = "<") -> Pickle {
    .built(
      .call(.global("numpy", "dtype"), [.text(name), .bool(false), .bool(true)]),
      state: .tuple([.int(3), .text(order), .none, .none, .none, .int(-1), .int(-1), .int(0)]))
  }

  /// An array in any type, of bytes that somebody else has made.
  static func array(_ shape: [Int], _ type: Pickle, _ data: Pickle) -> Pickle {
    .built(
      .call(
        .global("numpy.core.multiarray", "_reconstruct"),
        [.global("numpy", "ndarray"), .tuple([.int(0)]), .bytes([0x62])]),
      state: .tuple([.int(1), .tuple(shape.map { .int($0) }), type, .bool(false), data]))
  }

  static func array(_ shape: [Int], _ values: [Double]) -> Pickle {
    array(shape, type("f8"), .bytes([UInt8](doubles: values)))
  }

  static func vector(_ values: Double...) -> Pickle { array([values.count], values) }

  static func object(_ module: String, _ name: String, _ state: [(String, Pickle)]) -> Pickle {
    .built(
      .call(.global(module, name), []),
      state: .dictionary(state.map { (key: $0.0, value: $0.1) }))
  }

  static func estimator(_ name: String, _ state: [(String, Pickle)] = []) -> Pickle {
    object("sklearn.any", name, state)
  }

  static func pipeline(_ steps: (String, Pickle)...) -> Pickle {
    estimator("Pipeline", [("steps", .list(steps.map { .tuple([.text($0.0), $0.1]) }))])
  }
}

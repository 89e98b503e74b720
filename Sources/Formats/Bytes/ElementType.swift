/// How files store one number. All of them but the widest integers widen to a double exactly.
enum ElementType: Sendable, Hashable {
  case float16
  case bfloat16
  case float32
  case float64
  case signed(bytes: Int)
  case unsigned(bytes: Int)
  case boolean

  var byteCount: Int {
    switch self {
    case .boolean: 1
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    case .signed(let bytes), .unsigned(let bytes): bytes
    }
  }

  /// What people call it: `float32`.
  var name: String {
    switch self {
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .float32: "float32"
    case .float64: "float64"
    case .signed(let bytes): "int\(8 * bytes)"
    case .unsigned(let bytes): "uint\(8 * bytes)"
    case .boolean: "bool"
    }
  }

  /// NumPy's name for it, such as `f8` or `i4`, without the mark of the byte order.
  init?(numpy name: some StringProtocol) {
    switch name {
    case "f2": self = .float16
    case "f4": self = .float32
    case "f8": self = .float64
    case "i1": self = .signed(bytes: 1)
    case "i2": self = .signed(bytes: 2)
    case "i4": self = .signed(bytes: 4)
    case "i8": self = .signed(bytes: 8)
    case "u1": self = .unsigned(bytes: 1)
    case "u2": self = .unsigned(bytes: 2)
    case "u4": self = .unsigned(bytes: 4)
    case "u8": self = .unsigned(bytes: 8)
    case "b1": self = .boolean
    default: return nil
    }
  }
}

/// The instructions of pickle protocols 2 to 5.
///
/// Source: the documentation of Python's `pickletools`. What only protocols 0 and 1 write is not
/// among them, but for a few that newer ones still use.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case stop = 0x2E
  case pop = 0x30
  case popMark = 0x31
  case dup = 0x32
  case float = 0x47
  case int = 0x4A
  case int1 = 0x4B
  case int2 = 0x4D
  case none = 0x4E
  case persistentID = 0x51
  case reduce = 0x52
  case string = 0x54
  case shortString = 0x55
  case unicode = 0x58
  case append = 0x61
  case build = 0x62
  case global = 0x63
  case dictionary = 0x64
  case emptyDictionary = 0x7D
  case appends = 0x65
  case get1 = 0x68
  case get4 = 0x6A
  case list = 0x6C
  case emptyList = 0x5D
  case put1 = 0x71
  case put4 = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case emptyTuple = 0x29
  case setItems = 0x75
  case bytes = 0x42
  case shortBytes = 0x43

  // Protocol 2
  case proto = 0x80
  case newObject = 0x81
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case long4 = 0x8B

  // Protocol 4
  case shortUnicode = 0x8C
  case unicode8 = 0x8D
  case bytes8 = 0x8E
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case newObjectEx = 0x92
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95

  // Protocol 5
  case byteArray8 = 0x96
}

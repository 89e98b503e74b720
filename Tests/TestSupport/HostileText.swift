/// Texts that would act on a screen, mislead who reads, or break a line, if they were printed as they are.
public enum HostileText {
  /// Two hundred of them, without NUL, a slash or a line feed, so that each may be the name of a file.
  public static let all: [String] = {
    let controls = (Array(1...0x1F) + Array(0x7F...0x9F)).filter { $0 != 0x0A }
    let order: [UInt32] =
      [0x061C, 0x200E, 0x200F, 0x2028, 0x2029] + Array(0x202A...0x202E) + Array(0x2066...0x2069)
    let single = (controls.map(UInt32.init) + order).compactMap(Unicode.Scalar.init).map {
      "a\($0)b"
    }
    let sequences = [
      "\u{1b}[31mred", "\u{1b}[2J", "\u{1b}[1;1Hhome", "\u{1b}]0;title\u{7}",
      "\u{1b}]52;c;aGk=\u{7}",
      "\u{1b}P+q544e\u{1b}\\", "\u{9b}31mred", "\u{9d}0;title\u{9c}", "\u{1b}c", "\u{1b}[6n",
      "\u{1b}[?1049h", "\u{1b}[20t", "\u{1b}(0lqk", "\u{e}shift\u{f}", "over\r\u{1b}[2Kwritten",
      "back\u{8}\u{8}\u{8}\u{8}", "\u{202e}nosj.ten", "\u{2066}in\u{2069}", "a\u{200f}b\u{200e}",
      "tab\there", "bell\u{7}", "\u{1b}[31m\u{202e}both\u{1b}[0m", "\u{1b}", "\u{9b}", "\u{85}next",
      "two\u{2028}lines", "\u{1b}[0m\u{1b}[1mbold", "'\u{1b}[31m'", "$(\u{1b}[31m)",
    ]
    var random = SeededGenerator(seed: 13)
    let parts = controls.map(UInt32.init) + order + [0x5B, 0x5D, 0x3B, 0x6D, 0x41, 0x31, 0x3C3]
    var all = single + sequences
    while all.count < 200 {
      let scalars = (0..<Int.random(in: 2...8, using: &random)).compactMap { _ in
        parts.randomElement(using: &random).flatMap(Unicode.Scalar.init)
      }
      all.append("r" + String(String.UnicodeScalarView(scalars)))
    }
    return all
  }()

  /// The scalars of an output that a screen would act on, or that change the order of reading; lines and
  /// tabs are none.
  ///
  /// - Parameter bytes: of an output in UTF-8; what is none counts.
  public static func raw(in bytes: [UInt8]) -> [String] {
    guard let text = String(validating: bytes, as: UTF8.self) else { return ["no UTF-8"] }
    return text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
      default: false
      }
    }.map { "U+" + String($0.value, radix: 16) }
  }
}

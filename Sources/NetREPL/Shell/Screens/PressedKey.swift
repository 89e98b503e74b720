import Platform

/// A key of a terminal that is taken one by one.
package enum PressedKey: Equatable, Sendable {
  case up, down, left, right, pageUp, pageDown, home, end
  case enter, tab, backspace, escape
  case character(Character)

  /// The keys that some bytes are, and the bytes of one that has not come whole.
  ///
  /// - Parameter isAll: whether nothing more is on its way: then an escape alone is the key.
  package static func keys(in bytes: inout [UInt8], isAll: Bool) -> [PressedKey] {
    var keys: [PressedKey] = []
    var rest = bytes[...]
    while let first = rest.first {
      if first == 0x1B {
        let (key, count) = sequence(rest, isAll: isAll)
        guard count > 0 else { break }
        if let key { keys.append(key) }
        rest = rest.dropFirst(count)
        continue
      }
      let count = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
      guard rest.count >= count || isAll else { break }
      keys += single(rest.prefix(count)).map { [$0] } ?? []
      rest = rest.dropFirst(count)
    }
    bytes = Array(rest)
    return keys
  }

  private static func single(_ bytes: ArraySlice<UInt8>) -> PressedKey? {
    switch bytes.first {
    case 0x0D, 0x0A: return .enter
    case 0x09: return .tab
    case 0x7F, 0x08: return .backspace
    case 0x02: return .pageUp
    case 0x06: return .pageDown
    // Ctrl-D leaves, as it leaves the prompt.
    case 0x04: return .escape
    default: break
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let character = text.first, text.count == 1,
      !text.unicodeScalars.contains(where: \.isTrouble)
    else { return nil }
    return .character(character)
  }

  /// A key that begins with an escape, and how many bytes it has; none where more are to come.
  private static func sequence(
    _ bytes: ArraySlice<UInt8>, isAll: Bool
  ) -> (key: PressedKey?, count: Int) {
    let body = Array(bytes.dropFirst())
    guard let kind = body.first else { return isAll ? (.escape, 1) : (nil, 0) }
    guard kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return (.escape, 1) }
    // Parameters, then the byte that ends it.
    guard let end = body.dropFirst().firstIndex(where: { (0x40...0x7E).contains($0) }), end < 16
    else { return isAll || body.count > 16 ? (nil, bytes.count) : (nil, 0) }
    let parameters = String(decoding: body[1..<end], as: UTF8.self)
    let key: PressedKey? =
      switch body[end] {
      case UInt8(ascii: "A"): .up
      case UInt8(ascii: "B"): .down
      case UInt8(ascii: "C"): .right
      case UInt8(ascii: "D"): .left
      case UInt8(ascii: "H"): .home
      case UInt8(ascii: "F"): .end
      case UInt8(ascii: "~"):
        switch parameters.prefix(while: \.isNumber) {
        case "1", "7": .home
        case "4", "8": .end
        case "5": .pageUp
        case "6": .pageDown
        default: nil
        }
      default: nil
      }
    return (key, end + 2)
  }
}

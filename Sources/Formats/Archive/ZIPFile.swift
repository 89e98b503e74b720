/// A zip: its members by name, as its directory tells them.
///
/// Source: PKWARE's APPNOTE, sections 4.3 to 4.5. What the directory says of sizes and places is
/// checked against the file before it is used.
struct ZIPFile {
  static let mark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  let members: [Member]
  private let source: any ByteSource

  /// What people call the file: `the npz file`.
  private let kind: String

  struct Member {
    var name: String
    var method: Int
    var isEncrypted: Bool
    var storedCount: Int
    var count: Int
    var checksum: UInt32
    var headerOffset: Int
  }

  init(_ source: any ByteSource, kind: String) throws(RowError) {
    (self.source, self.kind) = (source, kind)
    members = try Self.directory(of: source, kind)
  }

  /// What a member unpacks to.
  func bytes(of member: Member) throws(RowError) -> any ByteSource {
    let range = try storedRange(of: member)
    let stored = PartialBytes(source, start: range.lowerBound, count: range.count)
    switch member.method {
    case 0:
      guard member.count == member.storedCount else { throw Self.damaged(kind) }
      return stored
    case 8: return InflatedBytes(stored, count: member.count, checksum: member.checksum)
    default:
      throw RowError(
        "\(Quote.single(member.name)) is compressed by method \(member.method); only what is "
          + "stored or deflated is read")
    }
  }

  /// Where the bytes of a member stand in the file, packed or not.
  func storedRange(of member: Member) throws(RowError) -> Range<Int> {
    if member.isEncrypted { throw RowError("\(Quote.single(member.name)) is encrypted") }
    let head = try source.bytes(at: member.headerOffset, count: 30)
    guard head.count == 30, head.starts(with: Self.mark) else { throw Self.damaged(kind) }
    let offset = member.headerOffset + 30 + head.number(at: 26, 2) + head.number(at: 28, 2)
    guard offset <= source.count, member.storedCount <= source.count - offset else {
      throw Self.damaged(kind)
    }
    return offset..<(offset + member.storedCount)
  }

  // MARK: The directory at the end

  private static func directory(
    of source: any ByteSource, _ kind: String
  ) throws(RowError) -> [Member] {
    // The last record ends with a comment of at most 65535 bytes.
    let tailStart = max(0, source.count - 22 - 65_535)
    let tail = try source.bytes(at: tailStart, count: source.count - tailStart)
    guard tail.count >= 22,
      let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
        tail[$0...].starts(with: [0x50, 0x4B, 0x05, 0x06])
      })
    else { throw damaged(kind) }
    var (size, offset) = (tail.number(at: end + 12, 4), tail.number(at: end + 16, 4))
    if offset == 0xFFFF_FFFF || size == 0xFFFF_FFFF {
      // Zip64: a locator before the last record says where the wide one is.
      guard end >= 20, tail[(end - 20)...].starts(with: [0x50, 0x4B, 0x06, 0x07]) else {
        throw damaged(kind)
      }
      let wide = try source.bytes(at: tail.number(at: end - 12, 8), count: 56)
      guard wide.count == 56, wide.starts(with: [0x50, 0x4B, 0x06, 0x06]) else {
        throw damaged(kind)
      }
      (size, offset) = (wide.number(at: 40, 8), wide.number(at: 48, 8))
    }
    guard size >= 0, size <= 1 << 24, offset >= 0, offset <= source.count else {
      throw damaged(kind)
    }
    let bytes = try source.bytes(at: offset, count: size)
    guard bytes.count == size else { throw damaged(kind) }
    var members: [Member] = []
    var position = 0
    while position + 46 <= bytes.count,
      bytes[position...].starts(with: [0x50, 0x4B, 0x01, 0x02])
    {
      let nameCount = bytes.number(at: position + 28, 2)
      let extraCount = bytes.number(at: position + 30, 2)
      let next = position + 46 + nameCount + extraCount + bytes.number(at: position + 32, 2)
      guard next <= bytes.count else { throw damaged(kind) }
      if members.count == ReadLimits.current[.entries],
        let problem = ReadLimits.problem(
          .entries, atLeast: members.count + 1, enough: bytes.count / 46)
      {
        throw RowError("\(kind): \(problem)")
      }
      members.append(try member(bytes, position, nameCount, extraCount, kind))
      position = next
    }
    return members
  }

  private static func member(
    _ bytes: [UInt8], _ start: Int, _ nameCount: Int, _ extraCount: Int, _ kind: String
  ) throws(RowError) -> Member {
    let nameStart = start + 46
    var member = Member(
      name: String(decoding: bytes[nameStart..<(nameStart + nameCount)], as: UTF8.self),
      method: bytes.number(at: start + 10, 2), isEncrypted: bytes[start + 8] & 1 == 1,
      storedCount: bytes.number(at: start + 20, 4), count: bytes.number(at: start + 24, 4),
      checksum: UInt32(truncatingIfNeeded: bytes.number(at: start + 16, 4)),
      headerOffset: bytes.number(at: start + 42, 4))
    // Zip64: the extra field of id 1 has, in this order, what does not fit 32 bits.
    let extra = Array(bytes[(nameStart + nameCount)..<(nameStart + nameCount + extraCount)])
    var position = 0
    while position + 4 <= extra.count {
      let (id, count) = (extra.number(at: position, 2), extra.number(at: position + 2, 2))
      position += 4
      guard position + count <= extra.count else { throw damaged(kind) }
      if id == 1 {
        var field = position
        for path in [\Member.count, \Member.storedCount, \Member.headerOffset]
        where member[keyPath: path] == 0xFFFF_FFFF {
          guard field + 8 <= position + count else { throw damaged(kind) }
          member[keyPath: path] = extra.number(at: field, 8)
          field += 8
        }
      }
      position += count
    }
    guard member.count >= 0, member.storedCount >= 0, member.headerOffset >= 0,
      member.headerOffset <= Int.max - 200_000
    else { throw damaged(kind) }
    return member
  }

  private static func damaged(_ kind: String) -> RowError {
    RowError("\(kind) is damaged or cut short")
  }
}

extension [UInt8] {
  /// An unsigned number of so many bytes, little end first; -1 for one beyond Int.
  fileprivate func number(at offset: Int, _ size: Int) -> Int {
    let value = self[offset..<(offset + size)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value) ?? -1
  }
}

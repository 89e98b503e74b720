/// The members of a zip that holds a network, within the bytes of its file.
struct ModelArchive {
  let bytes: [UInt8]
  let names: [String]

  private let file: ZIPFile

  /// - Throws: `RowError` when the zip is damaged.
  init(_ bytes: [UInt8]) throws(RowError) {
    self.bytes = bytes
    file = try ZIPFile(MemoryBytes(bytes), kind: "the zip")
    names = file.members.map(\.name)
  }

  func contains(_ name: String) -> Bool { names.contains(name) }

  /// Where a member stands in the file; nil when there is none, or it is packed.
  func storedRange(of name: String) throws(RowError) -> Range<Int>? {
    guard let member = file.members.first(where: { $0.name == name }), member.method == 0,
      member.count == member.storedCount
    else { return nil }
    let range = try file.storedRange(of: member)
    guard member.checksum == Zlib.checksum(bytes[range]) else { throw Self.damaged(name) }
    return range
  }

  private static func damaged(_ name: String) -> RowError {
    RowError("\(Quote.single(name)) is damaged: its checksum is another")
  }

  /// What a member unpacks to, as many bytes at most as the limit says; nil when there is none.
  func unpacked(_ name: String, limit: ReadLimit) throws(RowError) -> [UInt8]? {
    guard let member = file.members.first(where: { $0.name == name }) else { return nil }
    if let problem = ReadLimits.problem(.expansion, member.count / max(member.storedCount, 1))
      ?? ReadLimits.problem(limit, member.count)
    {
      throw RowError("\(Quote.single(name)): \(problem)")
    }
    // What is packed is checked as it is unpacked.
    if member.method == 0, let range = try storedRange(of: name) { return Array(bytes[range]) }
    let source = try file.bytes(of: member)
    return try source.bytes(at: 0, count: source.count)
  }
}

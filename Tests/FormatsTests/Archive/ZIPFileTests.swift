import Testing

@testable import Formats

/// The directory of a zip as zip64 writes it, where sizes and places may not fit 32 bits; see sections
/// 4.3.14 and 4.5.3 of APPNOTE.
@Suite struct ZIPFileTests {
  private static let content = Array("0123456789".utf8)
  private static let wide = [UInt8](repeating: 0xFF, count: 4)

  /// A zip of one stored member, whose sizes and places stand in its extra field and in a wide record.
  private func zip64(
    extra: [UInt8]? = nil, sizes: [Int] = [10, 10, 0], mark: [UInt8] = [0x50, 0x4B, 6, 6]
  ) -> [UInt8] {
    let name = Array("a.txt".utf8)
    let head = [UInt8](little: 45, 2) + [UInt8](repeating: 0, count: 12)
    let file =
      [0x50, 0x4B, 3, 4] + head + Self.wide + Self.wide + [UInt8](little: name.count, 2) + [0, 0]
      + name + Self.content
    let fields = sizes.flatMap { [UInt8](little: $0, 8) }
    let extra = extra ?? [1, 0] + [UInt8](little: fields.count, 2) + fields
    let directory =
      [0x50, 0x4B, 1, 2] + [45, 0] + head + Self.wide + Self.wide
      + [UInt8](little: name.count, 2) + [UInt8](little: extra.count, 2)
      + [UInt8](repeating: 0, count: 10) + Self.wide + name + extra
    let record =
      mark + [UInt8](little: 44, 8) + [UInt8](repeating: 0, count: 12)
      + [UInt8](little: 1, 8) + [UInt8](little: 1, 8)
      + [UInt8](little: directory.count, 8) + [UInt8](little: file.count, 8)
    let locator =
      [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + [UInt8](little: file.count + directory.count, 8)
      + [1, 0, 0, 0]
    return file + directory + record + locator + [0x50, 0x4B, 5, 6] + [0, 0, 0, 0, 1, 0, 1, 0]
      + Self.wide + Self.wide + [0, 0]
  }

  private func content(_ bytes: [UInt8]) throws(RowError) -> [UInt8] {
    let file = try ZIPFile(MemoryBytes(bytes), kind: "the zip")
    return try file.bytes(of: file.members[0]).bytes(at: 0, count: 100)
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do throws(RowError) {
      _ = try content(bytes)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func whatDoesNotFit() throws {
    #expect(try content(zip64()) == Self.content)
    // A field of something else before it.
    let fields = [10, 10, 0].flatMap { [UInt8](little: $0, 8) }
    #expect(
      try content(zip64(extra: [9, 9, 2, 0, 5, 5] + [1, 0, 24, 0] + fields)) == Self.content)
  }

  @Test func whatIsDamaged() {
    let damaged = "the zip is damaged or cut short"
    for bytes in [
      // The field ends before its numbers, or the extra part before the field.
      zip64(sizes: [10, 10]), zip64(extra: [1, 0, 30, 0, 1, 2]),
      // Numbers beyond Int, or beyond the file.
      zip64(sizes: [-1, 10, 0]), zip64(sizes: [10, -1, 0]), zip64(sizes: [10, 10, -1]),
      zip64(sizes: [10, 10, .max]), zip64(sizes: [10, 10, 1 << 40]), zip64(sizes: [999, 999, 0]),
      // No wide record where the locator says.
      zip64(mark: [0x50, 0x4B, 6, 5]),
      // None at all.
      Array(zip64().dropLast(42)) + zip64().suffix(22),
    ] {
      #expect(refusal(bytes) == damaged)
    }
  }
}

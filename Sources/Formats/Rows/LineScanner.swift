import Platform

/// The lines of a text that count: not those that are empty or begin with `#`.
struct LineScanner {
  /// A line, and its number in the file, from 1. Its bytes stay until the next one is read, and the
  /// byte behind them is no part of a number.
  @safe struct Line {
    var text: UnsafeRawBufferPointer
    var number: Int

    /// Without what stands behind a blank and a `#`, as NumPy's `loadtxt` drops it; of `#ff0000` in a
    /// cell and of quoted text nothing is.
    var withoutComment: Line {
      guard unsafe first(0x23, in: text) != nil else { return self }
      var (isQuoted, isBehindBlank) = (false, false)
      for position in unsafe text.indices {
        let byte = unsafe text[position]
        if byte == 0x22 { isQuoted.toggle() }
        if byte == 0x23, isBehindBlank, !isQuoted {
          var end = position
          while end > 0, unsafe text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
          return unsafe Line(
            text: UnsafeRawBufferPointer(rebasing: text[0..<end]), number: number)
        }
        isBehindBlank = byte == 0x20 || byte == 0x09
      }
      return self
    }
  }

  private let source: any ByteSource
  private let buffer: Buffer

  /// Where the bytes in the buffer end in the file, and which of them are not used yet.
  private var offset = 0
  private var rest = 0..<0
  private var number = 0

  /// The last line before the first one that counts, where it begins with `#`; without the mark.
  private(set) var comment: String?
  private var hasBegun = false

  /// The most bytes of a line: a million numbers.
  private static let longestLine = 1 << 25

  /// The most bytes of a comment that may name columns.
  private static let longestComment = 1 << 16

  init(_ source: any ByteSource) {
    self.source = source
    buffer = Buffer()
  }

  var progress: Double {
    source.count == 0 ? 1 : Double(offset - rest.count) / Double(source.count)
  }

  /// Begins again at the first line.
  mutating func restart() { (offset, rest, number) = (0, 0..<0, 0) }

  mutating func next() throws(RowError) -> Line? {
    while let line = unsafe try nextLine() {
      if let line = unsafe counting(line) { return line }
    }
    return nil
  }

  /// The next lines that can be had without reading on in the file, at least one but at the end of
  /// the file: appended to `lines`, whose bytes all stay until the next call.
  mutating func next(_ limit: Int, into lines: inout [Line]) throws(RowError) {
    lines.removeAll(keepingCapacity: true)
    guard let first = try next() else { return }
    lines.append(first)
    while lines.count < limit, let line = unsafe bufferedLine() {
      if let line = unsafe counting(line) { lines.append(line) }
    }
  }

  /// The line without the spaces around it; nil when it does not count.
  private mutating func counting(_ line: UnsafeRawBufferPointer) -> Line? {
    let text = unsafe trimmed(line)
    // A tab may be a separator before an empty cell.
    guard let first = unsafe text.first(where: { $0 != 0x09 && $0 != 0x20 }), first != 0x23 else {
      if !hasBegun {
        let isComment = unsafe !text.isEmpty && text.count <= Self.longestComment
        comment = unsafe isComment ? String(decoding: text.dropFirst(), as: UTF8.self) : nil
      }
      return nil
    }
    hasBegun = true
    return unsafe Line(text: text, number: number)
  }

  /// The next line, if the whole of it is in the buffer.
  private mutating func bufferedLine() -> UnsafeRawBufferPointer? {
    let start = unsafe buffer.base + rest.lowerBound
    return unsafe newline(in: UnsafeRawBufferPointer(start: start, count: rest.count)).map { end in
      unsafe take(end, andSkip: 1)
    }
  }

  private mutating func nextLine() throws(RowError) -> UnsafeRawBufferPointer? {
    var searched = 0
    while true {
      let start = unsafe buffer.base + rest.lowerBound
      let unseen = unsafe UnsafeRawBufferPointer(
        start: start + searched, count: rest.count - searched)
      if let end = unsafe newline(in: unseen) { return unsafe take(searched + end, andSkip: 1) }
      searched = rest.count
      if offset == source.count { return unsafe rest.isEmpty ? nil : take(rest.count, andSkip: 0) }
      try fill()
    }
  }

  private mutating func take(_ count: Int, andSkip more: Int) -> UnsafeRawBufferPointer {
    let text = unsafe UnsafeRawBufferPointer(start: buffer.base + rest.lowerBound, count: count)
    rest = (rest.lowerBound + count + more)..<rest.upperBound
    number += 1
    return unsafe text
  }

  private mutating func fill() throws(RowError) {
    if StopRequest.isMade { throw RowError.stopped }
    guard rest.count <= Self.longestLine else {
      throw RowError("line \(number + 1) is longer than \(Self.longestLine) bytes; is this a text?")
    }
    // One byte stays free behind the last: a number ends there.
    buffer.keep(rest, room: Buffer.pieceBytes + 1)
    let count = min(Buffer.pieceBytes, source.count - offset)
    let target = unsafe UnsafeMutableRawBufferPointer(start: buffer.base + rest.count, count: count)
    unsafe try source.read(at: offset, into: target)
    unsafe buffer.base[rest.count + count] = 0x0A
    if offset == 0, unsafe target.starts(with: [0xEF, 0xBB, 0xBF]) {
      // A byte-order mark is no part of the first number.
      for i in 0..<3 { unsafe buffer.base[i] = 0x20 }
    }
    rest = 0..<(rest.count + count)
    offset += count
  }

  private func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var (start, end) = (0, line.count)
    while start < end, unsafe line[start] == 0x20 { start += 1 }
    while end > start, unsafe line[end - 1] == 0x20 || line[end - 1] == 0x0D { end -= 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: line[start..<end])
  }

  /// Memory for the piece of the file at hand; it grows for a long line.
  @safe private final class Buffer {
    static let pieceBytes = 1 << 20
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    init() {
      capacity = 2 * Self.pieceBytes
      unsafe base = .allocate(capacity: capacity)
      unsafe base[0] = 0x0A
    }

    deinit { unsafe base.deallocate() }

    /// Moves some bytes to the front and makes room behind them.
    func keep(_ range: Range<Int>, room: Int) {
      if range.count + room > capacity {
        capacity = 2 * (range.count + room)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: base + range.lowerBound, count: range.count)
        unsafe base.deallocate()
        unsafe base = larger
      } else {
        unsafe base.update(from: base + range.lowerBound, count: range.count)
      }
    }
  }
}

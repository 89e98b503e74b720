internal import CZlib
internal import Platform

/// The bytes of a compressed part of a file: the one file that calls zlib.
///
/// They are unpacked as they are read, forward, and never more than was announced: a small file
/// that unpacks to a huge one costs time, but no memory. Reading backward begins anew.
@safe final class InflatedBytes: ByteSource {
  let count: Int

  private let source: any ByteSource
  private let checksum: UInt32
  private var stream = unsafe z_stream()
  private var isOpen = false
  private var input = [UInt8](repeating: 0, count: 1 << 14)
  private var inputOffset = 0
  private var pending = 0..<0
  private var position = 0
  private var sum: UInt = 0

  /// - Parameters:
  ///   - source: a deflate stream without header.
  ///   - count: how many bytes it unpacks to.
  ///   - checksum: their CRC-32.
  init(_ source: any ByteSource, count: Int, checksum: UInt32) {
    (self.source, self.count, self.checksum) = (source, count, checksum)
  }

  /// The same at the same place, to be read on apart from it.
  func copy() throws(RowError) -> InflatedBytes {
    let copy = InflatedBytes(source, count: count, checksum: checksum)
    if isOpen {
      guard unsafe inflateCopy(&copy.stream, &stream) == Z_OK else { throw Self.noMemory }
    }
    (copy.isOpen, copy.input, copy.inputOffset) = (isOpen, input, inputOffset)
    (copy.pending, copy.position, copy.sum) = (pending, position, sum)
    return copy
  }

  /// Goes on to a place.
  func advance(to offset: Int) throws(RowError) {
    unsafe try read(at: offset, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
  }

  private static let noMemory = RowError("there is no memory to unpack the file")

  deinit { if isOpen { unsafe inflateEnd(&stream) } }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RowError) {
    if !isOpen || offset < position { try restart() }
    var discarded = [UInt8](repeating: 0, count: min(max(offset - position, 0), 1 << 16))
    while position < offset {
      let piece = min(discarded.count, offset - position)
      var failure: RowError?
      unsafe discarded.withUnsafeMutableBytes { bytes in
        do throws(RowError) {
          unsafe try inflate(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<piece]))
        } catch { failure = error }
      }
      if let failure { throw failure }
    }
    unsafe try inflate(into: buffer)
  }

  private func restart() throws(RowError) {
    if isOpen { unsafe inflateEnd(&stream) }
    unsafe stream = z_stream()
    // Negative: without the header of a zlib stream.
    let code = unsafe inflateInit2_(
      &stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw Self.noMemory }
    isOpen = true
    (inputOffset, pending, position, sum) = (0, 0..<0, 0, crc32(0, nil, 0))
  }

  /// Unpacks exactly as many bytes as there is room for.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(RowError) {
    var done = 0
    while done < buffer.count {
      if StopRequest.isMade { throw RowError.stopped }
      if pending.isEmpty { try fill() }
      let room = min(buffer.count - done, 1 << 22)
      let (before, target) = unsafe (pending.count, buffer.baseAddress.map { unsafe $0 + done })
      var produced = 0
      let code = unsafe input.withUnsafeMutableBufferPointer { bytes -> Int32 in
        unsafe stream.next_in = bytes.baseAddress.map { unsafe $0 + pending.lowerBound }
        unsafe stream.avail_in = UInt32(before)
        unsafe stream.next_out = target?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.avail_out = UInt32(room)
        let code = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
        produced = unsafe room - Int(stream.avail_out)
        sum = unsafe crc32(sum, target?.assumingMemoryBound(to: UInt8.self), UInt32(produced))
        return code
      }
      pending = unsafe (pending.upperBound - Int(stream.avail_in))..<pending.upperBound
      done += produced
      position += produced
      guard code == Z_OK || code == Z_STREAM_END || (code == Z_BUF_ERROR && pending.isEmpty),
        code != Z_STREAM_END || done == buffer.count
      else { throw damaged }
    }
    if position == count, sum != UInt(checksum) { throw damaged }
  }

  private func fill() throws(RowError) {
    let count = min(input.count, source.count - inputOffset)
    guard count > 0 else { throw damaged }
    let bytes = try source.bytes(at: inputOffset, count: count)
    input.replaceSubrange(0..<count, with: bytes)
    inputOffset += count
    pending = 0..<count
  }

  private var damaged: RowError { RowError("the zip is damaged: a member cannot be unpacked") }
}

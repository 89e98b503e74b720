internal import CZlib
internal import Platform

/// A whole zlib or gzip stream, as joblib and MATLAB write them.
enum Zlib {
  /// What a stream unpacks to.
  ///
  /// - Throws: `RowError` when it is damaged, or becomes more bytes than the limits allow.
  static func unpacked(_ bytes: ArraySlice<UInt8>) throws(RowError) -> [UInt8] {
    let limit = min(ReadLimits.unpacked(bytes.count), ReadLimits.current[.size])
    guard let (result, count) = unpacked(bytes, keeping: limit) else {
      throw RowError("it is compressed, and damaged")
    }
    let ratio = count <= ReadLimits.unpacked(bytes.count) ? 0 : (count - 1) / bytes.count + 1
    if let problem = ReadLimits.problem(.expansion, ratio) ?? ReadLimits.problem(.size, count) {
      throw RowError(problem)
    }
    return result
  }

  /// The first bytes, and how many there are in all, as far as limits can be raised; nil when it is
  /// damaged.
  private static func unpacked(
    _ bytes: ArraySlice<UInt8>, keeping limit: Int
  ) -> (bytes: [UInt8], count: Int)? {
    var stream = unsafe z_stream()
    // 32 more: zlib or gzip, by the header.
    guard
      unsafe inflateInit2_(
        &stream, MAX_WBITS + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { unsafe inflateEnd(&stream) }
    var result: [UInt8] = []
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    let isWhole = unsafe bytes.withUnsafeBufferPointer { input -> Bool in
      guard input.count <= Int(UInt32.max) else { return false }
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      while !StopRequest.isMade {
        var produced = 0
        let room = buffer.count
        let code = unsafe buffer.withUnsafeMutableBufferPointer { output -> Int32 in
          unsafe stream.next_out = output.baseAddress
          unsafe stream.avail_out = UInt32(room)
          let code = unsafe inflate(&stream, Z_NO_FLUSH)
          produced = unsafe room - Int(stream.avail_out)
          return code
        }
        result += buffer[..<min(produced, limit - result.count)]
        count += produced
        if count > ReadLimit.range.upperBound { return true }
        if code == Z_STREAM_END { return true }
        // No progress: the input has ended too early.
        guard code == Z_OK, unsafe produced > 0 || stream.avail_in > 0 else { return false }
      }
      return false
    }
    return isWhole ? (result, count) : nil
  }

  /// The CRC-32 of bytes.
  ///
  /// - Parameter before: that of what stands before them.
  static func checksum(_ bytes: ArraySlice<UInt8>, before: UInt32 = 0) -> UInt32 {
    if bytes.isEmpty { return before }
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(before), $0.baseAddress, $0.count))
    }
  }

  /// The two bytes at the head of a zlib stream.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    // Without a dictionary, as text that begins with "x " would have.
    bytes.count > 2 && bytes[0] == 0x78 && bytes[1] & 0x20 == 0
      && (UInt(bytes[0]) << 8 | UInt(bytes[1])) % 31 == 0
  }
}

import Platform

/// The memory of the machine, so that work that cannot fit is refused before it begins.
enum Memory {
  /// Bytes that one piece of work may take: three quarters of the machine's memory.
  static var limit: Int {
    physicalMemory.map { $0 / 4 * 3 } ?? .max
  }

  /// - Parameter bytes: nil when the count is beyond what can be counted.
  /// - Throws: `CommandError` when that many bytes will not fit.
  static func require(
    bytes: Int?, for what: String, at range: Range<Int>?, advice: String = ""
  ) throws(CommandError) {
    try require(bytes: bytes.map(Double.init) ?? .infinity, for: what, at: range, advice: advice)
  }

  /// - Throws: `CommandError` when that many bytes will not fit.
  static func require(
    bytes: Double, for what: String, at range: Range<Int>?, advice: String = ""
  ) throws(CommandError) {
    let limit = Double(limit)
    if bytes <= limit { return }
    throw CommandError(
      "\(what) needs \(words(bytes)); this machine can give \(words(limit))"
        + (advice.isEmpty ? "" : "; \(advice)"),
      at: range)
  }

  /// "740 bytes", "1.2 MB", "34 GB".
  static func words(_ bytes: Double) -> String {
    // What may still be counted exactly.
    if bytes > 1e18 { return "more memory than can be counted" }
    var (value, unit) = (bytes, 0)
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    let tenths = (value * 10).rounded()
    let number =
      unit == 0 || tenths >= 100
      ? NumberFormat.shortest(value.rounded()) : NumberFormat.shortest(tenths / 10)
    return "\(number) \(units[unit])"
  }

  private static let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
}

extension Int {
  /// The product; nil when it is beyond what can be counted.
  func multiplied(by factor: Int) -> Int? {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? nil : product
  }
}

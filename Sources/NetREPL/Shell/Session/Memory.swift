import Platform

/// The memory that there is, so that work that cannot fit is refused before it begins.
enum Memory {
  /// Bytes that one piece of work may take: three quarters of what the machine has, or this program may
  /// take of it.
  static var limit: Int { MemoryLimit.bytes.map { $0 / 4 * 3 } ?? .max }

  /// - Parameter advice: what can be had instead.
  /// - Throws: `CommandError` when that many bytes will not fit.
  static func require(
    bytes: Double, for what: String, at range: Range<Int>?, advice: @autoclosure () -> String = ""
  ) throws(CommandError) {
    let limit = Double(limit)
    if bytes <= limit { return }
    let advice = advice()
    throw CommandError(
      "\(what) needs \(words(bytes)); this machine can give \(words(limit))"
        + (advice.isEmpty ? "" : "; \(advice)"), at: range)
  }

  /// "740 bytes", "1.2 MB", "34 GB".
  static func words(_ bytes: Double) -> String {
    // What may still be counted exactly.
    if bytes > 1e18 { return "more memory than can be counted" }
    let (value, unit) = bytes.scaled(to: ["bytes", "kB", "MB", "GB", "TB", "PB"])
    let tenths = (value * 10).rounded()
    let isWhole = unit == "bytes" || tenths >= 100
    return "\(NumberFormat.shortest(isWhole ? value.rounded() : tenths / 10)) \(unit)"
  }
}

extension Double {
  /// The number in the largest of some units, each a thousand times the one before, that leaves at
  /// least 1 of it.
  func scaled(to units: [String]) -> (value: Double, unit: String) {
    var (value, unit) = (self, 0)
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return (value, units[unit])
  }
}

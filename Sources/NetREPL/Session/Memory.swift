import Glibc

/// The memory of the machine, so that work that cannot fit is refused before it begins.
enum Memory {
  /// Bytes that one piece of work may take: three quarters of the machine's memory.
  static var limit: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let (bytes, overflows) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflows || bytes <= 0 ? .max : bytes / 4 * 3
  }

  /// - Parameter bytes: nil when the count is beyond what can be counted.
  /// - Throws: `CommandError` when that many bytes will not fit.
  static func require(
    bytes: Int?, for what: String, at range: Range<Int>?, advice: String = ""
  ) throws(CommandError) {
    let limit = limit
    if let bytes, bytes <= limit { return }
    let size = bytes.map { "\(gigabytes($0)) GB" } ?? "more memory than can be counted"
    throw CommandError(
      "\(what) needs \(size); this machine can give \(gigabytes(limit)) GB"
        + (advice.isEmpty ? "" : "; \(advice)"),
      at: range)
  }

  private static func gigabytes(_ bytes: Int) -> String {
    let tenths = bytes / 100_000_000
    return tenths >= 100 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}

/// An npz file whose array `value` is written row by row: its number of rows and its checksum, which stand before
/// it, are known at the end; behind it the names of its indices follow as arrays `axis1` and so on.
public struct GrowingNumPyArchive {
  /// What stands before the numbers.
  public static let headCount = 39 + NPYHeader.byteCount

  /// The numbers of it that there may be: sizes have 32 bits.
  public static let mostBytes = Int(UInt32.max) - (1 << 24)

  private var checksum: UInt32
  private let header: [UInt8]
  private var count: Int

  /// - Parameter shape: of the whole array.
  public init(shape: [Int]) {
    header = NPYHeader.bytes(shape: shape)
    checksum = Zlib.checksum(header[...])
    count = header.count
  }

  /// Takes the next bytes of the numbers into account.
  public mutating func add(_ bytes: [UInt8]) {
    checksum = Zlib.checksum(bytes[...], before: checksum)
    count += bytes.count
  }

  /// The bytes before the numbers, `headCount` of them.
  public var head: [UInt8] { value.head + header }

  /// The bytes behind them.
  ///
  /// - Parameter axes: the names of each index but the first, which counts the rows.
  public func rest(axes: [[String]]) -> [UInt8] {
    StoredArchive.rest(
      after: [value],
      axes.enumerated().map { ("axis\($0 + 1).npy", NumPyResult.npy($1)) })
  }

  private var value: StoredArchive.Entry {
    StoredArchive.Entry("value.npy", checksum: checksum, count: count)
  }
}

/// Rows of numbers from a file, in pieces and in order: however long the file is, little memory.
public protocol RowReader: AnyObject {
  /// How many rows there are; nil when only reading to the end would tell.
  var rowCount: Int? { get }

  /// The share of the file that has been read, 0 to 1.
  var progress: Double { get }

  /// The column of each input, from 0, when it was found by name or as the user chose.
  var chosenColumns: [Int]? { get }

  /// What tells the user: `columns by name: p, v (columns 2, 1)`, or of a header that says nothing.
  var columnNote: String? { get }

  /// Reads the next rows, d numbers each, as many as there is room for.
  ///
  /// A row that is no input fills its place with not-a-number and is told.
  ///
  /// - Returns: how many there were, 0 at the end of the file; and those that are no input.
  func read(
    into rows: UnsafeMutableBufferPointer<Double>
  ) throws(RowError) -> (count: Int, bad: [BadRow])

  /// Passes over the next rows without looking into them.
  ///
  /// - Returns: how many there were, fewer than asked for at the end of the file.
  func skip(_ count: Int) throws(RowError) -> Int
}

extension RowReader {
  public var chosenColumns: [Int]? { nil }
  public var columnNote: String? { nil }
}

/// A row that is no input of the network.
public struct BadRow: Sendable, Hashable {
  /// Its number, from 1.
  public let row: Int

  /// What is wrong with it, beginning with its number: `row 3 (line 4), column 2: 'x' is not ...`.
  /// Words of the file stand in it as they are, control characters too.
  public let message: String
}

/// Why a file of rows cannot be read.
public struct RowError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The user wants no more of it: nobody reads this.
  static let stopped = RowError("stopped")
}

/// The bytes of a file, read where they are wanted.
public protocol ByteSource: AnyObject {
  var count: Int { get }

  /// Fills the buffer with the bytes from `offset` on.
  ///
  /// - Precondition: they are within the file.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RowError)
}

extension ByteSource {
  /// Some bytes; fewer where the file ends.
  package func bytes(at offset: Int, count: Int) throws(RowError) -> [UInt8] {
    guard offset >= 0, offset <= self.count else { return [] }
    var bytes = [UInt8](repeating: 0, count: Swift.min(count, self.count - offset))
    var failure: RowError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(RowError) { unsafe try read(at: offset, into: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Bytes in memory.
public final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var count: Int { bytes.count }

  public func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(RowError) {
    unsafe buffer.copyBytes(from: bytes[offset..<(offset + buffer.count)])
  }
}

/// A part of a file, as a file of its own.
final class PartialBytes: ByteSource {
  private let source: any ByteSource
  private let start: Int
  let count: Int

  /// - Precondition: the part is within the file.
  init(_ source: any ByteSource, start: Int, count: Int) {
    (self.source, self.start, self.count) = (source, start, count)
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RowError) {
    unsafe try source.read(at: start + offset, into: buffer)
  }
}

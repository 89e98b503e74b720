import Formats
import Platform

/// A file as a source of rows.
final class FileBytes: ByteSource {
  private let file: ReadableFile

  /// - Throws: `File.Problem` when it is missing, a folder, or not readable.
  init(_ path: String, in folder: String = "") throws(File.Problem) {
    file = try ReadableFile(path, in: folder)
  }

  var count: Int { file.count }

  var identity: FileIdentity? { file.identity }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(RowError) {
    do throws(File.Problem) {
      unsafe try file.read(at: offset, into: buffer)
    } catch {
      throw RowError(error.description)
    }
  }
}

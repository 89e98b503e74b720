import Foundation
import Glibc

/// A folder of a test's own, gone with all that is in it when the object goes.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    var template = Array("/tmp/netrepl-test.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw ProgramError.system("mkdtemp") }
    path = String(cString: made)
  }

  deinit { Self.remove(path) }

  /// A path inside it, as a word of a command.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  public func createParent(of name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(filePath: file(name)).deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  /// Writes a file, whose folder must exist, and gives its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
    return path + "/" + name
  }

  public func write(_ bytes: [UInt8], to name: String) throws {
    guard let file = fopen(path + "/" + name, "w") else { throw ProgramError.system(name) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw ProgramError.system(name)
    }
  }

  /// The text of a file.
  public func read(_ name: String) throws -> String {
    guard let file = fopen(path + "/" + name, "r") else { throw ProgramError.system(name) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Makes a folder in it.
  public func makeFolder(_ name: String) { mkdir(path + "/" + name, 0o700) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { remove(path + "/" + name) }
    }
    closedir(folder)
    rmdir(path)
  }
}

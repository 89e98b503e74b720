import Glibc

/// Where paths lead.
extension File {
  /// Where a path leads that was written in a folder: a relative one begins there.
  package static func path(_ path: String, in folder: String) -> String {
    let path = expanded(path)
    return folder.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  /// Whether there is something of that name.
  package static func exists(_ path: String, in folder: String) -> Bool {
    unsafe access(Self.path(path, in: folder), F_OK) == 0
  }

  /// The folder that a file is in; empty for the working folder.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path without links and `..`, where there is such a file.
  package static func realPath(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The bytes of a file in the folder of another, or below it; nil where there is none, or a link
  /// leads elsewhere.
  package static func read(_ name: String, beside path: String, limit: Int) -> [UInt8]? {
    let real = realPath(path)
    let folder = Self.folder(of: real.contains("/") ? real : realPath(".") + "/" + real)
    let wanted = realPath(folder + "/" + name)
    guard wanted.hasPrefix(folder == "/" ? "/" : folder + "/") else { return nil }
    return try? read(wanted, limit: limit)
  }

  /// `~` at the beginning is the home folder.
  package static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = unsafe getenv("HOME") else { return path }
    return unsafe String(cString: home) + path.dropFirst()
  }

  /// A path as messages have it: of a long one the beginning.
  static func shown(_ path: String) -> String {
    path.count <= 200 ? path : path.prefix(199) + "…"
  }

  /// The names of what a folder holds, but `.` and `..`, in no order.
  package static func names(in folder: String, atMost limit: Int = .max) -> [String] {
    guard let stream = unsafe opendir(expanded(folder.isEmpty ? "." : folder)) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file, if there is one.
  package static func remove(_ path: String) { unsafe unlink(path) }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(expanded(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// - Throws: `Problem` when no whole file can come to that path.
  static func checkTarget(_ path: String, _ name: String) throws(Problem) {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Problem("\(name) is not a regular file; it was left as it is")
      }
      if unsafe access(path, W_OK) != 0 { throw problem(name, errno) }
    } else if let slash = path.lastIndex(of: "/"), slash != path.startIndex,
      unsafe access(String(path[..<slash]), F_OK) != 0
    {
      throw Problem("\(name): there is no such folder")
    }
  }
}

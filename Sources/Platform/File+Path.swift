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
    access(Self.path(path, in: folder), F_OK) == 0
  }

  /// The folder that a file is in; empty for the working folder.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path without links and `..`, where there is such a file.
  package static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// `~` at the beginning is the home folder.
  package static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// The file that a path leads to through links, whether it is there yet or not.
  package static func resolved(_ path: String) -> String {
    let real = realPath(path)
    if real != path || access(path, F_OK) == 0 { return real }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return path }
    let target = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return target.hasPrefix("/") ? target : folder + target
  }

  /// A path as messages have it: of a long one the beginning.
  static func shown(_ path: String) -> String {
    path.count <= 200 ? path : path.prefix(199) + "…"
  }

  /// The names of what a folder holds, but `.` and `..`, in no order.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(expanded(folder.isEmpty ? "." : folder)) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file, if there is one.
  package static func remove(_ path: String) { unlink(path) }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(expanded(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// - Throws: `Problem` when no whole file can come to that path.
  static func checkTarget(_ path: String, _ name: String) throws(Problem) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Problem(description: "\(name) is not a regular file; it was left as it is")
      }
      if access(path, W_OK) != 0 { throw problem(name, errno) }
    } else if let slash = path.lastIndex(of: "/"), slash != path.startIndex,
      access(String(path[..<slash]), F_OK) != 0
    {
      throw Problem(description: "\(name): there is no such folder")
    }
  }
}

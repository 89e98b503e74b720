import Glibc

/// Files and folders whose path begins as typed.
enum FileCompletion {
  static func candidates(_ prefix: String) -> [Completions.Candidate] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let beginning = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    guard let stream = opendir(File.expanded(folder.isEmpty ? "." : folder)) else { return [] }
    defer { closedir(stream) }

    var result: [Completions.Candidate] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // Hidden files are offered when a dot was typed.
      guard name.hasPrefix(beginning), name != ".", name != "..",
        !name.hasPrefix(".") || beginning.hasPrefix(".")
      else { continue }
      let isFolder = isFolder(folder + name)
      result.append(.init(text: folder + name + (isFolder ? "/" : ""), endsWord: !isFolder))
    }
    return result.sorted { $0.text < $1.text }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(File.expanded(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

import Platform

/// Files and folders whose path begins as typed.
enum FileCompletion {
  static func candidates(_ prefix: String) -> [Completions.Candidate] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let beginning = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    // Hidden files are offered when a dot was typed.
    let names = File.names(in: folder).filter {
      $0.hasPrefix(beginning) && (!$0.hasPrefix(".") || beginning.hasPrefix("."))
    }
    return names.map { name -> Completions.Candidate in
      let isFolder = File.isFolder(folder + name)
      return .init(text: folder + name + (isFolder ? "/" : ""), endsWord: !isFolder)
    }
    .sorted { $0.text < $1.text }
  }
}

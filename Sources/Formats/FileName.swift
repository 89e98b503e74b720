/// The parts of a file's name.
struct FileName {
  /// The name without folder and ending.
  let stem: String

  /// What follows the last dot, in lower case; empty without a dot.
  let ending: String

  init(_ name: String) {
    let last = name.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = last.lastIndex(of: ".") else {
      stem = last
      ending = ""
      return
    }
    stem = String(last[..<dot])
    ending = last[last.index(after: dot)...].lowercased()
  }
}

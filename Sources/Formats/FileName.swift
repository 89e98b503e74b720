/// The parts of a file's name.
package struct FileName {
  /// The name without folder and ending.
  package let stem: String

  /// What follows the last dot, in lower case; empty without a dot.
  package let ending: String

  package init(_ name: String) {
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

package import Platform

/// The results of a replay as other tools read them: a test suite a file, a test case a block.
package enum JUnit {
  /// Writes the results to a file.
  ///
  /// - Throws: `File.Problem` when that cannot be done, or would cost a file that is something else.
  package static func write(
    _ files: [ReplayedFile], unreadable: [(path: String, message: String)], to path: String
  ) throws(File.Problem) {
    try requireReplaceable(path)
    try File.write(Array(text(of: files, unreadable: unreadable).utf8), to: path)
  }

  /// - Throws: `File.Problem` when there is a file of that name that is neither empty nor results as
  ///   these.
  package static func requireReplaceable(_ path: String) throws(File.Problem) {
    let target = try FileTarget(path)
    guard File.exists(target.path, in: "") else { return }
    guard isOwn(try File.beginning(of: target.path, count: 4096)) else {
      throw File.Problem("\(target.name) is there, and no JUnit file; it was left as it is")
    }
  }

  /// Whether what a file begins with is nothing, or such results.
  static func isOwn(_ bytes: [UInt8]) -> Bool {
    var text = String(decoding: bytes, as: UTF8.self)[...]
    if text.first == "\u{FEFF}" { text.removeFirst() }
    text = text.drop(while: \.isWhitespace)
    if bytes.isEmpty { return true }
    if text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") {
      text = text[end.upperBound...].drop(while: \.isWhitespace)
    }
    return text.hasPrefix("<")
      && ["testsuites", "testsuite"].contains(text.dropFirst().prefix(while: \.isLetter))
  }

  /// - Parameter unreadable: files that could not be replayed at all, and why.
  package static func text(
    of files: [ReplayedFile], unreadable: [(path: String, message: String)] = []
  ) -> String {
    let total = counts(files.flatMap(\.blocks), errors: unreadable.count)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(total)>\n"
    for file in unreadable {
      let name = escaped(file.path)
      text += "  <testsuite name=\"\(name)\" \(counts([], errors: 1))>\n"
      text += "    <testcase classname=\"\(name)\" name=\"\(name)\">\n"
      text +=
        "      <error message=\"\(escaped(file.message))\"/>\n    </testcase>\n  </testsuite>\n"
    }
    for file in files {
      text += "  <testsuite name=\"\(escaped(file.path))\" \(counts(file.blocks))>\n"
      for block in file.blocks {
        let first = block.steps.first.map { ": \($0.step.command)" } ?? ""
        let name = "line \(block.block.body.lowerBound + 1)\(first)"
        text += "    <testcase classname=\"\(escaped(file.path))\" name=\"\(escaped(name))\""
        text += " time=\"\(seconds(block))\""
        let different = block.steps.filter { !$0.isSame }
        if different.isEmpty {
          text += "/>\n"
          continue
        }
        let message = Prose.count(different.count, "command") + " different"
        let difference = different.flatMap {
          $0.difference(in: file.path.escapingControls, file.transcript)
        }
        text += ">\n      <failure message=\"\(message)\">"
        text += escaped(difference.joined(separator: "\n"), keepsLines: true)
        text += "</failure>\n    </testcase>\n"
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func counts(_ blocks: [ReplayedBlock], errors: Int = 0) -> String {
    "tests=\"\(blocks.count + errors)\" failures=\"\(blocks.count { !$0.isSame })\""
      + " errors=\"\(errors)\""
  }

  private static func seconds(_ block: ReplayedBlock) -> String {
    let parts = block.duration.components
    let milliseconds = parts.attoseconds / 1_000_000_000_000_000
    let digits = String(milliseconds)
    return "\(parts.seconds)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// XML has no way to write most control characters, so they are spelled out.
  private static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n" where keepsLines: result += "\n"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result += String(scalar).escapingControls
      }
    }
    return result
  }
}

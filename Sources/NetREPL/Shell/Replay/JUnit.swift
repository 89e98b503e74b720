package import Platform

/// The results of a replay as other tools read them: a test suite a file, a test case a command.
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
    let total = counts(files.flatMap(\.blocks).flatMap(\.steps), errors: unreadable.count)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(total)>\n"
    for file in unreadable {
      let name = file.path.escapedAsXML()
      text += "  <testsuite name=\"\(name)\" \(counts([], errors: 1))>\n"
      text += "    <testcase classname=\"\(name)\" name=\"\(name)\">\n"
      text +=
        "      <error message=\"\(file.message.escapedAsXML())\"/>\n    </testcase>\n  </testsuite>\n"
    }
    for file in files {
      let steps = file.blocks.flatMap(\.steps)
      text += "  <testsuite name=\"\(file.path.escapedAsXML())\" \(counts(steps))>\n"
      for step in steps {
        let name = "line \(step.step.line + 1): \(step.step.command)"
        text +=
          "    <testcase classname=\"\(file.path.escapedAsXML())\" name=\"\(name.escapedAsXML())\""
        text += " time=\"\(seconds(step.duration))\""
        if step.isSame {
          text += step.printed.wasRun ? "/>\n" : ">\n      <skipped/>\n    </testcase>\n"
          continue
        }
        let difference = step.difference(in: file.path.escapingControls, file.transcript)
        text += ">\n      <failure message=\"\(step.failure.escapedAsXML())\">"
        text += difference.joined(separator: "\n").escapedAsXML(keepsLines: true)
        text += "</failure>\n    </testcase>\n"
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func counts(_ steps: [ReplayedStep], errors: Int = 0) -> String {
    let skipped = steps.count { $0.isSame && !$0.printed.wasRun }
    return "tests=\"\(steps.count + errors)\" failures=\"\(steps.count { !$0.isSame })\""
      + " errors=\"\(errors)\" skipped=\"\(skipped)\""
  }

  private static func seconds(_ duration: Duration) -> String {
    let parts = duration.components
    let milliseconds = parts.attoseconds / 1_000_000_000_000_000
    let digits = String(milliseconds)
    return "\(parts.seconds)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}

extension ReplayedStep {
  /// What is wrong with it, in a few words.
  fileprivate var failure: String {
    if !printed.wasRun { return "not run" }
    if printed.status != step.status {
      return printed.status == 0 ? "did not fail" : "failed: \(printed.lines.last ?? "")"
    }
    return "prints something else"
  }
}

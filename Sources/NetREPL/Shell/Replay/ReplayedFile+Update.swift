extension ReplayedFile {
  package struct Updated {
    package var text: String
    package var changedBlocks = 0

    /// Whether everything that differed was rewritten.
    package var isComplete = true
  }

  /// The file with the steps that differ rewritten; every other byte as it is.
  ///
  /// - Parameter statusToo: whether a success may become an error.
  package func updated(statusToo: Bool) -> Updated {
    var lines = transcript.lines
    var result = Updated(text: "")
    // From the last one, so that the lines of those before stay where they are.
    for block in blocks.reversed() where !block.isSame {
      var isChanged = false
      for step in block.steps.reversed() where !step.isSame {
        guard step.printed.wasRun, statusToo || step.printed.status == 0 || step.step.status != 0
        else {
          result.isComplete = false
          continue
        }
        lines.replaceSubrange(step.lines, with: step.updated(transcript))
        isChanged = true
      }
      if isChanged { result.changedBlocks += 1 }
    }
    result.text = lines.joined(separator: "\n")
    return result
  }
}

extension ReplayedStep {
  /// The lines of the file that hold its output and exit status.
  fileprivate var lines: Range<Int> {
    step.expected.lowerBound..<(step.statusLine.map { $0 + 1 } ?? step.expected.upperBound)
  }

  fileprivate func updated(_ transcript: Transcript) -> [String] {
    let ending = transcript.lines[step.line].utf8.last == 0x0D ? "\r" : ""
    var result: [String] = []
    func add(_ line: String, afterBlank: Bool) {
      if afterBlank, let last = result.last, !last.withoutCarriageReturn.isEmpty {
        result.append(ending)
      }
      result.append(line)
    }
    func isAfterBlank(_ lines: [SessionLine], _ index: Int) -> Bool {
      index > 0 && lines[index - 1].isBlank
    }
    func add(actual index: Int, _ line: String) {
      add(line + ending, afterBlank: isAfterBlank(actual, index))
    }
    for pair in alignment.pairs {
      switch pair {
      case .same(let one, let other):
        add(
          transcript.lines[step.expected.lowerBound + one], afterBlank: isAfterBlank(actual, other))
      case .anything(let one):
        add(
          transcript.lines[step.expected.lowerBound + one],
          afterBlank: isAfterBlank(expected, one))
      case .changed(let one, let other):
        add(
          actual: other,
          RecordedLine.update(expected[one], to: actual[other], tolerance, bound: printed.bound))
      case .added(let other):
        add(actual: other, RecordedLine.text(of: actual[other].plain, bound: printed.bound))
      case .removed, .skipped: break
      }
    }
    if printed.status != 0 { result.append("[\(printed.status)]\(ending)") }
    return result
  }
}

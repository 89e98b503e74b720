import Testing

@testable import Formats

/// What another program says about a file is not taken on trust: each record, and each way in which an
/// answer can be wrong, cut short or ended. /bin/sh answers instead of `netrepl-hdf5`.
@Suite struct HDF5RecordsTests {
  /// The answer of a program that writes the bytes and then does what is asked.
  private func records(
    _ answer: [UInt8], then ending: String = "exit 0", file: [UInt8] = [],
    patience seconds: Int = 5
  ) throws -> HDF5Records {
    let octal = answer.map { "\\" + String($0 >> 6) + String($0 >> 3 & 7) + String($0 & 7) }
    return try HDF5Records(
      file, skipping: ["-c", "printf '\(octal.joined())'; \(ending)"], reader: "/bin/sh",
      kind: "a test", patience: seconds)
  }

  /// A number of so many bytes, the least significant first.
  private func number(_ value: UInt64, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private func text(_ text: String) -> [UInt8] {
    number(UInt64(text.utf8.count), 4) + Array(text.utf8)
  }

  private func shape(_ sizes: UInt64...) -> [UInt8] {
    [UInt8(sizes.count)] + sizes.flatMap { number($0, 8) }
  }

  private func doubles(_ values: Double...) -> [UInt8] {
    values.flatMap { number($0.bitPattern, 8) }
  }

  private func letter(_ text: Character) -> UInt8 { text.asciiValue ?? 0 }

  /// Why the first record of an answer is refused; nil where it is taken.
  private func refusal(
    _ answer: [UInt8], then ending: String = "exit 0", file: [UInt8] = []
  ) throws -> String? {
    var records = try records(answer, then: ending, file: file)
    do throws(ModelFileError) {
      _ = try records.next()
      return nil
    } catch {
      return error.message
    }
  }

  @Test func everyRecord() throws {
    var answer = [letter("G")] + text("/g")
    answer += [letter("S")] + text("/g") + text("names") + number(2, 4) + text("a") + text("bc")
    answer += [letter("N")] + text("/g") + text("rate") + shape(2) + doubles(0.5, -3)
    answer += [letter("D")] + text("/d") + shape(1, 2) + doubles(1.5, 2.5)
    answer += [letter("T")] + text("/t") + number(1, 4) + text("x")
    answer += [letter("R")] + text("/r") + shape(1, 2) + text("/p") + text("/q")
    answer += [letter("E")]
    var records = try records(answer)
    guard case .group("/g") = try records.next() else { return #expect(Bool(false), "group") }
    guard case .texts("/g", "names", ["a", "bc"]) = try records.next() else {
      return #expect(Bool(false), "texts")
    }
    guard case .numbers("/g", "rate", [0.5, -3]) = try records.next() else {
      return #expect(Bool(false), "numbers")
    }
    guard case .array("/d", let array) = try records.next() else {
      return #expect(Bool(false), "array")
    }
    #expect(array.shape == [1, 2] && array.doubles(in: []) == [1.5, 2.5])
    guard case .texts("/t", "", ["x"]) = try records.next() else {
      return #expect(Bool(false), "text")
    }
    guard case .references("/r", let references) = try records.next() else {
      return #expect(Bool(false), "references")
    }
    #expect(references.shape == [1, 2] && references.paths == ["/p", "/q"])
    #expect(try records.next() == nil)
  }

  /// Numbers that stand in the file as they are: every type that there is, in both orders of bytes.
  @Test(
    arguments: [
      ("f", 2, [0x3E00], 1.5), ("f", 4, [0xBFC0_0000], -1.5), ("f", 8, [0x4000_0000_0000_0000], 2),
      ("i", 1, [0xFE], -2), ("i", 2, [0xFFFE], -2), ("i", 4, [0xFFFF_FFFE], -2),
      ("i", 8, [0xFFFF_FFFF_FFFF_FFFE], -2), ("u", 1, [0xFE], 254), ("u", 2, [0xFFFE], 65534),
      ("u", 4, [0xFFFF_FFFE], 4_294_967_294), ("u", 8, [0x100], 256),
    ] as [(Character, Int, [UInt64], Double)])
  func placesInTheFile(type: Character, size: Int, bits: [UInt64], value: Double) throws {
    for isBigEndian in [false, true] {
      let stored = number(bits[0], size)
      let file = [7, 7] + (isBigEndian ? stored.reversed() : stored) + [9]
      var answer = [letter("P")] + text("/p") + [letter(type), UInt8(size), isBigEndian ? 1 : 0]
      answer += shape(1) + number(2, 8)
      var records = try records(answer, file: file)
      guard case .array("/p", let array) = try records.next() else {
        return #expect(Bool(false), "array")
      }
      #expect(array.shape == [1] && array.doubles(in: file) == [value])
    }
  }

  /// A place that the file does not have, or a type that there is not.
  @Test func placesOutsideOfTheFile() throws {
    func place(_ type: Character, _ size: UInt8, _ count: UInt64, _ offset: UInt64) -> [UInt8] {
      [letter("P")] + text("/p") + [letter(type), size, 0] + shape(count) + number(offset, 8)
    }
    let file = [UInt8](repeating: 0, count: 16)
    #expect(try refusal(place("f", 8, 2, 0), file: file) == nil)
    for bad in [
      place("f", 8, 2, 1), place("f", 8, 3, 0), place("f", 8, 0, 17), place("f", 3, 1, 0),
      place("c", 8, 1, 0), place("u", 16, 1, 0), place("f", 8, 1, 1 << 63),
    ] {
      #expect(try refusal(bad, file: file) == "a test: its reader ended with status 0")
    }
  }

  // Whoever starts the tests may ignore that signal, and what they start then does, too.
  @Test(arguments: [
    ("exit 65", "it is damaged"), ("exit 75", "it needs more memory than is allowed"),
    ("exit 71", "its reader could not give up its rights on this system"),
    ("exit 3", "its reader ended with status 3"),
    (
      "exec /usr/bin/env --default-signal=XCPU /bin/sh -c 'kill -XCPU $$'",
      "it takes too long to read: the file is damaged"
    ),
    ("kill -SEGV $$", "it breaks the HDF5 library (signal 11): it is damaged"),
  ])
  func anAnswerThatIsCutShort(ending: String, why: String) throws {
    let half = [letter("D")] + text("/d") + shape(2) + doubles(1)
    for answer in [[], [letter("G")], [letter("G")] + number(5, 4) + [1], half] {
      #expect(try refusal(answer, then: ending) == "a test: " + why)
    }
    // An answer that ends as it should, of a program that does not.
    #expect(try refusal([letter("E")], then: ending) == "a test: " + why)
  }

  @Test func answersThatAreNone() throws {
    let status = "a test: its reader ended with status 0"
    #expect(try refusal([letter("?")] + text("/g")) == status)
    #expect(try refusal([letter("G")] + number(1 << 26 + 1, 4)) == status)
    #expect(try refusal([letter("D")] + text("/d") + shape(1 << 63)) == status)
    // 2^128 of them are more than can be counted.
    #expect(try refusal([letter("D")] + text("/d") + shape(1 << 62, 1 << 62)) == status)
    #expect(try refusal([letter("R")] + text("/r") + shape(1 << 62, 1 << 62)) == status)
    #expect(
      try refusal([letter("T")] + text("/t") + number(300_001, 4))?
        .hasPrefix("a test: it has 300001 values of its text or pickle, ") == true)
    #expect(
      try refusal([letter("D")] + text("/d") + shape(1 << 27))?
        .hasPrefix("a test: it has at least 134217728 parameters, ") == true)
    // Counted together, half of them are the states of an optimiser.
    let empty = [letter("P")] + text("/p") + [letter("f"), 8, 0] + shape(1 << 62, 0)
    #expect(try refusal(empty + number(0, 8)) == nil)
  }

  @Test(arguments: [
    ("lzf", "lzf"),
    (
      "required filter 'lzf' is not registered",
      "required filter 'lzf' is not registered; save it without that compression"
    ),
    (
      "bad version number",
      "bad version number: it is damaged, or written by a newer HDF5; save it again in the usual format"
    ),
    (
      "unknown message",
      "unknown message: it is damaged, or written by a newer HDF5; save it again in the usual format"
    ),
  ])
  func itsOwnWordsAreToldWithWhatToDo(words: String, told: String) throws {
    #expect(try refusal([letter("X")] + text(words), then: "exit 1") == "a test: " + told)
  }

  @Test func aProgramThatCannotBeStarted() throws {
    do {
      _ = try HDF5Records([], skipping: [], reader: "/nowhere/reader", kind: "a test")
      #expect(Bool(false), "it starts")
    } catch {
      #expect(
        error.message == "a test: its reader /nowhere/reader cannot be started: "
          + "No such file or directory")
    }
  }

  /// It is ended, whether it is waited for in a number or before a record.
  @Test func anAnswerThatDoesNotCome() throws {
    for answer in [[], [letter("D")] + text("/d") + shape(2) + doubles(1)] {
      var records = try records(answer, then: "exec /bin/sleep 60", patience: 0)
      do throws(ModelFileError) {
        while try records.next() != nil {}
        #expect(Bool(false), "it ends")
      } catch {
        #expect(error.message == "a test: it takes too long to read: the file is damaged")
      }
    }
  }
}

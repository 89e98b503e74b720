import Foundation
import TestSupport
import Testing

@testable import Shell

/// `claim J = file mine.csv`: numbers that somebody else's program wrote.
@Suite struct FileClaimTests {
  /// J of the bundled network at its input, rounded to six digits.
  private static let rounded = "-0.192591,-0.494908\n0.654815,0.0518633\n"

  /// The answer as text and as an object.
  private func claim(
    _ left: String, _ text: String, named name: String = "mine.csv"
  ) throws -> (text: String, object: JSONObject) {
    let folder = try TemporaryFolder()
    let file = folder.file(name)
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    var session = try TestSession("load example small")
    let line = "claim \(left) = file '\(file)'"
    return (try session.text(line), try session.json(line))
  }

  @Test func whatAgreesToItsDigitsIsTrue() throws {
    let object = try claim("J", Self.rounded).object
    #expect(try object.bool("holds") && object.number("digits") == 6)
    // With names, as spreadsheets have them.
    let named = try claim("J", ",I1,I2\nA1,-0.192591,-0.494908\nA2,0.654815,0.0518633\n")
    #expect(try named.object.bool("holds"))
    #expect(try claim("J[2,:]", "0.65482\t0.051863\n", named: "row.tsv").object.bool("holds"))
  }

  /// Rows and columns in another order, with their names, are the same table; names on other numbers are not.
  @Test func namesTellWhatBelongsTogether() throws {
    let permuted = ",I2,I1\nA2,0.0518633,0.654815\nA1,-0.494908,-0.192591\n"
    #expect(try claim("J", permuted).object.bool("holds"))
    let swapped = ",I2,I1\nA1,-0.192591,-0.494908\nA2,0.654815,0.0518633\n"
    #expect(try !claim("J", swapped).object.bool("holds"))
  }

  @Test(arguments: [";", "\t", " "]) func otherSeparatorsAreRead(separator: String) throws {
    let text = Self.rounded.replacingOccurrences(of: ",", with: separator)
    #expect(try claim("J", text).object.bool("holds"))
  }

  /// A text holds the matrices of a stack below each other.
  @Test func aStackComesBackFromText() throws {
    let folder = try TemporaryFolder()
    for example in ["iris", "diabetes"] {
      var session = try TestSession("load example \(example)")
      let file = folder.file("\(example).csv")
      try session.report("H > '\(file)'")
      #expect(try session.json("claim H = file '\(file)'").bool("holds"))
    }
  }

  /// 0.0518653 for 0.0518633: one entry is wrong, and the others are as they were rounded.
  @Test func anEntryThatDiffersIsFound() throws {
    let slip = Self.rounded.replacingOccurrences(of: "18633", with: "18653")
    let (text, object) = try claim("J", slip)
    #expect(try !object.bool("holds"))
    #expect(abs(try object.number("largestDifference") - 2e-6) < 5e-7)
    #expect(text.hasPrefix("False: 1 of 4 entries differ, [2,2] most"))
  }

  @Test(arguments: [
    ("-0.192591,0.654815\n-0.494908,0.0518633\n", "J'"),
    ("0.192591,0.494908\n-0.654815,-0.0518633\n", "-J"),
  ])
  func whatElseItIsIsSaid(text: String, expected: String) throws {
    #expect(try claim("J", text).object.string("corrected") == expected)
  }

  @Test func whatWasWrittenIsTrueToTheLastDigit() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    for ending in ["csv", "tsv", "npy", "json"] {
      let file = folder.file("h.\(ending)")
      let left = ending == "npy" || ending == "json" ? "H" : "H1"
      try session.report("\(left) > '\(file)'")
      let object = try session.json("claim \(left) = file '\(file)'")
      #expect(try object.bool("holds") && object.number("largestDifference") == 0, "\(ending)")
    }
  }

  @Test func whatIsWrongWithTheFileIsSaid() throws {
    var session = try TestSession("load example small")
    #expect(
      try session.error("claim J = file /no/such.csv").message.hasSuffix("there is no such file"))
    #expect(
      try claim("J", "1,2,3\n").object.members["shapes"] as? [[Double]] == [[2, 2], [1, 3]])
    let folder = try TemporaryFolder()
    let file = folder.file("a.csv")
    try "1,2,3\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(
      try session.error("assert J = file '\(file)'").message.contains(
        "does not hold: false: J is 2×2"))
  }
}

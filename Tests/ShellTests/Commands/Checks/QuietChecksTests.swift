import Testing

@testable import Shell

/// `set checks quiet`: a line for differences that agree, and nothing left out where they do not.
@Suite struct QuietChecksTests {
  @Test func whatAgreesIsOneLine() throws {
    var session = try TestSession("load example small", "set checks quiet")
    let text = try session.text("jacobian")
    #expect(!text.contains("bound") && !text.contains("│"))
    #expect(text.contains("4 of 4 agree, largest error "))
    #expect(try session.text("show H1[1,2]").contains("1 of 1 agree, largest error "))
    #expect(try session.text("derive jacobian").contains("6 of 6 agree, largest error "))
    // The record has all of it.
    #expect(try session.json("jacobian").matrix("error").flatMap(\.self).count == 4)
  }

  @Test func checksShowsThem() throws {
    var session = try TestSession("load example small", "set checks quiet", "jacobian", "show W1")
    let shown = try session.text("checks %1")
    #expect(shown.contains("bound") && shown.contains("agrees"))
    #expect(try session.text("set checks shown; jacobian").contains("bound"))
  }

  @Test func whatIsWrongIsNeverLeftOut() throws {
    var session = try TestSession(
      "load example small", "set checks quiet", "plant post-slope")
    #expect(try session.text("jacobian").contains("wrong"))
  }
}

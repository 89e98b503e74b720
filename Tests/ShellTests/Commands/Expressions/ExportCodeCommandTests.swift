import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

@Suite struct ExportCodeCommandTests {
  @Test func itSaysWhatIsWritten() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let file = folder.file("f.c")
    let text = try session.text("export code c \(file) with jacobian hessian", width: 600)
    #expect(text.hasPrefix("Wrote \(file): A, J and H of small in C99, "))
    #expect(
      text.hasSuffix(
        "lines; gcc -O3 -march=native -fPIC -shared \(file) -o \(folder.file("f.so")) -lm\n"))
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(written.contains("f_hessian(") && !written.contains("f_adjoint("))
  }

  @Test(arguments: ["swift", "python", "matlab"]) func everyLanguageIsWritten(language: String)
    throws
  {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let text = try session.text("export code \(language) '\(folder.file("my net"))'", width: 600)
    #expect(text.contains("A, J, H and the adjoint of small"))
    #expect(try folder.read("my net").contains("jacobian"))
  }

  @Test func aPlantedMistakeIsNotExported() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small; plant random seed 1")
    #expect(throws: (any Error).self) {
      try session.text("export code c \(folder.file("f.c"))", width: 80)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("f.c")))
  }

  @Test(arguments: [
    "export code", "export code c", "export code cobol f.c", "export code c f.c with",
    "export code c f.c with hessians",
  ])
  func halfACommandIsRefused(command: String) throws {
    var session = try TestSession("load example small")
    #expect(throws: (any Error).self) { try session.text(command, width: 80) }
  }
}

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
        "lines; f_output(x, y); gcc -O3 -march=native -fPIC -shared \(file) -o \(folder.file("f.so")) -lm\n"
      ))
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(written.contains("f_hessian(") && !written.contains("f_adjoint("))
  }

  @Test(arguments: [("swift", "my net.swift"), ("python", "my_net.py"), ("matlab", "my_net.m")])
  func everyLanguageIsWritten(language: String, file: String) throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let text = try session.text("export code \(language) '\(folder.file(file))'", width: 600)
    #expect(text.contains("A, J, H and the adjoint of small"))
    #expect(try folder.read(file).contains("jacobian"))
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

  /// A name that the language cannot call is not promised.
  @Test(arguments: [
    ("c", "f.py", "a program in C99 is a .c file"),
    ("python", "f", "a program in Python is a .py file"),
    (
      "python", "my-net.py",
      "Python calls a file by its name, which cannot be this one: my_net.py, say"
    ),
    ("python", "class.py", "network_class.py, say"),
    ("python", "numpy.py", "network_numpy.py, say"),
    (
      "matlab", "1x.m",
      "MATLAB calls a file by its name, which cannot be this one: network_1x.m, say"
    ),
  ])
  func namesThatCannotBeCalled(language: String, file: String, message: String) throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small")
    let error = #expect(throws: CommandError.self) {
      try session.text("export code \(language) \(folder.file(file))")
    }
    #expect(error?.message.hasSuffix(message) == true, "\(String(describing: error))")
    #expect(!FileManager.default.fileExists(atPath: folder.file(file)))
  }

  @Test(arguments: [
    ("export code rust f.rs", "'rust' is no language that programs are written in"),
    ("export code c f.c with gradient", "'gradient' is nothing that programs give"),
    ("export J code", "code is written in a language: export code c net.c"),
  ])
  func whatDoesNotFitIsNamed(line: String, message: String) throws {
    var session = try TestSession("load example small")
    let error = #expect(throws: CommandError.self) { try session.text(line) }
    #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
  }
}

import TestSupport
import Testing

/// The package in `Examples` prints what stands beside it.
@Suite struct ExampleTests {
  @Test func theExamplePrintsWhatItShould() throws {
    let folder = try TemporaryFolder()
    let example = ProgramUnderTest.path(of: "Example")
    let run = try PlainRun(example, environment: [:], folder: folder.path)
    let expected = String(decoding: try TestFiles.bytes("Examples/expected.txt"), as: UTF8.self)
    #expect(run.status == .exited(0) && run.error.isEmpty, "\(run.error)")
    #expect(run.output == expected)
  }

  @Test func itIsAPackageOfItsOwnOfAFewLines() throws {
    let manifest = String(decoding: try TestFiles.bytes("Examples/Package.swift"), as: UTF8.self)
    #expect(manifest.contains(".package(name: \"netrepl\", path: \"..\")"))
    #expect(manifest.contains(".product(name: \"Core\", package: \"netrepl\")"))
    let source = try TestFiles.bytes("Examples/Sources/Example/main.swift")
    let lines = String(decoding: source, as: UTF8.self).split(separator: "\n")
    #expect(lines.count <= 25)
    let imports = lines.filter { $0.hasPrefix("import ") }
    #expect(imports == ["import Core"])
  }
}

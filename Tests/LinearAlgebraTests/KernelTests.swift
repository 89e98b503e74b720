import TestSupport
import Testing

@testable import Core

/// The kernels of the C library: which ones are chosen, and that choosing while it runs works.
@Suite struct KernelTests {
  @Test func onlyKernelsForFewerInstructionsAreReplaced() {
    for narrow in ["Prescott", "Nehalem", "Core2", "Sandybridge", "Generic"] {
      #expect(BLAS.better("Haswell", than: narrow) == "Haswell")
      #expect(BLAS.better("SkylakeX", than: narrow) == "SkylakeX")
    }
    for narrow in ["Haswell", "Zen"] {
      #expect(BLAS.better("Haswell", than: narrow) == nil)
      #expect(BLAS.better("SkylakeX", than: narrow) == "SkylakeX")
    }
    for wide in ["SkylakeX", "Cooperlake", "SapphireRapids"] {
      #expect(BLAS.better("SkylakeX", than: wide) == nil)
      #expect(BLAS.better("Haswell", than: wide) == nil)
    }
    // A library that does not say what it uses is left alone.
    #expect(BLAS.better("SkylakeX", than: "") == nil)
  }

  /// What the choice relies on, and that is not documented: the library reads its variable again.
  @Test func kernelsCanBeChosenWhileTheLibraryRuns() throws {
    let folder = try TemporaryFolder()
    let probe = ProgramUnderTest.path(of: "KernelProbe")
    var environment = ProgramUnderTest.environment(home: folder.path)
    let words = try PlainRun(probe, ["Prescott"], environment: environment).output
      .split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(words.count == 5, "\(words)")
    guard words.count == 5, words[2] == "true" else { return }
    #expect(words[1...] == ["Prescott", "true", "true", "true"])

    // A choice of the user's own is left as it is.
    environment["OPENBLAS_CORETYPE"] = "Nehalem"
    let chosen = try PlainRun(probe, ["Prescott"], environment: environment).output
    #expect(chosen == "Nehalem Nehalem false true false\n")
  }
}

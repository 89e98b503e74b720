import Platform
import Shell

/// `-` for the inputs, the results or both of `netrepl sweep`: standard input and standard output.
///
/// Inputs are a file without a name meanwhile, so that any length takes little memory; results go out as
/// they are computed.
struct SweepStreams {
  /// Standard input; nil where the inputs are a file.
  let input: SpooledInput?

  /// The format of the results on standard output, such as `.npy`; nil where they go to a file.
  let pipe: String?

  /// `-`, or `-.csv` and the like where the format is to be another than that of the inputs.
  private static let mark = "-"

  /// - Throws: `File.Problem` where standard input cannot be kept.
  init(inputs: String, out: String) throws(File.Problem) {
    input = inputs == Self.mark ? try SpooledInput(standardInput) : nil
    guard Self.isPipe(out) else {
      pipe = nil
      return
    }
    let isArray = input.map { Self.isArray($0.beginning) } ?? inputs.contains(".np")
    pipe = out == Self.mark ? (isArray ? ".npy" : ".csv") : String(out.dropFirst())
  }

  /// By the marks that an npy file and an archive of them begin with; all else is text.
  private static func isArray(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x93] + Array("NUMPY".utf8)) || bytes.starts(with: [0x50, 0x4B, 3, 4])
  }

  static func isPipe(_ out: String) -> Bool { out == mark || out.hasPrefix(mark + ".") }

  /// What is wrong with results on standard output; nil where nothing is.
  static func problem(
    out: String, fileCount: Int, isSummary: Bool, isShard: Bool, resumes: Bool
  ) -> String? {
    guard isPipe(out) else { return nil }
    if out != mark, !SweepPipe.endings.contains(String(out.dropFirst())) {
      return "on standard output results are written as -, -.npy, -.csv or -.tsv"
    }
    if fileCount > 1 { return "standard output takes one quantity" }
    if isSummary { return "sums are written to a file" }
    if isShard { return "a shard is written to a file, which merge reads" }
    return resumes ? "what went to standard output cannot be gone on with" : nil
  }
}

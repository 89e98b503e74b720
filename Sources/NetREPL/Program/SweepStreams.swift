import Platform
import Shell

/// `-` for the inputs, the results or both of `netrepl sweep`: standard input and standard output.
///
/// Meanwhile both are files in a folder of their own, under TMPDIR, so that any length takes little
/// memory; nothing of them is left.
struct SweepStreams {
  /// What stands for the inputs and for the results in the request.
  private(set) var inputs: String
  private(set) var out: String

  private let folder: StreamFolder?

  /// The file in the folder that goes to standard output; nil where the results go to a file.
  private let result: String?

  /// Whether standard output is taken by the results.
  var hasOutput: Bool { result != nil }

  /// `-`, or `-.csv` and the like where the format is to be another than that of the inputs.
  private static let mark = "-"

  /// - Throws: `File.Problem`; `Stopped` where the user wants no more.
  init(inputs: String, out: String) throws {
    let (takes, gives) = (inputs == Self.mark, out == Self.mark || out.hasPrefix(Self.mark + "."))
    (self.inputs, self.out) = (inputs, out)
    guard takes || gives else {
      (folder, result) = (nil, nil)
      return
    }
    let folder = try StreamFolder()
    self.folder = folder
    if takes {
      guard let path = try folder.take(standardInput, named: { "inputs." + Self.ending(of: $0) })
      else { throw Stopped(note: "nothing was written") }
      self.inputs = path
    }
    guard gives else {
      result = nil
      return
    }
    let ending =
      out != Self.mark
      ? String(out.dropFirst(2)) : String(self.inputs.split(separator: ".").last ?? "csv")
    let name = "results." + (["npy", "npz", "csv", "tsv"].contains(ending) ? ending : "csv")
    result = name
    self.out = "\(folder.path)/\(name)"
  }

  /// By the marks that an npy file and an archive begin with; all else is text.
  private static func ending(of bytes: [UInt8]) -> String {
    if bytes.starts(with: [0x93] + Array("NUMPY".utf8)) { return "npy" }
    return bytes.starts(with: [0x50, 0x4B, 3, 4]) ? "npz" : "csv"
  }

  /// What is wrong with results on standard output; nil where nothing is.
  static func problem(out: String, fileCount: Int, resumes: Bool) -> String? {
    guard out == mark || out.hasPrefix(mark + ".") else { return nil }
    if out != mark, !["-.npy", "-.npz", "-.csv", "-.tsv"].contains(out) {
      return "on standard output results are written as -, -.npy, -.npz, -.csv or -.tsv"
    }
    if fileCount > 1 { return "standard output takes one quantity" }
    return resumes ? "what went to standard output cannot be gone on with" : nil
  }

  /// A message in which the files meanwhile are called what they stand for.
  func named(_ message: String) -> String {
    guard let folder else { return message }
    var message = message
    for (path, name) in [(inputs, "standard input"), (out, "standard output")]
    where path.hasPrefix(folder.path) {
      message = message.replacing(path, with: name)
    }
    return message
  }

  /// Writes the results, where they go to standard output.
  func finish() throws(File.Problem) {
    if let folder, let result { try folder.give(result, to: standardOutput) }
    remove()
  }

  func remove() { folder?.remove() }
}

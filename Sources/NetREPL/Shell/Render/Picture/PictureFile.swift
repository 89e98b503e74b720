import Platform

/// Pictures as files: SVG of this program's own, and what librsvg's `rsvg-convert` makes of it.
enum PictureFile {
  static let endings = ["svg", "png", "pdf"]

  /// A file of a picture cannot be made; the reason, and what to do.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// The bytes of a file.
  ///
  /// - Parameter search: the folders that programs are looked for in, those of the environment.
  /// - Throws: `Problem` where the program is missing or fails.
  static func bytes(
    of picture: Picture, caption: String, endingIn ending: String,
    search: String? = environmentVariable("PATH")
  ) throws(Problem) -> [UInt8] {
    let svg = Array(picture.svg(caption: caption).utf8)
    if ending == "svg" { return svg }
    guard let program = converter(search) else {
      throw Problem(
        description:
          "a .\(ending) is made by rsvg-convert, which is not there: `apt install librsvg2-bin` "
          + "brings it; .svg needs nothing")
    }
    func failure(_ reason: String) -> Problem {
      Problem(description: "rsvg-convert makes no .\(ending) of it: \(reason); .svg needs nothing")
    }
    let answer: (bytes: [UInt8], end: ReaderProcess.Ending)
    do throws(ReaderProcess.Failure) {
      answer = try converted(svg, by: program, to: ending)
    } catch {
      throw failure(error.description)
    }
    guard answer.end == .exited(0), !answer.bytes.isEmpty else {
      throw failure("it fails with \(answer.end)")
    }
    return answer.bytes
  }

  /// Seconds that it may take.
  private static let patience = 60

  private static func converted(
    _ svg: [UInt8], by program: String, to ending: String
  ) throws(ReaderProcess.Failure) -> (bytes: [UInt8], end: ReaderProcess.Ending) {
    // Twice the pixels, so that a picture is sharp on paper and on dense screens.
    let process = try ReaderProcess(
      program, arguments: ["--format", ending] + (ending == "png" ? ["--zoom", "2"] : []),
      input: svg,
      seconds: patience)
    var bytes: [UInt8] = []
    while true {
      let piece = try process.bytes(atMost: 1 << 16)
      if piece.isEmpty { break }
      bytes += piece
    }
    return (bytes, process.finish())
  }

  /// The program in one of the folders that are searched; never one of the working folder.
  private static func converter(_ search: String?) -> String? {
    (search ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
      .map { "\($0)/rsvg-convert" }.first(where: ProgramFolder.canRun)
  }
}

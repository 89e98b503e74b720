/// What the commands of a file may write: below its folder, and over nothing that they did not make.
///
/// It holds for session files that are replayed or recorded and for the start-up file; what a person
/// types is not guarded. A file that has the very bytes that are to be written may be there: then
/// nothing is written, so that a session can be replayed again.
package final class WriteGuard {
  /// The folder without links; nil where there is none, and so nothing below it.
  private let root: String?

  /// What has the commands: "session".
  private let subject: String

  /// The guard of the file that replays this one, which holds too.
  private let outer: WriteGuard?

  /// Asks a person whether all may be written; nil where there is nobody to ask.
  private let ask: ((String) -> Bool)?
  private var answer: Bool?

  /// The files that were made, by their paths without links.
  private var made: [String: FileIdentity] = [:]

  /// - Parameters:
  ///   - folder: of the file; empty for the working folder.
  ///   - ask: what asks a person, once; nil to refuse.
  package init(
    folder: String, of subject: String, within outer: WriteGuard? = nil,
    ask: ((String) -> Bool)? = nil
  ) {
    let real = File.realPath(folder.isEmpty ? "." : folder)
    root = real.hasPrefix("/") ? real : nil
    (self.subject, self.outer, self.ask) = (subject, outer, ask)
  }

  /// - Throws: `File.Problem` when a file is not below the folder, and nobody allows it.
  func requirePlace(of target: FileTarget) throws(File.Problem) {
    try outer?.requirePlace(of: target)
    let folder = File.realPath(target.place.isEmpty ? "." : String(target.place))
    if let root, folder == root || folder.hasPrefix(root == "/" ? "/" : root + "/") { return }
    try refuse("\(target.name) is not below the folder of the \(subject), where alone it may write")
  }

  /// - Throws: `File.Problem` when nobody allows that.
  func requireReplacing(_ target: FileTarget) throws(File.Problem) {
    try refuse(
      "\(target.name): there is such a file, with something else in it, and the \(subject) did not "
        + "make it; it was left as it is")
  }

  private func refuse(_ message: String) throws(File.Problem) {
    if top.isLifted(message) { return }
    throw File.Problem(subject == Self.session ? "\(message); allow-writes lets it" : message)
  }

  /// What it is called where it can be allowed more.
  package static let session = "session"

  private var top: WriteGuard { outer?.top ?? self }

  private func isLifted(_ message: String) -> Bool {
    if answer == nil { answer = ask?(message) }
    return answer ?? false
  }

  // MARK: What was made

  func hasMade(_ target: FileTarget) -> Bool {
    top.made[Self.key(target)].map { $0 == FileIdentity(of: target.path) } ?? false
  }

  /// Whether a file that is there may be changed.
  func allows(_ target: FileTarget) -> Bool { top.answer == true || hasMade(target) }

  func noteMade(_ target: FileTarget) {
    top.made[Self.key(target)] = FileIdentity(of: target.path)
  }

  /// The same whatever way leads to it.
  private static func key(_ target: FileTarget) -> String {
    let folder = File.realPath(target.place.isEmpty ? "." : String(target.place))
    return folder + "/" + (target.path.split(separator: "/").last ?? "")
  }
}

import Core
import Platform

extension Session {
  /// The network as it is taken out of the session.
  ///
  /// - Parameter what: what is done with it, for the message: "saving".
  /// - Throws: `CommandError` where none is loaded, or a mistake is planted in its formulas.
  func network(before what: String) throws(CommandError) -> Network {
    let network = try network()
    if fault != nil {
      throw CommandError("a mistake is planted in the formulas; `unplant` before \(what)")
    }
    return network
  }

  /// Writes a file that is made of the network, whole or not at all, and says so.
  ///
  /// - Parameters:
  ///   - name: the argument that has the path.
  ///   - make: the bytes, what to say of them, and what the record has beside the file.
  /// - Throws: `CommandError` at the path.
  func writeFile(
    _ name: String, _ invocation: Invocation,
    _ make: (_ path: String) throws -> (bytes: [UInt8], line: String, record: Record)
  ) throws(CommandError) -> Report {
    let path = invocation.arguments.text(name) ?? ""
    do {
      let made = try make(path)
      try File.write(made.bytes, to: path, in: folder, writes: writes)
      var report = Report.line(made.line.escapingControls, record: ["file": path] + made.record)
      if writes == nil { report.warnings += File.leftoverWarnings(beside: path, in: folder) }
      return report
    } catch let error as CommandError {
      throw error
    } catch {
      throw CommandError("\(error)", at: invocation.arguments.range(name))
    }
  }
}

import Core
import Formats
import Platform

extension CommandSpec {
  static let save = CommandSpec(
    name: "save", group: .networks, summary: "write the network and its input to a file",
    pattern: [.argument("FILE", .file)],
    arguments: [("FILE", "the format follows its ending: .json")],
    details:
      "A file that is there is replaced whole, or not at all. Of a link the file that it leads to "
      + "is replaced; of several hard links, this one.",
    examples: ["save network.json"],
    run: { invocation, session in
      let range = invocation.arguments.range("FILE")
      let path = invocation.arguments.text("FILE") ?? ""
      let loaded = try session.network()
      if session.fault != nil {
        throw CommandError("a mistake is planted in the formulas; `unplant` before saving")
      }
      let network = Network(
        name: loaded.name, layers: loaded.layers, inputNames: loaded.inputNames,
        outputNames: loaded.outputNames, input: session.model.current?.input)
      do {
        let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
        let source = session.model.current?.source
        let bytes = try ModelFile.write(
          network, origins: source?.origins ?? [], remarks: source?.remarks ?? [],
          endingIn: String(ending ?? ""))
        try File.write(bytes, to: path, in: session.folder, writes: session.writes)
      } catch {
        throw CommandError("\(error)", at: range)
      }
      var report = Report.line(
        "Saved \(network.name) to \(path).".escapingControls, record: ["file": path])
      if session.writes == nil {
        report.warnings += File.leftoverWarnings(beside: path, in: session.folder)
      }
      return report
    })
}

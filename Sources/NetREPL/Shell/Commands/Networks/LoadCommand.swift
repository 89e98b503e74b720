import Core
import Formats
import Platform

extension CommandSpec {
  static let load = CommandSpec(
    name: "load", group: .networks,
    summary: "read a network from a file, or a bundled one",
    pattern: [
      .choice([
        [.word("example"), .argument("EXAMPLE", .exampleName)],
        [.argument("FILE", .networkFile)],
      ]),
      .optional([.word("as"), .argument("NAME", .newName)]),
      .optional([.word("activations"), .list("ACTIVATION", .activation)]),
    ],
    arguments: [
      ("EXAMPLE", "a bundled network; `examples` lists them"),
      ("FILE", "a file in the program's own format; quote a name with spaces"),
      ("NAME", "what to call the network; its own name otherwise"),
      ("ACTIVATION", "the activation of each layer, first to last, in place of the file's"),
    ],
    details: "An input that comes with the network is set. A network of the same name is replaced.",
    examples: ["load example iris", "load example small as first"],
    run: { invocation, session in
      let arguments = invocation.arguments
      let read = try readNetwork(arguments, in: session.folder)
      var network = read.network
      if let name = arguments.text("NAME") { network.name = name }
      // A name has to be one that can be typed.
      if network.name.allSatisfy(\.isWhitespace) { network.name = "network" }
      try replaceActivations(of: &network, arguments)

      session.model.add(network)
      var text = "\(network.name): \(network.summary), "
      text += "\(Prose.count(network.parameterCount, "parameter"))."
      text +=
        network.input.map { " Input from the file: I\u{a0}=\u{a0}\(Prose.vector($0))." }
        ?? " No input yet: set input takes \(Prose.count(network.inputCount, "number"))."
      return Report(
        [.paragraph(text.escapingControls)], record: network.record,
        warnings: read.warnings.map(\.message.escapingControls))
    })

  private static func readNetwork(
    _ arguments: Arguments, in folder: String
  ) throws(CommandError) -> ReadNetwork {
    let range = arguments.range("EXAMPLE") ?? arguments.range("FILE")
    do {
      if let name = arguments.text("EXAMPLE"),
        let example = Example.all.first(where: { $0.name == name })
      {
        return try ModelFile.read(example.bytes, name: example.name)
      }
      let path = arguments.text("FILE") ?? ""
      return try ModelFile.read(
        try File.read(path, limit: ModelFile.sizeLimit, in: folder), name: path)
    } catch let error as ModelFileError {
      let path = arguments.text("FILE") ?? arguments.text("EXAMPLE") ?? ""
      throw CommandError("\(path.clipped(to: 200)): \(error)", at: range)
    } catch {
      throw CommandError("\(error)", at: range)
    }
  }

  private static func replaceActivations(
    of network: inout Network, _ arguments: Arguments
  ) throws(CommandError) {
    guard arguments.has("ACTIVATION") else { return }
    let activations = arguments.activations("ACTIVATION")
    guard activations.count == network.layers.count else {
      throw arguments.error(
        "the network has \(Prose.count(network.layers.count, "layer")), "
          + "but \(Prose.given(activations.count, "activation"))", at: "ACTIVATION")
    }
    for (l, activation) in activations.enumerated() {
      network.setActivation(layer: l, to: activation)
    }
  }
}

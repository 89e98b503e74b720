import Core
import Formats
import Platform

extension CommandSpec {
  static let load = CommandSpec(
    name: "load", group: .networks,
    summary: "read a network from a file, or a bundled one",
    pattern: [
      .choice([
        [
          .word("example"), .argument("EXAMPLE", .exampleName),
          .options([
            [.word("as"), .argument("NAME", .newName)],
            [.word("activations"), .list("ACTIVATION", .activation)],
          ]),
        ],
        [
          .argument("FILE", .networkFile),
          .options([
            [.word("as"), .argument("NAME", .newName)],
            [.word("activations"), .list("ACTIVATION", .activation)],
            [.word("layers"), .list("LAYER", .layerName)],
            [.word("scaler"), .argument("SCALER", .file)],
            [.word("outputscaler"), .argument("OUTPUTSCALER", .file)],
            [.word("output"), .argument("OUTPUT", .newName)],
            [.word("variable"), .argument("VARIABLE", .newName)],
            [.word("raw")], [.word("folded")],
          ]),
        ],
      ])
    ],
    arguments: [
      ("EXAMPLE", "a bundled network; `examples` lists them"),
      (
        "FILE",
        "a file of " + ModelFile.formatNames.joined(separator: ", ")
          + "; quote a name with spaces"
      ),
      ("NAME", "`as NAME`: what to call the network; its own name otherwise"),
      (
        "ACTIVATION",
        "`activations relu,tanh,linear`: that of each layer, first to last; a single one is for all but "
          + "the last, which stays as the file has it, and is linear where the file does not tell"
      ),
      (
        "LAYER",
        "`layers fc1,fc2`: the layers to read, in their order, where the file has others too"
      ),
      ("SCALER", "`scaler FILE`: a file with the scaling of the inputs, (x − mean)/std"),
      (
        "OUTPUTSCALER",
        "`outputscaler FILE`: a file with the scaling of the targets, which is undone"
      ),
      ("OUTPUT", "`output NAME`: the output to read, where the file has several"),
      ("VARIABLE", "`variable NAME`: the variable that holds the network, where there are several"),
      ("raw", "without the scaling that stands in the file"),
      ("folded", "scaling is multiplied into the weights beside it"),
    ],
    details:
      "Options stand in any order. A file that holds more than one of the limits `read.size` to "
      + "`read.expansion` is refused, with the words that allow it; `settings` lists them. An input that comes with the network is set. A network of the same name is replaced. "
      + "What the file does not tell is asked for, or assumed and said.",
    examples: ["load example iris", "load example small as first"],
    run: { invocation, session in
      let arguments = invocation.arguments
      let read = try readNetwork(arguments, in: session)
      var network = read.network
      if let name = arguments.text("NAME") { network.name = name }
      // A name has to be one that can be typed.
      if network.name.allSatisfy(\.isWhitespace) { network.name = "network" }

      session.model.add(
        network, from: .init(format: read.format, origins: read.origins, remarks: read.remarks))
      var text = "\(network.name): \(network.summary), "
      text += "\(Prose.count(network.parameterCount, "parameter"))."
      text +=
        network.input.map { " Input from the file: I\u{a0}=\u{a0}\(Prose.vector($0))." }
        ?? " No input yet: set input takes \(Prose.count(network.inputCount, "number"))."
      let remarks = read.sentences.map { Report.Block.paragraph($0.escapingControls) }
      return Report(
        [.paragraph(text.escapingControls)] + remarks,
        record: network.record + (read.remarks.isEmpty ? [:] : ["remarks": read.remarks]),
        warnings: read.warnings.map(\.message.escapingControls))
    })

  private static func readNetwork(
    _ arguments: Arguments, in session: Session
  ) throws(CommandError) -> ReadNetwork {
    let folder = session.folder
    let limits = session.settings.reading
    if let name = arguments.text("EXAMPLE"),
      let example = Example.all.first(where: { $0.name == name })
    {
      return try reading(name, "EXAMPLE", arguments) { () throws(ModelFileError) in
        try ModelFile.read(example.bytes, name: example.name, options: readOptions(arguments))
      }
    }
    var bytes = try bytes("FILE", arguments, folder, limits)
    let path = arguments.text("FILE") ?? ""
    var options = readOptions(arguments)
    options.limits = limits
    let place = File.path(path, in: folder)
    options.fileBeside = { File.read($0, beside: place, limit: limits[.size]) }
    var read = try reading(path, "FILE", arguments) { () throws(ModelFileError) in
      try ModelFile.read(taking: &bytes, name: path, options: options)
    }
    for side in ScaledSide.allCases {
      let name = side == .inputs ? "SCALER" : "OUTPUTSCALER"
      guard let path = arguments.text(name) else { continue }
      let bytes = try self.bytes(name, arguments, folder, limits)
      try reading(path, name, arguments) { () throws(ModelFileError) in
        try read.scale(side, by: ScalerFile.read(bytes, name: path, limits: limits))
      }
    }
    return read
  }

  private static func readOptions(_ arguments: Arguments) -> ReadOptions {
    var options = ReadOptions()
    if arguments.has("ACTIVATION") { options.activations = arguments.activations("ACTIVATION") }
    if arguments.has("LAYER") { options.layers = arguments.texts("LAYER") }
    options.output = arguments.text("OUTPUT")
    options.variable = arguments.text("VARIABLE")
    options.isRaw = arguments.has("raw")
    options.isFolded = arguments.has("folded")
    return options
  }

  private static func bytes(
    _ name: String, _ arguments: Arguments, _ folder: String, _ limits: ReadLimits
  ) throws(CommandError) -> [UInt8] {
    let path = arguments.text(name) ?? ""
    do throws(File.Problem) {
      return try File.read(path, limit: limits[.size], in: folder)
    } catch {
      let tooLarge = error.excess.flatMap { limits.problem(.size, $0) }
      throw CommandError(
        tooLarge.map { "\(path.clipped(to: 200)): \($0)" } ?? "\(error)",
        at: arguments.range(name))
    }
  }

  private static func reading<Value>(
    _ path: String, _ name: String, _ arguments: Arguments,
    _ read: () throws(ModelFileError) -> Value
  ) throws(CommandError) -> Value {
    do throws(ModelFileError) { return try read() } catch {
      if case .activations(let layers, let given, let kind, _) = error.problem {
        // The first that is too many; where there are too few, all of them.
        let range =
          given > layers
          ? arguments.range("ACTIVATION", at: layers) : arguments.range("ACTIVATION")
        throw CommandError(
          (kind == nil ? "" : "\(path.clipped(to: 200)): ") + "\(error)", at: range)
      }
      throw arguments.error("\(path.clipped(to: 200)): \(error)", at: name)
    }
  }
}

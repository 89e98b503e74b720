public import Core

/// The one door between files and networks: bytes in, a network out, and back.
///
/// It knows no folders and opens nothing; a file is its bytes and its name.
public enum ModelFile {
  /// Every format, in the order in which they are asked whether the bytes are theirs; the program's
  /// own, which any JSON looks like, is asked last.
  static let formats: [ModelFormat] = [
    .networkJSON, .safetensors, .keras, .pytorch, .numpy, .scikitLearn, .onnx, .genFunction,
    .matFile, .nnet, .fann, .pmml, .verisig,
  ]

  /// The network in a file.
  ///
  /// The bytes decide the format; where they do not, the ending of the file's name does.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the file's name, with or without its folder. A network that the file does not name is
  ///     called after it.
  ///   - options: what the file leaves open, and how much it may hold.
  public static func read(
    _ bytes: [UInt8], name: String, options: ReadOptions = ReadOptions()
  ) throws(ModelFileError) -> ReadNetwork {
    var bytes = bytes
    return try read(taking: &bytes, name: name, options: options)
  }

  /// The same of bytes that nobody needs behind it: a large file goes as soon as it has been read.
  public static func read(
    taking bytes: inout [UInt8], name: String, options: ReadOptions = ReadOptions()
  ) throws(ModelFileError) -> ReadNetwork {
    let result = ReadLimits.$current.withValue(options.limits) {
      Result { () throws(ModelFileError) in
        try read(within: &bytes, name: name, options: options)
      }
    }
    return try result.get()
  }

  /// The same, with the limits in force.
  private static func read(
    within bytes: inout [UInt8], name: String, options: ReadOptions
  ) throws(ModelFileError) -> ReadNetwork {
    if let problem = ReadLimits.problem(.size, bytes.count) {
      throw ModelFileError(.tooLarge(problem))
    }
    guard bytes.contains(where: { !isSpace($0) }) else { throw ModelFileError(.empty) }
    let file = FileName(name)
    let format = try format(of: bytes, file)
    try check(options, for: format)
    var read = try format.read(&bytes, file.stem, options)
    // The readers count what they make on the way, weights mostly; here are all, biases too.
    if let problem = ReadLimits.problem(.parameters, read.network.parameterCount) {
      throw ModelFileError(.tooLarge(problem))
    }
    if let activations = options.activations, !read.tookActivations {
      let told = read.network.layers.map(\.activation)
      try read.replaceActivations(activations)
      // Of its own networks the program is told so to try something.
      if format.name != ModelFormat.networkJSON.name,
        told != read.network.layers.map(\.activation)
      {
        read.warnings.append(
          .contradiction(
            "the file says other activations than were given: "
              + told.prefix(8).map(\.name).joined(separator: ", ")))
      }
    }
    if format.name != ModelFormat.networkJSON.name { read.compareActivations(withName: file.stem) }
    return read
  }

  /// The names of the layers that `ReadOptions.layers` can choose; none where nothing can be chosen.
  public static func layerNames(_ bytes: [UInt8], name: String) -> [String] {
    var options = ReadOptions()
    options.layers = [""]
    do throws(ModelFileError) { _ = try read(bytes, name: name, options: options) } catch {
      if case .noSuchLayer(_, _, let known) = error.problem { return known }
    }
    return []
  }

  /// What means nothing for a format is not passed over in silence.
  private static func check(
    _ options: ReadOptions, for format: ModelFormat
  ) throws(ModelFileError) {
    let given: [(ReadOption, Bool)] = [
      (.layers, options.layers != nil), (.output, options.output != nil),
      (.variable, options.variable != nil), (.raw, options.isRaw), (.folded, options.isFolded),
    ]
    for (option, isGiven) in given where isGiven && !format.takes.contains(option) {
      throw ModelFileError(
        .refused(
          "a file of \(format.name)", "\(Quote.single(option.rawValue)) means nothing for it"))
    }
  }

  private static func format(
    of bytes: [UInt8], _ file: FileName
  ) throws(ModelFileError) -> ModelFormat {
    // Marks of other kinds first: the length at the head of a safetensors file can look like JSON.
    if let format = formats.dropFirst().first(where: { $0.recognises(bytes) }) { return format }
    if bytes.starts(with: ZIPFile.mark) {
      do throws(RowError) { _ = try ModelArchive(bytes) } catch {
        throw ModelFileError(.refused("a zip file", error.description))
      }
    }
    if let kind = OtherKind.recognised(bytes) {
      // joblib compresses what it writes: its reader says how to save it again.
      if kind.isCompression, ModelFormat.scikitLearn.endings.contains(file.ending) {
        return .scikitLearn
      }
      throw ModelFileError(.otherKind(kind.name))
    }
    if let format = formats.first(where: { $0.recognises(bytes) }) { return format }
    if let format = formats.first(where: { $0.endings.contains(file.ending) }) {
      guard !format.hasMark else {
        throw ModelFileError(.otherContent(ending: file.ending, format: format.name))
      }
      return format
    }
    if let kind = OtherKind.ending(file.ending) { throw ModelFileError(.otherKind(kind.name)) }
    throw ModelFileError(.unrecognised)
  }

  /// The bytes of a file for a network, in the format of the ending of its name: json, onnx,
  /// safetensors, npz or m.
  ///
  /// They are read again before they are given: weights, biases and activations are the same to the
  /// bit.
  ///
  /// - Parameters:
  ///   - network: what is written.
  ///   - origins: where each layer comes from, where something tells.
  ///   - remarks: what was assumed, and what was left out.
  ///   - ending: of the name of the file, without the dot.
  ///   - options: what the format leaves open.
  /// - Throws: where the format cannot hold the network.
  public static func write(
    _ network: Network, origins: [String] = [], remarks: [String] = [], endingIn ending: String,
    options: WriteOptions = WriteOptions()
  ) throws(ModelFileError) -> [UInt8] {
    var told = ReadNetwork(network)
    told.origins = origins.count == network.layers.count ? origins : []
    told.remarks = remarks
    let wanted = FileName("." + ending).ending
    for format in formats where format.endings.contains(wanted) {
      guard let write = format.write else { continue }
      if options.opset != nil, format.name != ModelFormat.onnx.name {
        throw ModelFileError(
          .refused("a file of \(format.name)", "opset means nothing for it"))
      }
      let bytes = try write(told, options)
      try checkReadBack(bytes, is: network, endingIn: wanted)
      return bytes
    }
    throw ModelFileError(.cannotWrite(ending: wanted, writable: writableEndings))
  }

  private static func checkReadBack(
    _ bytes: [UInt8], is network: Network, endingIn ending: String
  ) throws(ModelFileError) {
    let read = try read(bytes, name: "network." + ending).network
    guard read.layers.count == network.layers.count,
      zip(read.layers, network.layers).allSatisfy({ $0.isBitwise($1) })
    else {
      throw ModelFileError(
        .refused(
          "a .\(ending) file",
          "it cannot hold this network so that it is read back the same; "
            + "save it as .json"))
    }
  }

  /// What the formats that are read are called.
  public static var formatNames: [String] { formats.map(\.name) }

  /// The endings of files that are read, without their dots.
  public static var readableEndings: [String] { formats.flatMap(\.endings) }

  /// The endings that `write` knows, without their dots.
  public static var writableEndings: [String] {
    formats.filter { $0.write != nil }.flatMap(\.endings)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

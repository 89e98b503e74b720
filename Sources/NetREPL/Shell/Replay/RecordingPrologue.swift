import Core
import Formats
import Platform

/// The lines that a recording begins with, so that it replays by itself: settings, definitions, the network with
/// its input, s and planted mistake, and named expressions, as they stood.
struct RecordingPrologue {
  /// What the network is called.
  let name: String

  private(set) var lines: [String]

  /// The file beside the recording that the network is loaded from, where it is not a bundled one.
  private(set) var file: (name: String, bytes: [UInt8])?

  /// Nil where no network is loaded.
  ///
  /// - Parameter path: that of the recording.
  /// - Throws: `CommandError` where the network cannot stand in a file of that name.
  init?(_ session: Session, _ path: String, at range: Range<Int>?) throws(CommandError) {
    guard let loaded = session.model.current else { return nil }
    name = loaded.name
    let beginning =
      Self.lines(setting: session.settings) + session.model.definitions.all.map(\.line)
    var input = loaded.network.input
    if let example = Self.example(loaded.network) {
      lines = beginning + ["load example \(example)"]
    } else {
      let network = Network(
        name: loaded.name, layers: loaded.network.layers, inputNames: loaded.network.inputNames,
        outputNames: loaded.network.outputNames, input: loaded.input)
      input = loaded.input
      let last = path.split(separator: "/").last.map(String.init) ?? path
      let base = last.hasSuffix(".md") ? String(last.dropLast(3)) : last
      let file = "\(base).json"
      let place = File.folder(of: File.expanded(path))
      guard !File.exists(file, in: place) else {
        throw CommandError(
          "the network would be written to \(file.escapingControls), which is there already; give another name",
          at: range)
      }
      do {
        self.file = (file, try ModelFile.write(network, endingIn: "json"))
      } catch {
        throw CommandError("\(error)", at: range)
      }
      lines = beginning + ["load '\(file)'"]
    }
    if let wanted = loaded.input, wanted != input {
      lines.append("set input " + wanted.map(NumberFormat.shortest).joined(separator: " "))
    }
    if let line = Self.line(setting: loaded.scalar) { lines.append(line) }
    if let fault = loaded.fault {
      guard let seed = fault.seed(in: loaded.network, at: loaded.input) else {
        throw CommandError(
          "the planted mistake does not show at this input, and cannot be planted again there; "
            + "`unplant` it first", at: range)
      }
      lines.append("plant random seed \(seed)")
    }
    lines += session.model.named.map { "\($0.name) = \($0.expression.text)" }
    // All of these are in the standard names.
    if session.settings.names != .standard { lines.append("set names \(session.settings.names)") }
  }

  /// What `set` is told of settings that are not as they are at first; a replay has a width and colours of its
  /// own.
  private static func lines(setting settings: Settings) -> [String] {
    let standard = Settings()
    return Setting.all.filter {
      !["width", "color", "names"].contains($0.name) && $0.get(settings) != $0.get(standard)
    }.map { "set \($0.name) \($0.get(settings))" }
  }

  /// The bundled network that it is, with nothing changed.
  private static func example(_ network: Network) -> String? {
    Example.all.first { example in
      guard example.name == network.name else { return false }
      return (try? ModelFile.read(example.bytes, name: example.name))?.network == network
    }?.name
  }

  /// What `set` is told of s; nil where nothing is set.
  private static func line(setting scalar: Objective?) -> String? {
    let numbers = scalar?.values.map(NumberFormat.shortest).joined(separator: " ") ?? ""
    return switch scalar {
    case nil: nil
    case .weighted: "set dout \(numbers)"
    case .squaredError(let kind, _): "set loss \(kind.name) target \(numbers)"
    case .crossEntropy: "set loss crossentropy target \(numbers)"
    }
  }
}

internal import Core

/// Writes a network as a function of MATLAB, in the form of those that `genFunction` makes with
/// 'MatrixOnly': samples in columns, and no toolbox.
struct GenFunctionWriter {
  private let network: Network
  private let name: String
  private var lines: [String] = []

  /// - Parameter function: what it is called; nil for the name of the network.
  static func write(
    _ told: ReadNetwork, function: String?
  ) throws(ModelFileError) -> [UInt8] {
    var writer = GenFunctionWriter(network: told.network, function: function)
    try writer.writeAll()
    return Array((writer.lines.joined(separator: "\n") + "\n").utf8)
  }

  private init(network: Network, function: String?) {
    self.network = network
    name = Self.identifier(function ?? network.name)
  }

  private mutating func writeAll() throws(ModelFileError) {
    lines = [
      "function [y1] = \(name)(x1)",
      "% \(name.uppercased()) computes a feed-forward network, a sample a column.",
      "%   x1: \(network.inputCount) rows\(Self.list(network.inputNames))",
      "%   y1: \(network.outputCount) rows\(Self.list(network.outputNames))",
      "% \(NetworkNotes.key): \(NetworkNotes(network).text)", "",
    ]
    for (l, layer) in network.layers.enumerated() {
      lines += ["% Layer \(l + 1)", "b\(l + 1) = \(Self.column(layer.bias));"]
      lines.append("\(Self.weights(l)) = \(Self.matrix(layer.weights));")
    }
    lines += ["", "Q = size(x1,2);"]
    var value = "x1"
    for (l, layer) in network.layers.enumerated() {
      let z = "repmat(b\(l + 1),1,Q) + \(Self.weights(l))*\(value)"
      value = "a\(l + 1)"
      let transfer = try Self.transfer(layer.activation, l + 1)
      lines.append(transfer.map { "\(value) = \($0)_apply(\(z));" } ?? "\(value) = \(z);")
    }
    lines += ["y1 = \(value);", "end"]
    var written: Set<String> = []
    for layer in network.layers where written.insert(layer.activation.name).inserted {
      lines += Self.module(layer.activation)
    }
  }

  private static func weights(_ l: Int) -> String { l == 0 ? "IW1_1" : "LW\(l + 1)_\(l)" }

  // MARK: Transfer functions

  /// What MATLAB calls an activation; nil for none.
  private static func transfer(
    _ activation: Activation, _ l: Int
  ) throws(ModelFileError) -> String? {
    func refused(_ why: String) -> ModelFileError {
      ModelFileError(
        .refused(
          "a program of MATLAB",
          "layer \(l) \(why); save it as .json or .onnx, or "
            + "`export code matlab`"))
    }
    if activation.name == "purelin" { return nil }
    guard activation.ranges == nil else { throw refused("has several activations") }
    guard let name = names[activation.name], !activation.rule.isDefined else {
      throw refused("has \(activation.name), for which MATLAB has no transfer function")
    }
    return name
  }

  private static let names = [
    "tansig": "tansig", "logsig": "logsig", "poslin": "poslin", "satlin": "satlin",
    "satlins": "satlins", "radbas": "radbas", "softsign": "elliotsig", "softmax": "softmax",
  ]

  private static func module(_ activation: Activation) -> [String] {
    guard let name = names[activation.name] else { return [] }
    let body: [String] =
      switch name {
      case "tansig": ["a = tanh(n);"]
      case "logsig": ["a = 1 ./ (1 + exp(-n));"]
      case "poslin": ["a = max(0,n);", "a(isnan(n)) = nan;"]
      case "satlin": ["a = max(0,min(1,n));", "a(isnan(n)) = nan;"]
      case "satlins": ["a = max(-1,min(1,n));", "a(isnan(n)) = nan;"]
      case "radbas": ["a = exp(-(n.*n));"]
      case "elliotsig": ["a = n ./ (1 + abs(n));"]
      default:
        [
          "nmax = max(n,[],1);", "n = bsxfun(@minus,n,nmax);", "numerator = exp(n);",
          "denominator = sum(numerator,1);",
          "denominator(denominator == 0) = 1;", "a = bsxfun(@rdivide,numerator,denominator);",
        ]
      }
    return ["", "function a = \(name)_apply(n,~)"] + body.map { "  " + $0 } + ["end"]
  }

  // MARK: Texts

  /// A name that MATLAB takes for a function.
  private static func identifier(_ name: String) -> String {
    let letters = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "_"
    }
    let text = String(letters.prefix(60))
    let begins = text.first.map { $0.isASCII && $0.isLetter } ?? false
    return begins ? text : "net_" + text
  }

  private static func list(_ names: [String]?) -> String {
    guard let names else { return "" }
    return ", " + names.map { $0.filter { !$0.isNewline } }.joined(separator: ", ")
  }

  private static func column(_ values: [Double]) -> String {
    "[" + values.map(number).joined(separator: ";") + "]"
  }

  private static func matrix(_ matrix: Matrix) -> String {
    "["
      + (0..<matrix.rows).map { matrix.row($0).map(number).joined(separator: " ") }
      .joined(separator: ";") + "]"
  }

  /// Shortest and exact.
  private static func number(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "Inf") : JSONText.shortest(value)
  }
}

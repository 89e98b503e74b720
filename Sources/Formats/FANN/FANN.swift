internal import Core
internal import Platform

extension ModelFormat {
  static let fann = ModelFormat(
    name: "FANN", endings: ["net"], hasMark: true,
    takes: [.folded],
    recognises: { $0.starts(with: Array("FANN_F".utf8)) },
    read: { bytes, name, options throws(ModelFileError) in
      try FANNFile(bytes).chain().network(name: name, format: FANNFile.kind, options: options)
    },
    write: nil)
}

/// A network that the FANN library has saved as text.
///
/// Source: what version 2.1 to 2.2 of the library writes: `key=value` lines, then for each neuron
/// (inputs, activation, steepness), then for each connection (neuron, weight), the bias last.
struct FANNFile {
  static let kind = "a FANN file"

  private let fields: [String: Substring]

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix("FANN_FLO") else {
      throw Self.refused("it holds whole numbers (FANN_FIX); save it with fann_save")
    }
    var fields: [String: Substring] = [:]
    // By bytes: a line may have all the weights, and characters take thirty times as long.
    for line in text.utf8.partsUntilStopped({ $0 == 0x0A || $0 == 0x0D })
      .map(Substring.init)
    {
      guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
      // "neurons (num_inputs, ...)" is called by its first word.
      let key = line[..<equals].prefix { $0 != " " }
      fields[String(key)] = line[line.index(after: equals)...]
    }
    self.fields = fields
  }

  func chain() throws(ModelFileError) -> Chain {
    let sizes = try numbers("layer_sizes").compactMap { Int(exactly: $0) }
    guard sizes.count >= 2, sizes.allSatisfy({ (2...ReadLimits.scaledValues).contains($0) }),
      sizes.count <= ReadLimits.layers
    else { throw Self.refused("its layer_sizes are missing or not read") }
    guard fields["network_type"].map({ $0.hasPrefix("0") }) ?? true else {
      throw Self.refused("it has shortcut connections, which are not read")
    }
    if fields["scale_included"].map({ $0.hasPrefix("1") }) == true {
      throw Self.refused("it has scaling of its own (scale_included=1), which is not read")
    }
    let neurons = try groups("neurons", of: 3)
    let connections = try groups("connections", of: 2)
    guard neurons.count == sizes.reduce(0, +) else {
      throw Self.refused(
        "it has \(neurons.count) neurons, and its layer_sizes say \(sizes.reduce(0, +))")
    }
    var chain = Chain()
    var neuron = sizes[0]
    var connection = 0
    for (l, size) in sizes.enumerated().dropFirst() {
      // The last neuron of a layer is the bias, which takes nothing.
      let (columns, rows) = (sizes[l - 1] - 1, size - 1)
      var weights = Matrix(rows: rows, columns: columns)
      var bias: [Double] = []
      var ranges: [ActivationRange] = []
      for i in 0..<rows {
        let (count, function, steepness) = (
          neurons[neuron][0], neurons[neuron][1], neurons[neuron][2]
        )
        guard count == Double(columns + 1), connection + columns + 1 <= connections.count else {
          throw Self.refused(
            "neuron \(i + 1) of layer \(l) has \(JSONText.shortest(count)) connections; fully connected networks are read"
          )
        }
        let known = try Self.activation(function, steepness, layer: l)
        for j in 0..<columns { weights[i, j] = known.slope * connections[connection + j][1] }
        bias.append(known.slope * connections[connection + columns][1])
        ranges.append(ActivationRange(known.activation, i..<(i + 1)))
        connection += columns + 1
        neuron += 1
      }
      neuron += 1
      chain.append(.affine(weights, bias: bias), from: "layer \(l)")
      chain.append(.activation(Activation(ranges: ranges)), from: "")
    }
    chain.remarks.append("sums beyond 150/steepness are clipped by FANN; here they are not")
    return chain
  }

  /// σ and what the sum is multiplied with before: FANN's steepness.
  private static func activation(
    _ number: Double, _ steepness: Double, layer: Int
  ) throws(ModelFileError) -> (activation: Activation, slope: Double) {
    let activation: Activation?
    var slope = steepness
    switch number {
    case 0: activation = .known("linear")
    case 3:
      activation = .known("logsig")
      slope = 2 * steepness
    case 5: activation = .known("tansig")
    case 7: activation = ActivationByFormula.named("gaussian", "exp(-x^2)")
    case 13: activation = .known("satlin")
    case 14: activation = .known("satlins")
    case 15: activation = .known("sin")
    case 16: activation = .known("cos")
    default: activation = nil
    }
    guard let activation, steepness.isFinite else {
      throw refused(
        "layer \(layer) has activation number \(JSONText.shortest(number)), which is not read")
    }
    return (activation, slope)
  }

  // MARK: Fields

  private func numbers(_ key: String) throws(ModelFileError) -> [Double] {
    guard let text = fields[key] else { throw Self.refused("it has no \(key)") }
    let parts = text.utf8.partsUntilStopped { " ,()".utf8.contains($0) }
    return parts.untilStopped.compactMap { Double(Substring($0)) }
  }

  /// Numbers in brackets, so many in each.
  private func groups(_ key: String, of size: Int) throws(ModelFileError) -> [[Double]] {
    let all = try numbers(key)
    guard all.count % size == 0, !all.isEmpty else {
      throw Self.refused("its \(key) are not groups of \(size) numbers")
    }
    return stride(from: 0, to: all.count, by: size).untilStopped.map {
      Array(all[$0..<($0 + size)])
    }
  }
}

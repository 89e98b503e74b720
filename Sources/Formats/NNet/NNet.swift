internal import Core

extension ModelFormat {
  /// The text format of Stanford's NNet and Reluplex: ReLU, and scaling in the head.
  static let nnet = ModelFormat(
    name: "Stanford .nnet", endings: ["nnet"],
    takes: [.raw, .folded],
    recognises: { _ in false },
    read: { bytes, name, options throws(ModelFileError) in
      try NNetFile(bytes).chain(options).network(
        name: name, format: NNetFile.kind, options: options)
    },
    write: nil)
}

/// The lines of a .nnet file.
///
/// Source: the description in the repository sisl/NNet.
struct NNetFile {
  static let kind = "a .nnet file"

  private let sizes: [Int]
  private var layers: [(weights: Matrix, bias: [Double])] = []

  /// Means and ranges of the inputs, and behind them those of the outputs; nil where the file has
  /// none.
  private let means: [Double]?
  private let ranges: [Double]?

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    var lines = NumberLines(bytes, kind: Self.kind) { $0.starts(with: Array("//".utf8)) }
    let head = try lines.integers()
    guard head.count >= 4, head[0] >= 1 else {
      throw lines.refused("it must begin with the number of layers, inputs, outputs and neurons")
    }
    if let problem = ReadLimits.problem(.layers, head[0]) { throw lines.refused(problem) }
    sizes = try lines.integers()
    guard sizes.count == head[0] + 1, sizes.allSatisfy({ $0 > 0 }), sizes[0] == head[1],
      sizes[sizes.count - 1] == head[2]
    else { throw lines.refused("the sizes of the layers do not fit the line before") }
    var parameters = 0
    for (rows, columns) in zip(sizes.dropFirst(), sizes) {
      let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
      let (sum, overflows) = parameters.addingReportingOverflow(overflow ? .max : count)
      parameters = overflows ? .max : sum
    }
    if let problem = ReadLimits.problem(.parameters, parameters) { throw lines.refused(problem) }
    // Between the sizes and the weights stand a line that nothing reads and four of scaling; files
    // of others have a single 0 there, or nothing.
    let between = lines.linesLeft - sizes.dropFirst().reduce(0) { $0 + 2 * $1 }
    if between == 5 {
      for _ in 0..<3 { _ = try lines.numbers() }
      let (means, ranges) = (try lines.numbers(), try lines.numbers())
      guard means.count == sizes[0] + 1, ranges.count == sizes[0] + 1,
        ranges.allSatisfy({ $0 != 0 && $0.isFinite })
      else {
        throw lines.refused("there must be a mean and a range for each input and the outputs")
      }
      (self.means, self.ranges) = (means, ranges)
    } else {
      guard (0...2).contains(between) else {
        throw lines.refused("its weights and biases have not as many lines as the sizes say")
      }
      for _ in 0..<between { _ = try lines.numbers() }
      (means, ranges) = (nil, nil)
    }
    for (rows, columns) in zip(sizes.dropFirst(), sizes) {
      var storage: [Double] = []
      for _ in 0..<rows {
        let row = try lines.numbers()
        guard row.count == columns else {
          throw lines.refused("a row of layer \(layers.count + 1) must have \(columns) numbers")
        }
        storage += row
      }
      var bias: [Double] = []
      for _ in 0..<rows {
        let value = try lines.numbers()
        guard value.count == 1 else {
          throw lines.refused("a bias of layer \(layers.count + 1) must be one number")
        }
        bias += value
      }
      layers.append((Matrix(rows: rows, columns: columns, storage: storage), bias))
    }
  }

  func chain(_ options: ReadOptions) throws(ModelFileError) -> Chain {
    var chain = Chain()
    if let means, let ranges {
      chain.append(
        .scaling(
          .standard(mean: Array(means.dropLast()), deviation: Array(ranges.dropLast()))),
        from: "means and ranges of the inputs")
      chain.remarks.append(
        "inputs outside of the smallest and largest values are clipped by others; here they are not"
      )
    }
    for (l, layer) in layers.enumerated() {
      chain.append(.affine(layer.weights, bias: layer.bias), from: "layer \(l + 1)")
      if l < layers.count - 1, let relu = Activation.known("relu") {
        chain.append(.activation(relu), from: "")
      }
    }
    if let mean = means?.last, let range = ranges?.last {
      let count = sizes[sizes.count - 1]
      chain.append(
        .scaling(
          Scaling(
            factor: .init(repeating: range, count: count),
            shift: .init(repeating: mean, count: count))), from: "mean and range of the outputs")
    }
    return chain
  }
}

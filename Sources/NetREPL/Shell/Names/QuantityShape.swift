import Core

/// The size of a quantity in a network, and whether its indices are within it.
struct QuantityShape: Equatable {
  /// One count for each index: of components, or of rows and columns.
  var dimensions: [Int]

  /// "3×2", or "3".
  var words: String { dimensions.map(String.init).joined(separator: "×") }

  /// - Parameter range: where the name stands in the line.
  /// - Throws: `CommandError` when the network has no such layer, output or index.
  init(
    of name: QuantityName, in network: Network, at range: Range<Int>? = nil
  ) throws(CommandError) {
    let layers = network.layers.count
    if name.symbol.countsLayers, let layer = name.number, layer > layers {
      throw CommandError(
        "\(name.symbol.rawValue)\(layer): the network has layers 1 to \(layers)", at: range)
    }
    if name.symbol == .hessian, let output = name.number, output > network.outputCount {
      throw CommandError(
        "H\(output): the network has outputs 1 to \(network.outputCount)", at: range)
    }
    // That of one output's H, and of I and A as a whole.
    let number = name.symbol == .hessian ? name.number ?? 1 : name.number
    dimensions = Quantity(name.symbol, number).shape(in: network)
    for (position, index) in name.indices.enumerated() where index > dimensions[position] {
      let what = dimensions.count == 1 ? "indices" : position == 0 ? "rows" : "columns"
      let counts = dimensions[position] == 1 ? "only 1" : "1 to \(dimensions[position])"
      throw CommandError("\(name.text): \(name.headText) has \(what) \(counts)", at: range)
    }
  }
}

extension QuantityName {
  /// The name without indices.
  var headText: String { symbol.rawValue + (number.map(String.init) ?? "") }

  /// Its shape in a network.
  ///
  /// - Throws: `CommandError` when the network does not have it.
  @discardableResult
  func require(in network: Network, at range: Range<Int>?) throws(CommandError) -> QuantityShape {
    try QuantityShape(of: self, in: network, at: range)
  }
}

import Core

/// The quantities of the network at hand, with the range of their indices.
enum QuantityCompletion {
  /// Rows or columns of which each is offered; of longer ones the range is shown.
  private static let mostIndices = 24

  static func candidates(
    _ prefix: String, symbols: [QuantityName.Symbol], _ session: Session
  ) -> [Completions.Candidate] {
    guard let network = session.model.current?.network else {
      return symbols.map { .init(text: $0.needsNumber ? "\($0.rawValue)1" : $0.rawValue) }
    }
    let all = symbols.flatMap { names(of: $0, in: network) }
    guard let bracket = prefix.firstIndex(of: "[") else {
      return all.map { name in
        .init(text: name.text, note: shape(of: name, in: network).map(\.words))
      }
    }
    // Inside the brackets: the next index.
    guard
      let name = try? QuantityName(String(prefix[..<bracket])),
      let shape = shape(of: name, in: network)
    else { return [] }
    let head = prefix[..<bracket]
    let typed = prefix[prefix.index(after: bracket)...]
      .split(separator: ",", omittingEmptySubsequences: false)
    let dimension = max(typed.count - 1, 0)
    guard dimension < shape.dimensions.count else { return [] }
    let isLast = dimension == shape.dimensions.count - 1
    let done = typed.dropLast().map { "\($0)," }.joined()
    let count = shape.dimensions[dimension]
    let shown = count <= mostIndices ? Array(1...count) : [1, count]
    return shown.map {
      .init(
        text: "\(head)[\(done)\($0)\(isLast ? "]" : ",")", note: "1 to \(count)", endsWord: isLast)
    }
  }

  private static func names(
    of symbol: QuantityName.Symbol, in network: Network
  ) -> [QuantityName] {
    switch symbol {
    case .I, .A, .J: [QuantityName(symbol: symbol)]
    case .H:
      [QuantityName(symbol: .H)]
        + (1...network.outputCount).prefix(12).map { QuantityName(symbol: .H, number: $0) }
    case .W, .b, .z, .f, .D, .G, .B:
      (1...network.layers.count).map { QuantityName(symbol: symbol, number: $0) }
    }
  }

  private static func shape(of name: QuantityName, in network: Network) -> QuantityShape? {
    try? QuantityShape(of: name, in: network)
  }
}

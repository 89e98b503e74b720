import Core

/// The quantities of the network at hand, with the range of their indices.
enum QuantityCompletion {
  /// Rows or columns of which each is offered; of longer ones the range is shown.
  private static let mostIndices = 24

  /// Components of I and A, and Hessians, that are offered one by one.
  private static let mostNumbered = 12

  static func candidates(
    _ prefix: String, symbols: [QuantityName.Symbol], _ session: Session
  ) -> [Completions.Candidate] {
    guard let network = session.model.current?.network else {
      return symbols.map { .init(text: $0.countsLayers ? "\($0.rawValue)1" : $0.rawValue) }
    }
    let all = symbols.flatMap { names(of: $0, in: network) }
    guard let bracket = prefix.firstIndex(of: "[") else {
      return all.map { name in
        let note = name.indices.isEmpty ? shape(of: name, in: network).map(\.words) : "1"
        return .init(text: name.text, note: note)
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
    guard dimension < shape.dimensions.count, let last = typed.last else { return [] }
    let isLast = dimension == shape.dimensions.count - 1
    let digits = last.drop { $0 == " " }
    let done =
      typed.dropLast().map { "\($0)," }.joined() + last.prefix(last.count - digits.count)
    let count = shape.dimensions[dimension]
    let fitting = (1...count).filter { String($0).hasPrefix(digits) }
    let shown = fitting.count <= mostIndices ? fitting : [fitting[0], fitting[fitting.count - 1]]
    return shown.map {
      .init(
        text: "\(head)[\(done)\($0)\(isLast ? "]" : ",")", note: "1 to \(count)", endsWord: isLast)
    }
  }

  private static func names(
    of symbol: QuantityName.Symbol, in network: Network
  ) -> [QuantityName] {
    switch symbol {
    case .jacobian: [QuantityName(symbol: symbol)]
    case .input, .output:
      [QuantityName(symbol: symbol)]
        + (1...(symbol == .input ? network.inputCount : network.outputCount)).prefix(mostNumbered)
        .map { QuantityName(symbol: symbol, indices: [$0]) }
    case .hessian:
      [QuantityName(symbol: .hessian)]
        + (1...network.outputCount).prefix(mostNumbered)
        .map { QuantityName(symbol: .hessian, number: $0) }
    default:
      (1...network.layers.count).map { QuantityName(symbol: symbol, number: $0) }
    }
  }

  private static func shape(of name: QuantityName, in network: Network) -> QuantityShape? {
    try? QuantityShape(of: name, in: network)
  }
}

import Core

/// How large second derivatives with respect to parameters are, and whether they may be formed.
struct WeightHessianSize {
  private let extent: WeightHessianExtent
  private let scalar: ObjectiveAtInput
  let rows: Int
  let columns: Int

  /// Of all parameters with each other, at most those of so many are formed: two million entries.
  static let mostParameters = 2000

  init(_ extent: WeightHessianExtent, of scalar: ObjectiveAtInput) {
    self.extent = extent
    self.scalar = scalar
    let network = scalar.network
    switch extent {
    case .block(let first, let second):
      (rows, columns) = (network.count(of: first), network.count(of: second))
    case .all: (rows, columns) = (network.parameterCount, network.parameterCount)
    }
  }

  /// The first entry, as `show` knows it.
  var entryName: String {
    func first(_ variables: VariableBlock) -> String {
      switch variables {
      case .input: "dI1"
      case .parameters(.weights(let layer)): "dW\(layer)[1,1]"
      case .parameters(.bias(let layer)): "db\(layer)[1]"
      }
    }
    switch extent {
    case .block(let rows, let columns): return "d2\(scalar.name)/\(first(rows))\(first(columns))"
    case .all: return "d2\(scalar.name)/dW\(scalar.network.layers.count)[1,1]dW1[1,1]"
    }
  }

  /// What can be had without the whole: a smaller block and one entry.
  private var advice: String {
    let layer: Int
    switch extent {
    case .block(let rows, let columns): layer = max(rows.layer, columns.layer, 1)
    case .all: layer = scalar.network.layers.count
    }
    return "a block: hessian \(scalar.words)wrt b\(layer); an entry: show \(entryName)"
  }

  /// - Throws: `CommandError` when they are too large.
  func require(at range: Range<Int>?) throws(CommandError) {
    if extent == .all, rows > Self.mostParameters {
      let entries = Double(rows) * (Double(rows) + 1) / 2
      throw CommandError(
        "the Hessian of all \(rows) parameters has \(NumberFormat.magnitude(entries, digits: 3)) "
          + "entries, \(Memory.words(8 * entries)); it is shown up to \(Self.mostParameters) "
          + "parameters. Instead \(advice)", at: range)
    }
    let bytes = DerivativeMemory.bytesPerEntry * Double(rows) * Double(columns)
    try Memory.require(
      bytes: bytes, for: "a \(rows)×\(columns) Hessian", at: range, advice: advice)
  }

  /// The factors alone: what one entry takes.
  ///
  /// - Throws: `CommandError` when they are too large.
  static func requireFactors(
    _ network: Network, of groups: [VariableBlock], at range: Range<Int>?
  ) throws(CommandError) {
    let layers = network.layers[(max(groups.map(\.layer).min() ?? 1, 1) - 1)...]
    // Γ, two products on the way, and the two Jacobians between the layers.
    let widest = layers.map { max($0.neuronCount, $0.inputCount) }.max() ?? 1
    try Memory.require(
      bytes: 8 * 5 * Double(widest) * Double(widest), for: "Γ of a layer of \(widest) neurons",
      at: range)
  }
}

import Core

/// Second derivatives with respect to parameters and the input: which, of what, how large they are,
/// and whether they may be formed.
struct ParameterHessian {
  typealias Labels = MatrixTable.Labels

  let scalar: ObjectiveAtInput

  /// What the rows and the columns are; nil for all weights and biases with each other.
  let block: (rows: VariableBlock, columns: VariableBlock)?

  /// Of all parameters with each other, at most those of so many are formed: two million entries.
  static let mostParameters = 2000

  private var network: Network { scalar.network }
  var isSymmetric: Bool { block.map { $0.rows == $0.columns } ?? true }

  /// The words behind `hessian wrt`.
  var words: String {
    guard let (rows, columns) = block else { return "all" }
    return isSymmetric ? rows.name : "\(rows.name) \(columns.name)"
  }

  /// The title of a table of it.
  var title: String {
    guard let (rows, columns) = block else { return "∂²\(scalar.name) of all parameters" }
    return "∂²\(scalar.name)/∂\(rows.name)" + (isSymmetric ? "²" : "∂\(columns.name)")
  }

  /// What `wrt` of a record is.
  var wrt: [String] { block.map { [$0.rows.name, $0.columns.name] } ?? ["all"] }

  /// All variables, each once.
  var groups: [VariableBlock] {
    guard let (rows, columns) = block else {
      return network.parameterGroups.map { .parameters($0) }
    }
    return isSymmetric ? [rows] : [rows, columns]
  }

  // MARK: Size

  var rows: Int { block.map { network.count(of: $0.rows) } ?? network.parameterCount }
  var columns: Int { block.map { network.count(of: $0.columns) } ?? network.parameterCount }

  /// What each index runs through, and the rows and columns of the table.
  var axes: (shape: [Int], names: [Labels], rows: Labels, columns: Labels) {
    guard let (rows, columns) = block else {
      let labels = Labels.list(network.parameterNames)
      return ([self.rows, self.rows], [labels, labels], labels, labels)
    }
    return (
      network.indices(of: rows) + network.indices(of: columns),
      network.axes(of: rows) + network.axes(of: columns), network.labels(of: rows),
      network.labels(of: columns)
    )
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
    let (rows, columns) =
      block
      ?? (.parameters(.weights(network.layers.count)), .parameters(.weights(1)))
    return "d2\(scalar.name)/\(first(rows))\(first(columns))"
  }

  /// What can be had without the whole: a smaller block and one entry.
  private var advice: String {
    let layer = block.map { max($0.rows.layer, $0.columns.layer, 1) } ?? network.layers.count
    return "a block: hessian \(scalar.words)wrt b\(layer); an entry: show \(entryName)"
  }

  /// - Throws: `CommandError` when they are too large.
  func require(at range: Range<Int>?) throws(CommandError) {
    if block == nil, rows > Self.mostParameters {
      let entries = Double(rows) * (Double(rows) + 1) / 2
      throw CommandError(
        "the Hessian of all \(rows) parameters has \(NumberFormat.magnitude(entries, digits: 3)) "
          + "entries, \(Memory.words(8 * entries)); it is shown up to \(Self.mostParameters) "
          + "parameters. Instead \(advice)", at: range)
    }
    try Memory.require(
      bytes: DerivativeMemory.bytesPerEntry * Double(rows) * Double(columns),
      for: "a \(rows)×\(columns) Hessian", at: range, advice: advice)
  }

  // MARK: Values

  /// The derivatives themselves, without differences.
  func value(_ checkpoint: Checkpoint) throws -> MatrixTable.Values {
    let derivatives = scalar.derivatives
    guard let (rows, columns) = block else {
      return .symmetric(
        try derivatives.wholeHessian(network.parameterGroups, checkpoint: checkpoint))
    }
    let block = try derivatives.hessian(rows, columns, checkpoint: checkpoint)
    return isSymmetric
      ? .symmetric(try block.triangle(checkpoint: checkpoint))
      : .dense(try block.matrix(checkpoint: checkpoint))
  }
}

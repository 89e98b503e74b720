import Core

/// A matrix to be shown with labelled rows and columns and, at the right, how far each row is from
/// its finite differences.
struct MatrixTable {
  var rowLabels: Labels
  var columnLabels: Labels
  var values: Values

  /// How each row compares with its finite differences; nil when nothing was checked.
  var checks: [RowCheck]?

  /// Whether everything is printed, whatever its size.
  var isFull = false

  /// Whether only a few corners are wanted, as for the later ones of many matrices.
  var isBrief = false

  /// The lines it may take, for what has to fit a screen; nil for as many as it needs.
  var mostLines: Int?

  /// The words that show the rest, for the line that counts what was left out.
  var fullCommand: String?

  /// What the matrix is called in expressions, by which it is drawn and written to a file.
  var expression: String?

  enum Values {
    case dense(Matrix)
    case symmetric(PackedSymmetric)

    var rows: Int {
      switch self {
      case .dense(let matrix): matrix.rows
      case .symmetric(let packed): packed.order
      }
    }

    var columns: Int {
      switch self {
      case .dense(let matrix): matrix.columns
      case .symmetric(let packed): packed.order
      }
    }

    subscript(row: Int, column: Int) -> Double {
      switch self {
      case .dense(let matrix): matrix[row, column]
      case .symmetric(let packed): packed[row, column]
      }
    }

    /// "3×4", "4×4 symmetric".
    var size: String {
      if case .symmetric = self { "\(rows)×\(columns) symmetric" } else { "\(rows)×\(columns)" }
    }

    /// The number of entries that may differ: of a symmetric matrix the lower triangle.
    var entryCount: Int {
      if case .symmetric = self { PackedSymmetric.count(order: rows) } else { rows * columns }
    }

    /// Where the nth of these stands, counted from 0.
    func place(_ index: Int) -> (row: Int, column: Int) {
      guard case .symmetric = self else { return (index / columns, index % columns) }
      let pair = InputPair(packedIndex: index)
      return (pair.i, pair.j)
    }

    /// The entries of some rows and columns.
    func choosing(rows: Choice?, columns: Choice?) -> Values {
      if rows == nil, columns == nil { return self }
      let (i, j) = (
        rows?.indices ?? Array(0..<self.rows), columns?.indices ?? Array(0..<self.columns)
      )
      if case .symmetric(let packed) = self, i == j {
        return .symmetric(
          PackedSymmetric(
            order: i.count, storage: i.indices.flatMap { a in (0...a).map { packed[i[a], i[$0]] } })
        )
      }
      return .dense(
        Matrix(
          rows: i.count, columns: j.count,
          storage: i.flatMap { row in j.map { self[row, $0] } }))
    }

    /// The largest absolute value of an entry; NaN if an entry is NaN.
    var largestMagnitude: Double {
      switch self {
      case .dense(let matrix): matrix.largestMagnitude
      case .symmetric(let packed): packed.largestMagnitude
      }
    }
  }

  /// The names of rows or columns: a symbol counted from 1, such as I1, I2, and where the network
  /// has them the names people gave.
  enum Labels: Sendable {
    case indexed(String, names: [String]?)

    /// The entries of a matrix, row by row: W1[1,1], W1[1,2], ….
    case entries(String, columns: Int)

    /// Words of their own.
    case list([String])

    /// Some of others, by their places.
    indirect case chosen([Int], of: Labels)
    case none

    /// Whether they are components of one signal.
    var isIndexed: Bool {
      switch self {
      case .indexed: true
      case .chosen(_, let labels): labels.isIndexed
      case .entries, .list, .none: false
      }
    }

    /// Whether people gave them names.
    var areNamed: Bool {
      switch self {
      case .indexed(_, let names): names != nil
      case .chosen(_, let labels): labels.areNamed
      case .entries, .list, .none: false
      }
    }

    /// Those of some components; of all without a choice.
    func choosing(_ choice: Choice?) -> Labels {
      choice.map { .chosen($0.indices, of: self) } ?? self
    }

    func short(_ index: Int) -> String {
      switch self {
      case .indexed(let symbol, _):
        // z1's third component is z1[3]; I's is I3.
        symbol.last?.isNumber == true ? "\(symbol)[\(index + 1)]" : "\(symbol)\(index + 1)"
      case .entries(let symbol, let columns):
        "\(symbol)[\(index / columns + 1),\(index % columns + 1)]"
      case .list(let words): words[index]
      case .chosen(let places, let labels): labels.short(places[index])
      case .none: ""
      }
    }

    /// The given name, or else the label.
    func name(_ index: Int) -> String {
      switch self {
      case .indexed(_, let names?): names[index]
      case .chosen(let places, let labels): labels.name(places[index])
      default: short(index)
      }
    }

    /// The label with the given name behind it.
    func long(_ index: Int) -> String {
      switch self {
      case .indexed(_, let names?): "\(short(index)) \(names[index])"
      case .chosen(let places, let labels): labels.long(places[index])
      default: short(index)
      }
    }
  }
}

/// How one row compares with its finite differences.
struct RowCheck {
  /// The largest |analytic − finite difference| of the checked entries of the row.
  var largestError: Double

  /// The bound of the entry with the largest error relative to its bound.
  var bound: Double

  /// The worst verdict of the row; nil when none of its entries was checked.
  var verdict: Verdict?

  /// Takes another check of the row into account: the larger error counts, and the worse verdict.
  mutating func merge(_ other: RowCheck) {
    guard let verdict = other.verdict else { return }
    if self.verdict == nil || other.largestError.isNaN || other.largestError >= largestError {
      (largestError, bound) = (other.largestError, other.bound)
    }
    self.verdict = max(self.verdict ?? .agrees, verdict)
  }
}

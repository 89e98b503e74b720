import Core

/// What the rows and the columns are.
enum WeightHessianExtent: Equatable {
  case block(VariableBlock, VariableBlock)

  /// All weights and biases.
  case all

  /// The words behind `hessian wrt`.
  var words: String {
    switch self {
    case .block(let rows, let columns):
      rows == columns ? rows.name : "\(rows.name) \(columns.name)"
    case .all: "all"
    }
  }

  /// The title of a table of it.
  func title(of name: String) -> String {
    switch self {
    case .block(let rows, let columns):
      rows == columns ? "∂²\(name)/∂\(rows.name)²" : "∂²\(name)/∂\(rows.name)∂\(columns.name)"
    case .all: "∂²\(name) of all parameters"
    }
  }

  /// What `wrt` of a record is.
  var wrt: [String] {
    switch self {
    case .block(let rows, let columns): [rows.name, columns.name]
    case .all: ["all"]
    }
  }

  /// Whether the rows and the columns are the same.
  var isSymmetric: Bool {
    switch self {
    case .block(let rows, let columns): rows == columns
    case .all: true
    }
  }
}

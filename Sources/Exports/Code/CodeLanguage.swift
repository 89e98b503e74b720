/// A language that a network and its derivatives are written in.
package enum CodeLanguage: String, Sendable, CaseIterable {
  case c, swift, python, matlab

  /// Of the names of its files.
  package var ending: String {
    switch self {
    case .c: "c"
    case .swift: "swift"
    case .python: "py"
    case .matlab: "m"
    }
  }

  /// Whether a file is called by its name, which has to be that of the function then.
  var callsFiles: Bool { self == .python || self == .matlab }

  /// As it is called in a sentence.
  package var title: String {
    switch self {
    case .c: "C99"
    case .swift: "Swift"
    case .python: "Python"
    case .matlab: "MATLAB"
    }
  }
}

/// What a program can give beside A.
package enum CodeQuantity: String, Sendable, CaseIterable {
  /// J, m × d.
  case jacobian

  /// H of each output, m × d × d.
  case hessian

  /// For a row v: the gradient of v·A and its Hessian.
  case adjoint

  /// As it is called in a list.
  package var symbol: String {
    switch self {
    case .jacobian: "J"
    case .hessian: "H"
    case .adjoint: "the adjoint"
    }
  }
}

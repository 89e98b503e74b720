extension Formula {
  /// The order of terms: x⁴, x², 1/x, and what is no power of x behind them, the shorter first.
  func comesBeforeInSum(_ other: Formula) -> Bool {
    let (degree, otherDegree) = (degree, other.degree)
    if degree != otherDegree { return degree > otherDegree }
    let (size, otherSize) = (size, other.size)
    return size == otherSize ? text(.source) < other.text(.source) : size < otherSize
  }

  /// The order of factors: constants, x, T, functions, exponentials, sums.
  func comesBeforeInProduct(_ other: Formula) -> Bool {
    let (rank, otherRank) = (rank, other.rank)
    if rank != otherRank { return rank < otherRank }
    let (size, otherSize) = (size, other.size)
    if size != otherSize { return size < otherSize }
    // The sine comes before the cosine.
    if case .apply(.sin, let u) = self, case .apply(.cos, u) = other { return true }
    if case .apply(.cos, let u) = self, case .apply(.sin, u) = other { return false }
    return text(.source) < other.text(.source)
  }

  /// Whether it is a multiple of a power of x, or of T.
  var isMonomial: Bool {
    switch coefficientAndRest.1 {
    case .x, .value, .power(.x, .number), .power(.value, .number): true
    default: false
    }
  }

  /// The exponent of the highest power of x, or of T, that it is a multiple of; 0 without one.
  private var degree: Double {
    switch self {
    case .x, .value: 1
    case .power(.x, let exponent), .power(.value, let exponent): exponent.rational?.value ?? 0
    case .product(let members): members.reduce(0) { $0 + $1.degree }
    default: 0
    }
  }

  private var rank: Int {
    switch self {
    case .number: 0
    case .constant, .parameter: 1
    case .x: 2
    case .value: 3
    case .power(let base, let exponent):
      // Roots of numbers go with the constants.
      isConstant ? 1 : (exponent.rational?.isNegative == true ? 10 : 0) + max(2, base.rank)
    case .apply(let function, _): isConstant ? 1 : function == .exp ? 5 : 4
    case .extremum, .call: 4
    case .product: 6
    case .sum: 7
    }
  }
}

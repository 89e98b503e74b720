extension StepSpelling {
  /// The exponential and what is made of it are the program's own; all else is in C's library.
  static let c = StepSpelling(
    number: { value in
      if value.isNaN { return "NAN" }
      return value.isInfinite ? (value < 0 ? "-INFINITY" : "INFINITY") : decimal(value)
    },
    power: { "pow(\($0), \($1))" },
    apply: { function, u in
      switch function {
      case .exp, .expm1, .tanh: "net_\(function.rawValue)(\(u))"
      case .abs: "fabs(\(u))"
      default: "\(function.rawValue)(\(u))"
      }
    },
    choose: { "\($0) ? \($1) : \($2)" }, declare: { "const double \($0) = \($1);" })
}

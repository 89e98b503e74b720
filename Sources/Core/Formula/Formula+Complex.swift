package import Numerics

extension Formula {
  /// The value next to the real line, for the complex step; branches are chosen by the real part.
  ///
  /// - Precondition: T is not in it.
  package func complexValue(at z: Complex<Double>) -> Complex<Double> {
    switch self {
    case .number(let number): return Complex(number.value)
    case .constant(.pi): return Complex(.pi)
    case .constant(.e): return Complex(.exp(1))
    case .x: return z
    case .value, .parameter:
      preconditionFailure("what has no value of its own is substituted first")
    case .sum(let members): return members.reduce(.zero) { $0 + $1.complexValue(at: z) }
    case .product(let members): return members.reduce(.one) { $0 * $1.complexValue(at: z) }
    case .power(let base, let exponent):
      let base = base.complexValue(at: z)
      if let n = exponent.rational?.integer, abs(n) <= 64 {
        // Not by way of the logarithm, which leaves dirt beside the real line where x is negative.
        let power = (0..<abs(n)).reduce(Complex<Double>.one) { product, _ in product * base }
        return n < 0 ? 1 / power : power
      }
      let exponent = exponent.complexValue(at: z)
      // A real power where the base is positive keeps the real line real.
      return .exp(.log(base) * exponent)
    case .apply(let function, let inner): return function.rule.complex(inner.complexValue(at: z))
    case .extremum(let which, let a, let b):
      let (a, b) = (a.complexValue(at: z), b.complexValue(at: z))
      return (a.real > b.real) == (which == .max) ? a : b
    case .call(let function, let inner):
      return function.body.complexValue(at: inner.complexValue(at: z))
    }
  }
}

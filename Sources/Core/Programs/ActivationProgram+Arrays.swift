/// The commonest sigmoids with the fewest steps: e^x and its reciprocal instead of e^(−|x|). Where
/// one of them is infinite the other is zero, and so is what is divided by their sum.
extension ActivationProgram {
  static func arraySteps(of name: String) -> ((Scalar) -> Jet)? {
    switch name {
    case "tansig": tansigOfArrays
    case "logsig": logsigOfArrays
    default: nil
    }
  }

  /// σ′ = (2/(e^x + e^(−x)))².
  private static func tansigOfArrays(_ x: Scalar) -> Jet {
    let value = x.apply(.tanh)
    let e = exp(x)
    let secant = 2 / (e + 1 / e)
    let first = secant * secant
    return Jet(value, first, -2 * value * first)
  }

  /// σ′ = 1/(e^x + 2 + e^(−x)), and σ″ = −σ′ tanh(x/2).
  private static func logsigOfArrays(_ x: Scalar) -> Jet {
    let e = exp(x)
    let inverse = 1 / e
    let first = 1 / (e + inverse + 2)
    return Jet(1 / (1 + inverse), first, -first * (0.5 * x).apply(.tanh))
  }
}

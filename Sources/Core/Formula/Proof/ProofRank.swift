/// A number for each part of a normal form that is the same in every run of the program, as `hashValue`
/// is not: so the same proofs are found each time.
///
/// Two that are different have different ones but for a chance of 2⁻⁶⁴; then a proof may be missed.
extension ProofMonomial {
  var rank: UInt64 {
    powers.reduce(1) { $0 &+ mixed($1.key.rank, mixed($1.value.rank, 2)) }
  }
}

extension ProofAtom {
  fileprivate var rank: UInt64 {
    switch self {
    case .x: 3
    case .pi: 5
    case .exponential(let monomial): mixed(7, monomial.rank)
    case .phase(let monomial): mixed(11, monomial.rank)
    case .prime(let number): mixed(13, UInt64(truncatingIfNeeded: number))
    case .number(let number): mixed(17, number.rank)
    case .root(let inside): mixed(19, inside.rank)
    case .function(let function, let argument): mixed(mixed(23, function.rank), argument.rank)
    }
  }
}

extension ProofPolynomial {
  fileprivate var rank: UInt64 {
    terms.reduce(29) {
      $0 &+ mixed($1.key.rank, mixed($1.value.real.rank, $1.value.imaginary.rank))
    }
  }
}

extension ProofQuotient {
  fileprivate var rank: UInt64 {
    below.reduce(above.rank) { $0 &+ mixed($1.key.rank, UInt64(truncatingIfNeeded: $1.value)) }
  }
}

extension Rational {
  fileprivate var rank: UInt64 { mixed(numerator.bitPattern, denominator.bitPattern) }
}

extension Formula.Function {
  fileprivate var rank: UInt64 { rawValue.utf8.reduce(31) { mixed($0, UInt64($1)) } }
}

/// Two numbers in one, in which every bit counts; the order counts too. Source: the finalizer of
/// SplitMix64.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var z = a &* 0x9E37_79B9_7F4A_7C15 &+ b
  z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
  return z ^ z >> 31
}

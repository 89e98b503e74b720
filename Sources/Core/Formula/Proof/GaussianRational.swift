/// p + qi with exact fractions: the coefficients of a normal form, in which sin and cos are sums of
/// powers of e^(ix).
struct GaussianRational: Hashable, Sendable {
  var real: Rational
  var imaginary: Rational

  init(_ real: Rational, _ imaginary: Rational = .zero) {
    (self.real, self.imaginary) = (real, imaginary)
  }

  static let zero = GaussianRational(.zero)
  static let one = GaussianRational(.one)

  var isZero: Bool { self == .zero }
  var isReal: Bool { imaginary == .zero }

  static prefix func - (a: GaussianRational) -> GaussianRational {
    GaussianRational(-a.real, -a.imaginary)
  }

  /// - Throws: where a number does not stay exact.
  static func sum(
    _ a: GaussianRational, _ b: GaussianRational
  ) throws(ProofStop) -> GaussianRational {
    guard let real = a.real + b.real, let imaginary = a.imaginary + b.imaginary else {
      throw .unknown
    }
    return GaussianRational(real, imaginary)
  }

  /// - Throws: where a number does not stay exact.
  static func product(
    _ a: GaussianRational, _ b: GaussianRational
  ) throws(ProofStop) -> GaussianRational {
    if a.isReal, b.isReal {
      guard let real = a.real * b.real else { throw .unknown }
      return GaussianRational(real)
    }
    guard let rr = a.real * b.real, let ii = a.imaginary * b.imaginary,
      let ri = a.real * b.imaginary, let ir = a.imaginary * b.real,
      let real = rr + -ii, let imaginary = ri + ir
    else { throw .unknown }
    return GaussianRational(real, imaginary)
  }

  /// - Throws: for 0, and where a number does not stay exact.
  func reciprocal() throws(ProofStop) -> GaussianRational {
    if isReal {
      guard let real = real.reciprocal else { throw .unknown }
      return GaussianRational(real)
    }
    guard let p = real * real, let q = imaginary * imaginary, let size = p + q,
      let scale = size.reciprocal
    else { throw .unknown }
    return try Self.product(GaussianRational(real, -imaginary), GaussianRational(scale))
  }
}

/// Why there is no proof, or not yet.
enum ProofStop: Error {
  /// Nothing is known.
  case unknown

  /// Something has another sign on either side of that point, which is looked at by pieces.
  case split(at: Rational)
}

/// Richardson's extrapolation of central differences in h², as Ridders arranged it.
///
/// Differences D_n are taken with the steps h·s_n, where s = 1, 3/4, 1/2, 3/8, 1/4, … (Bulirsch's
/// sequence: few bits, so that steps stay exact). Cell (n, k) of the tableau combines D_{n−k}…D_n
/// so that the errors in h², …, h^{2k} cancel:
///
///     T(n, k) = T(n, k−1) + (T(n, k−1) − T(n−1, k−1)) / ((s_{n−k}/s_n)² − 1)
///
/// The cell with the smallest sum of truncation and rounding is kept. Rounding is what the noise of
/// the D_n gives in that cell: with D_n noisy by ν/s_nᵖ it is ν·√Σ(w_i/s_iᵖ)², w the weights of
/// the cell: T(n, k) = Σ w_i D_i, and the noises of the D_i are independent. Without that term
/// inside the choice, cells that agree by accident win.
///
/// Source: C. Ridders, Advances in Engineering Software 4 (1982) 75–76.
struct Extrapolation: Sendable {
  /// More steps than this are never tried: s then is 2⁻¹⁶.
  static let maximumRows = 33

  /// Orders of h² that are cancelled at most.
  static let maximumOrder = 9

  /// For first derivatives, whose noise grows as 1/h.
  static let first = Extrapolation(power: 1)

  /// For second derivatives, whose noise grows as 1/h².
  static let second = Extrapolation(power: 2)

  /// √Σ(w_i/s_iᵖ)² of cell (n, k), at n · (maximumOrder + 1) + k.
  private let amplification: [Double]

  /// s_n.
  static func factor(_ n: Int) -> Double {
    Double(sign: .plus, exponent: -(n / 2), significand: n % 2 == 0 ? 1 : 0.75)
  }

  /// The order of the derivative.
  let power: Int

  private init(power: Int) {
    self.power = power
    let width = Self.maximumOrder + 1
    var result = [Double](repeating: 0, count: Self.maximumRows * width)
    var previous: [[Double]] = []
    for n in 0..<Self.maximumRows {
      var row: [[Double]] = []
      for k in 0...min(n, Self.maximumOrder) {
        var weights = [Double](repeating: 0, count: n + 1)
        if k == 0 {
          weights[n] = 1
        } else {
          let gain = Self.gain(n, k)
          for i in 0...n {
            weights[i] = (1 + gain) * row[k - 1][i]
            if i < n { weights[i] -= gain * previous[k - 1][i] }
          }
        }
        var sum = 0.0
        for (i, weight) in weights.enumerated() {
          let s = Self.factor(i)
          let term = weight / (power == 1 ? s : s * s)
          sum += term * term
        }
        result[n * width + k] = sum.squareRoot()
        row.append(weights)
      }
      previous = row
    }
    amplification = result
  }

  /// 1/((s_{n−k}/s_n)² − 1).
  private static func gain(_ n: Int, _ k: Int) -> Double {
    let ratio = factor(n - k) / factor(n)
    return 1 / (ratio * ratio - 1)
  }

  private static let gains: [Double] = (0..<maximumRows).flatMap { n in
    (0...maximumOrder).map { k in k == 0 || k > n ? 0 : gain(n, k) }
  }

  /// The cell that is kept.
  struct Cell {
    var value = Double.nan
    var truncation = Double.infinity
    var rounding = Double.infinity
    var row = 0
    var bound: Double { truncation + rounding }
  }

  /// The best cell for the differences D_n at `differences[n * stride]`, `origin <= n < count`.
  ///
  /// Rows up to the last one that is not finite are left out too.
  /// - Parameter noise: ν, with the factor of safety.
  func best(
    _ differences: UnsafePointer<Double>, stride: Int, origin: Int, count: Int, noise: Double
  ) -> Cell {
    let width = Self.maximumOrder + 1
    var origin = origin
    for n in origin..<count where unsafe !differences[n * stride].isFinite { origin = n + 1 }
    var best = Cell()
    guard origin < count else { return best }
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width) { buffer in
      unsafe Self.gains.withUnsafeBufferPointer { gains in
        var (previous, current) = (0, width)
        for n in origin..<count {
          let last = min(n - origin, Self.maximumOrder)
          for k in 0...last {
            let rounding = noise * amplification[n * width + k]
            var truncation = Double.infinity
            if k == 0 {
              unsafe buffer[current] = differences[n * stride]
              // In h² alone, D_n is off by the gain times what it changed; half as much for h⁴.
              if n > origin {
                let change = unsafe abs(buffer[current] - buffer[previous])
                truncation = unsafe 1.5 * max(1, gains[n * width + 1]) * change
              }
            } else {
              let (lower, older) = unsafe (buffer[current + k - 1], buffer[previous + k - 1])
              let value = unsafe lower + (lower - older) * gains[n * width + k]
              unsafe buffer[current + k] = value
              // Two differences that agree by accident make one cell look good, not two.
              let above = unsafe k < n - origin ? buffer[previous + k] : .nan
              truncation = max(abs(value - lower), abs(value - older))
              if above.isFinite {
                truncation = max(truncation, abs(value - above))
              } else if count - origin > 3 {
                truncation = .infinity
              }
            }
            if !(truncation + rounding >= best.bound) || !best.value.isFinite {
              best = unsafe Cell(
                value: buffer[current + k], truncation: truncation, rounding: rounding, row: n)
            }
          }
          swap(&previous, &current)
        }
      }
    }
    return best
  }
}

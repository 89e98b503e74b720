import Core
import TestSupport
import Testing

@Suite struct SpectrumTests {
  /// [[2, 1], [1, 2]]: 3 along (1, 1) and 1 along (1, −1), by hand.
  @Test func eigenvaluesByHand() throws {
    let spectrum = try #require(try Spectrum(of: PackedSymmetric(order: 2, storage: [2, 1, 2])))
    #expect(zip(spectrum.values, [3, 1]).allSatisfy { abs($0 - $1) <= 4 * .ulpOfOne })
    let half = 0.5.squareRoot()
    for (found, right) in zip(spectrum.inputDirections.storage, [half, half, half, -half]) {
      #expect(abs(found - right) <= 4 * .ulpOfOne)
    }
    #expect(spectrum.rank == 2 && spectrum.definiteness == .positiveDefinite)
    #expect(abs((spectrum.condition ?? 0) - 3) <= 1e-14)
  }

  @Test func definitenessOfEachKind() throws {
    let cases: [([Double], Spectrum.Definiteness, Int)] = [
      ([1, 2, 3], .positiveDefinite, 3), ([1, 0, 3], .positiveSemidefinite, 2),
      ([-1, -2, -3], .negativeDefinite, 3), ([-1, 0, -3], .negativeSemidefinite, 2),
      ([1, -2, 0], .indefinite, 2), ([0, 0, 0], .zero, 0),
    ]
    for (diagonal, definiteness, rank) in cases {
      var matrix = PackedSymmetric(order: 3)
      for (i, entry) in diagonal.enumerated() { matrix[i, i] = entry }
      let spectrum = try #require(try Spectrum(of: matrix))
      #expect(spectrum.definiteness == definiteness && spectrum.rank == rank)
      #expect(spectrum.condition?.isFinite == (rank == 3))
      #expect(spectrum.values.map(abs) == diagonal.map(abs).sorted(by: >))
    }
  }

  @Test func whatOverflowsHasNoSpectrum() throws {
    let large = Double.greatestFiniteMagnitude
    #expect(try Spectrum(of: PackedSymmetric(order: 2, storage: [large, large, large])) == nil)
    #expect(try Spectrum(of: Matrix([[large, large], [large, large]])) == nil)
  }

  @Test(arguments: [1, 2, 7, 40, 120]) func givesTheHessianBack(_ d: Int) throws {
    let map = NetworkMap(RandomNetwork.make([d, 9, 8, 2], seed: UInt64(d)))
    let hessian = try map.hessian(at: RandomNetwork.point(d, seed: 2), outputs: [0])[0]
    let spectrum = try #require(try Spectrum(of: hessian))
    #expect(
      largestDifference(spectrum.product, hessian.matrix) <= 1e-13 * hessian.largestMagnitude)
    #expect(isOrthonormal(spectrum.inputDirections))
    let sum = spectrum.values.reduce(0, +)
    #expect(abs(sum - hessian.trace) <= 1e-13 * spectrum.values.map(abs).reduce(0, +))
  }

  @Test(arguments: [[1, 1], [1, 6], [6, 1], [3, 50], [50, 3], [30, 30], [400, 2]])
  func givesTheJacobianBack(_ shape: [Int]) throws {
    let map = NetworkMap(RandomNetwork.make([shape[0], 60, shape[1]], seed: 4))
    let jacobian = try map.jacobian(at: RandomNetwork.point(shape[0], seed: 4))
    let spectrum = try #require(try Spectrum(of: jacobian))
    #expect(spectrum.values.count == min(shape[0], shape[1]))
    #expect(largestDifference(spectrum.product, jacobian) <= 1e-13 * jacobian.largestMagnitude)
    #expect(isOrthonormal(spectrum.inputDirections) && isOrthonormal(spectrum.outputDirections))
    #expect(zip(spectrum.values, spectrum.values.dropFirst()).allSatisfy { $0 >= $1 && $1 >= 0 })
  }

  /// Along v1 the output moves by s1, as a difference of the network sees it.
  @Test func theSteepestDirectionIsAsSteepAsItSays() throws {
    let network = RandomNetwork.make([5, 8, 3], seed: 6)
    let x = RandomNetwork.point(5, seed: 6)
    let spectrum = try #require(try Spectrum(of: try NetworkMap(network).jacobian(at: x)))
    let (v, h) = (Array(spectrum.inputDirections.row(0)), 1e-5)
    let change = zip(
      network(zip(x, v).map { $0 + h * $1 }), network(zip(x, v).map { $0 - h * $1 })
    ).map { ($0 - $1) / (2 * h) }
    let length = change.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // A central difference: h² f‴/6 and ε/h.
    #expect(abs(length - spectrum.values[0]) <= 1e-9)
  }

  /// Each value beside differences along its direction; a flat direction spoils none of the others.
  @Test func differencesAlongTheDirections() throws {
    let map = NetworkMap(RandomNetwork.make([6, 2, 8, 2], seed: 1))
    let x = RandomNetwork.point(6, seed: 1)
    let hessian = try map.hessian(at: x, outputs: [1])[0]
    let curved = try #require(try Spectrum(of: hessian))
    #expect(curved.rank == 2)
    let second = try FiniteDifference().values(of: curved, count: 6) {
      try $0.line(along: $1, of: map, output: 1, at: x)
    }
    for (value, estimates) in zip(curved.values, second.estimates) {
      let estimate = try #require(estimates[0])
      #expect(abs(estimate.value - value) <= max(estimate.bound, 1e-15) && estimate.bound <= 1e-10)
    }
    let steep = try #require(try Spectrum(of: try map.jacobian(at: x)))
    let first = try FiniteDifference().values(of: steep, count: 2) {
      try $0.line(along: $1, of: map, at: x)
    }
    for r in 0..<2 {
      for (u, estimate) in zip(steep.outputDirections.row(r), first.estimates[r]) {
        let found = try #require(estimate)
        #expect(abs(found.value - steep.values[r] * u) <= max(found.bound, 1e-15))
      }
    }
  }

  private func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.storage, b.storage).map { $0 - $1 }.largestMagnitude
  }

  private func isOrthonormal(_ rows: Matrix) -> Bool {
    (0..<rows.rows).allSatisfy { a in
      (0...a).allSatisfy { b in
        let product = zip(rows.row(a), rows.row(b)).reduce(0) { $0 + $1.0 * $1.1 }
        return abs(product - (a == b ? 1 : 0)) <= 1e-13
      }
    }
  }
}

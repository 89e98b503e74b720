import CKernels
import TestSupport
import Testing

@testable import Core
@testable import LinearAlgebra

/// Products of packed matrices are those of plain loops, for every set of instructions that is here.
@Suite struct PackedMatrixTests {
  static let kernels = InstructionSet.available

  /// Sums of up to 600 products of numbers up to 1 in another order: some units of 2^−53 each.
  static let tolerance = 600 * 4 * 0x1p-53

  private struct Sizes {
    var (rows, columns, depth): (Int, Int, Int)
  }

  /// Less than a panel, whole ones, and some more; depths on both sides of what is summed at a time.
  private static let sizes = [
    Sizes(rows: 1, columns: 1, depth: 1), Sizes(rows: 3, columns: 8, depth: 7),
    Sizes(rows: 8, columns: 24, depth: 256), Sizes(rows: 13, columns: 33, depth: 257),
    Sizes(rows: 30, columns: 115, depth: 600), Sizes(rows: 17, columns: 4, depth: 5),
  ]

  private func random(_ count: Int, seed: UInt64) -> [Double] {
    RandomNetwork.point(count, seed: seed)
  }

  private func packed(_ kernels: InstructionSet, _ a: [Double], rows: Int, depth: Int) -> [Double] {
    var result = [Double](repeating: .nan, count: kernels.count(rows) * kernels.lanes * depth)
    kernels.kernels.pack(rows, depth, a, depth, 1, &result, depth * kernels.lanes)
    return result
  }

  /// C of whole panels, row by row; A is one of the two.
  private func multiply(
    _ kernels: InstructionSet, rows: Int, panels: Int, depth: Int, matrix: [Double]? = nil,
    panels left: [Double]? = nil, _ right: [Double], into c: inout [Double], first: Int? = nil,
    adding: Bool = false
  ) {
    let lanes = kernels.lanes
    if let matrix {
      kernels.kernels.multiply_matrix(
        rows, panels, depth, matrix, depth, right, depth * lanes, &c, panels * lanes, lanes, adding)
    } else if let left {
      kernels.kernels.multiply_panels(
        kernels.count(rows), panels, depth, left, depth * lanes, right, depth * lanes, &c,
        panels * lanes, lanes, first ?? panels, adding)
    }
  }

  @Test(arguments: kernels)
  func panelsHoldTheRowsAndZeros(_ kernels: InstructionSet) {
    let (rows, depth, lanes) = (kernels.lanes + 2, 3, kernels.lanes)
    let a = random(rows * depth, seed: 1)
    let panels = packed(kernels, a, rows: rows, depth: depth)
    for i in 0..<(2 * lanes) {
      for k in 0..<depth {
        let found = panels[(i / lanes * depth + k) * lanes + i % lanes]
        #expect(found == (i < rows ? a[i * depth + k] : 0))
      }
    }
  }

  @Test(arguments: kernels)
  func products(_ kernels: InstructionSet) {
    let lanes = kernels.lanes
    for sizes in Self.sizes {
      let (m, n, depth) = (sizes.rows, sizes.columns, sizes.depth)
      let (a, b) = (random(m * depth, seed: 2), random(n * depth, seed: 3))
      let right = packed(kernels, b, rows: n, depth: depth)
      let left = packed(kernels, a, rows: m, depth: depth)
      let (rows, stride) = (kernels.count(m) * lanes, kernels.count(n) * lanes)
      for adding in [false, true] {
        var fromMatrix = [Double](repeating: adding ? 1 : .nan, count: rows * stride)
        var fromPanels = fromMatrix
        multiply(
          kernels, rows: m, panels: kernels.count(n), depth: depth, matrix: a, right,
          into: &fromMatrix, adding: adding)
        multiply(
          kernels, rows: m, panels: kernels.count(n), depth: depth, panels: left, right,
          into: &fromPanels, adding: adding)
        for i in 0..<m {
          for j in 0..<n {
            let sum = (0..<depth).reduce(adding ? 1.0 : 0.0) {
              $0 + a[i * depth + $1] * b[j * depth + $1]
            }
            #expect(abs(fromMatrix[i * stride + j] - sum) <= Self.tolerance)
            #expect(fromPanels[i * stride + j] == fromMatrix[i * stride + j])
          }
        }
      }
    }
  }

  /// From some panel on, each one meets one more; what it does not meet is left as it was.
  @Test(arguments: kernels)
  func triangles(_ kernels: InstructionSet) {
    let (lanes, depth) = (kernels.lanes, 9)
    let (first, rows, panels) = (1, 3, 6)
    let a = random(rows * lanes * depth, seed: 4)
    let b = random(panels * lanes * depth, seed: 5)
    let right = packed(kernels, b, rows: panels * lanes, depth: depth)
    let left = packed(kernels, a, rows: rows * lanes, depth: depth)
    let stride = panels * lanes
    var whole = [Double](repeating: 0, count: rows * lanes * stride)
    var part = [Double](repeating: -7, count: rows * lanes * stride)
    multiply(
      kernels, rows: rows * lanes, panels: panels, depth: depth, panels: left, right, into: &whole)
    multiply(
      kernels, rows: rows * lanes, panels: panels, depth: depth, panels: left, right, into: &part,
      first: first)
    for i in 0..<(rows * lanes) {
      for j in 0..<stride {
        let isMet = j / lanes <= first + i / lanes
        #expect(part[i * stride + j] == (isMet ? whole[i * stride + j] : -7))
      }
    }
  }

  /// Up to more rows than one tile has; columns that fill no vector.
  @Test(arguments: kernels)
  func fewRows(_ kernels: InstructionSet) {
    for (m, n, depth) in [(1, 8, 3), (7, 19, 64), (10, 37, 500), (13, 8, 20), (24, 50, 11)] {
      let (a, b) = (random(m * depth, seed: 6), random(depth * n, seed: 7))
      var found = [Double](repeating: .nan, count: m * n)
      kernels.kernels.multiply_few(m, n, depth, a, depth, b, n, &found, n)
      for i in 0..<m {
        for j in 0..<n {
          let sum = (0..<depth).reduce(0.0) { $0 + a[i * depth + $1] * b[$1 * n + j] }
          #expect(abs(found[i * n + j] - sum) <= Self.tolerance)
        }
      }
    }
  }

  @Test(arguments: kernels)
  func scaling(_ kernels: InstructionSet) {
    let (lanes, rows, depth) = (kernels.lanes, kernels.lanes + 3, 5)
    let panels = packed(kernels, random(rows * depth, seed: 8), rows: rows, depth: depth)
    let (columns, perRow) = (random(depth, seed: 9), random(rows, seed: 10))
    var scaled = [Double](repeating: .nan, count: panels.count)
    kernels.kernels.scale_columns(
      2, depth, columns, panels, depth * lanes, &scaled, depth * lanes)
    for place in panels.indices {
      #expect(scaled[place] == panels[place] * columns[place / lanes % depth])
    }
    kernels.scaleRows(panels, depth: depth, by: perRow, height: lanes, into: &scaled)
    for place in 0..<(depth * lanes) {
      #expect(scaled[place] == panels[place] * perRow[place % lanes])
    }
  }

  /// Against the rule for one neuron, within a rounding or two of it.
  @Test(arguments: kernels)
  func derivativesThroughNeurons(_ kernels: InstructionSet) {
    let (d, n) = (3, kernels.lanes + 1)
    let (stride, pairs) = (2 * kernels.lanes, 6)
    let (first, second) = (random(stride, seed: 11), random(stride, seed: 12))
    for isFlat in [false, true] {
      var g = random(d * stride, seed: 13)
      var x = random(pairs * stride, seed: 14)
      let (before, secondsBefore) = (g, x)
      kernels.kernels.bend(d, n, first, second, &g, &x, stride, isFlat)
      var t = 0
      for i in 0..<d {
        for j in 0...i {
          for p in 0..<n {
            let carried = isFlat ? 0 : first[p] * secondsBefore[t * stride + p]
            let bent = second[p] * before[i * stride + p] * before[j * stride + p]
            #expect(abs(x[t * stride + p] - (carried + bent)) <= 4 * 0x1p-53)
          }
          t += 1
        }
        for p in 0..<n { #expect(g[i * stride + p] == first[p] * before[i * stride + p]) }
      }
    }
  }

  /// A matrix without rows or without columns has no singular values.
  @Test(arguments: [(0, 3), (3, 0), (0, 0)])
  func emptyMatricesHaveNoSingularValues(rows: Int, columns: Int) throws {
    let found = try #require(try LAPACK.singular(Matrix(rows: rows, columns: columns)))
    #expect(found.values.isEmpty && found.left.columns == rows && found.right.columns == columns)
  }

  @Test func singularValuesAreFoundAgainAndAgain() throws {
    for _ in 0..<3 {
      let found = try #require(try LAPACK.singular(Matrix([[0, 2], [3, 0]])))
      #expect(found.values == [3, 2])
    }
  }
}

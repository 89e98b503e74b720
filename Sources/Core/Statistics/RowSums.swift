/// What the rows of a table come to, in one pass: of each of its columns the mean, the spread and the
/// extremes, and of pairs of columns the mean of their products.
///
/// Of the derivatives ∂A_k/∂I_i over a set of inputs these are
/// - the sensitivities of NeuralSens, mean, standard deviation and root mean square: J. Pizarroso, J. Portela
///   and A. Muñoz, NeuralSens: sensitivity analysis of neural networks, J. Stat. Softw. 102(7) (2022), section 2;
/// - the derivative-based global sensitivity measures ν_i = E[(∂A/∂I_i)²]: I. M. Sobol' and S. Kucherenko,
///   Derivative based global sensitivity measures, Math. Comput. Simul. 79 (2009);
/// - the crossed means E[∂A/∂I_i · ∂A/∂I_j], a matrix whose eigenvectors are the active directions: P. G.
///   Constantine, Active Subspaces, SIAM (2015), chapter 3.
///
/// Sums are exact, so the sums of parts of the rows, merged in any order, give what one pass over all gives,
/// to the bit. A product that is less than 1e-290 loses its last digits, as any product does.
package struct RowSums: Sendable {
  /// The numbers of a row.
  package let count: Int

  /// How many columns stand side by side of which the products are summed, two by two; nil for none.
  package let group: Int?

  package private(set) var rows = 0

  private var sums: ExactSums
  private var squares: ExactSums

  /// Of each group the lower triangle without its diagonal, row by row.
  private var products: ExactSums

  package private(set) var minima: [Double]
  package private(set) var maxima: [Double]

  /// - Precondition: whole groups.
  package init(count: Int, group: Int? = nil) {
    precondition(count % (group ?? 1) == 0)
    (self.count, self.group) = (count, group)
    sums = ExactSums(count: count)
    squares = ExactSums(count: count)
    products = ExactSums(count: Self.productCount(count, group))
    minima = Array(repeating: .infinity, count: count)
    maxima = Array(repeating: -.infinity, count: count)
  }

  private static func productCount(_ count: Int, _ group: Int?) -> Int {
    group.map { count / max($0, 1) * ($0 * ($0 - 1) / 2) } ?? 0
  }

  /// The memory of such sums, without overflow.
  package static func bytes(count: Int, group: Int? = nil) -> Double {
    let products = group.map { Double(count) * Double($0 - 1) / 2 } ?? 0
    return Double(ExactSums.bytes) * (2 * Double(count) + products)
  }

  /// Adds a row.
  ///
  /// - Precondition: as many numbers.
  package mutating func add(_ row: UnsafeBufferPointer<Double>) {
    precondition(row.count == count)
    rows += 1
    sums.expect()
    squares.expect(2)
    for index in 0..<count {
      let value = unsafe row[index]
      sums.add(value, to: index)
      squares.add(value, times: value, to: index)
      if !(value >= minima[index]) { minima[index] = value }
      if !(value <= maxima[index]) { maxima[index] = value }
    }
    guard let group, group > 1 else { return }
    products.expect(2)
    var product = 0
    for start in stride(from: 0, to: count, by: group) {
      for i in start..<(start + group) {
        for j in start..<i {
          unsafe products.add(row[i], times: row[j], to: product)
          product += 1
        }
      }
    }
  }

  /// Adds the sums of other rows.
  ///
  /// - Precondition: of the same columns and pairs.
  package mutating func add(_ other: RowSums) {
    precondition(count == other.count && group == other.group)
    rows += other.rows
    sums.add(other.sums)
    squares.add(other.squares)
    products.add(other.products)
    for index in 0..<count {
      minima[index] = min(minima[index], other.minima[index])
      maxima[index] = max(maxima[index], other.maxima[index])
    }
  }
}

// MARK: - What they come to

extension RowSums {
  /// Σx / n of a column; nan without rows.
  package func mean(_ column: Int) -> Double { sums[column] / Double(rows) }

  /// Σx² / n.
  package func meanSquare(_ column: Int) -> Double { squares[column] / Double(rows) }

  /// √(Σx² / n).
  package func rootMeanSquare(_ column: Int) -> Double { meanSquare(column).squareRoot() }

  /// √((n Σx² − (Σx)²) / (n (n − 1))), the difference worked out exactly; nan of fewer than two rows.
  package func standardDeviation(_ column: Int) -> Double {
    let n = Double(rows)
    guard rows > 1 else { return .nan }
    var spread = ExactSums(count: 1)
    for part in squares.expansion(of: column) {
      spread.expect(2)
      spread.add(n, times: part, to: 0)
    }
    let sum = sums.expansion(of: column)
    for a in sum {
      for b in sum {
        spread.expect(2)
        spread.add(-a, times: b, to: 0)
      }
    }
    return (spread[0] / (n * (n - 1))).squareRoot()
  }

  /// Σxy / n of two columns of a group, counted from its first one.
  ///
  /// - Precondition: products were summed.
  package func meanProduct(group number: Int, _ i: Int, _ j: Int) -> Double {
    let size = group ?? 1
    if i == j { return meanSquare(number * size + i) }
    let (i, j) = (max(i, j), min(i, j))
    return products[number * (size * (size - 1) / 2) + i * (i - 1) / 2 + j] / Double(rows)
  }
}

// MARK: - To be kept

extension RowSums {
  /// All sums as doubles that add up to each exactly: of the columns, of their squares, of the products; and the
  /// extremes.
  package var parts: [[Double]] {
    [sums, squares, products].flatMap { sums in (0..<sums.count).map(sums.expansion) }
      + [minima, maxima]
  }

  /// From its parts; nil where they are not those of such columns.
  package init?(count: Int, group: Int?, rows: Int, parts: [[Double]]) {
    guard count % max(group ?? 1, 1) == 0 else { return nil }
    self.init(count: count, group: group)
    guard parts.count == 2 * count + products.count + 2,
      parts.suffix(2).allSatisfy({ $0.count == count })
    else { return nil }
    sums = ExactSums(expansions: Array(parts[..<count]))
    squares = ExactSums(expansions: Array(parts[count..<(2 * count)]))
    products = ExactSums(expansions: Array(parts[(2 * count)..<(parts.count - 2)]))
    (minima, maxima) = (parts[parts.count - 2], parts[parts.count - 1])
    self.rows = rows
  }
}

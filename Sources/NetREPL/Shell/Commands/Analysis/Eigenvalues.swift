import Core

/// The eigenvalues of a square Jacobian beside those of the matrix of its finite differences.
struct Eigenvalues {
  private struct Value {
    var (real, imaginary): (Double, Double)

    var magnitude: Double { [real, imaginary].norm }

    func distance(to other: Value) -> Double {
      Value(real: other.real - real, imaginary: other.imaginary - imaginary).magnitude
    }
  }

  private let name: String
  private let isFull: Bool

  /// Of a larger matrix they take longer than its singular values by far; `eig(J)` has them.
  static let mostRows = 300

  private static let mostShown = 16

  /// By magnitude, the largest first.
  private let values: [Value]

  /// How far each is from that of the differences which is nearest; nil where not all of J was checked.
  private let errors: [Double]?

  /// - Returns: nil where the iteration does not converge.
  /// - Throws: `CommandError` without room; what the checkpoint throws.
  /// - Precondition: square, with entries that are finite.
  init?(
    of jacobian: Matrix, name: String, _ map: NetworkMap, at x: [Double], _ invocation: Invocation
  ) throws {
    func eigenvalues(_ matrix: Matrix) throws -> [Value]? {
      try LAPACK.eigenvalues(matrix, checkpoint: invocation.checkpoint)?.map {
        Value(real: $0.real, imaginary: $0.imaginary)
      }.sorted {
        (-$0.magnitude, -$0.real, -$0.imaginary) < (-$1.magnitude, -$1.real, -$1.imaginary)
      }
    }
    guard let values = try eigenvalues(jacobian) else { return nil }
    (self.name, self.values, isFull) = (name, values, invocation.isFull)
    let differences = try invocation.differences(of: NetworkFunction(map, at: x, nil))
    var matrix = jacobian
    var isWhole = true
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let value = differences[i, j]?.value
        isWhole = isWhole && value?.isFinite == true
        matrix[i, j] = value ?? 0
      }
    }
    errors = isWhole ? try eigenvalues(matrix).map { Self.distances(values, $0) } : nil
  }

  /// Each from the nearest of others that is not taken yet.
  private static func distances(_ values: [Value], _ others: [Value]) -> [Double] {
    var left = others
    return values.map { value in
      let nearest = left.indices.min {
        value.distance(to: left[$0]) < value.distance(to: left[$1])
      }
      return nearest.map { value.distance(to: left.remove(at: $0)) } ?? .nan
    }
  }

  var blocks: [Report.Block] {
    let areReal = values.allSatisfy { $0.imaginary == 0 }
    let shown = isFull ? values : Array(values.prefix(Self.mostShown))
    var columns: [TableColumn] = [
      .text("", shown.indices.map { "λ\($0 + 1)" }),
      .numbers(areReal ? "λ" : "real", shown.map(\.real)),
    ]
    if !areReal {
      columns += [
        .numbers("imaginary", shown.map(\.imaginary)), .numbers("|λ|", shown.map(\.magnitude)),
      ]
    }
    if let errors { columns.append(.magnitudes("error", Array(errors.prefix(shown.count)))) }
    return [
      .blank, .heading("eigenvalues of \(name)", aside: "\(values.count)×\(values.count)"),
      .table(columns),
    ]
      + (shown.count < values.count
        ? [
          .paragraph(
            "\(values.count - shown.count) smaller ones not shown; `spectrum \(name) full` has all."
          )
        ] : []) + [.paragraph(words)]
  }

  private var words: String {
    let largest = values.first?.magnitude ?? 0
    let size = "The largest |λ| is \(Prose.number(largest, digits: 3))"
    // What lies within rounding of 1 is neither above it nor below.
    let powers =
      largest < 1 - 1e-9
      ? ": powers of \(name) die out." : largest > 1 + 1e-9 ? ": powers of \(name) grow." : "."
    return size + powers
      + (errors == nil ? "" : " The error is the distance to an eigenvalue of its differences.")
  }

  var members: Record {
    ["eigenvalues": values.map { [$0.real, $0.imaginary] }, "eigenvalueErrors": errors]
  }
}

import Core
import Formats

/// Works out the quantities of a sweep: a batch of those that have one, and an expression row by row.
final class SweepWork {
  /// The numbers of each quantity for one input.
  let counts: [Int]

  /// The inputs that are best worked on together.
  let blockCount: Int

  /// A row where an expression has no value: from 0, and why.
  typealias Failure = (row: Int, message: String)

  private let batch: Batch?
  private let expression: SweepExpression?

  /// The numbers of a row, targets included.
  private let inputCount: Int

  /// - Precondition: an expression is the only quantity.
  init(_ request: SweepRequest) {
    inputCount = request.columnCount
    if case .expression(let expression)? = request.quantities.first?.work {
      (batch, self.expression) = (nil, expression)
      counts = [expression.shape.reduce(1, *)]
      blockCount = 16
    } else {
      let batch = Batch(
        request.network, computing: request.batchQuantities, threads: request.threads)
      (self.batch, expression) = (batch, nil)
      (counts, blockCount) = (batch.counts, batch.blockCount)
    }
  }

  /// Fills the results of each quantity, one input a row.
  ///
  /// - Returns: the rows that have none, which are filled with nan.
  func evaluate(
    _ inputs: UnsafeBufferPointer<Double>, into results: [UnsafeMutableBufferPointer<Double>]
  ) -> [Failure] {
    if let batch {
      unsafe batch.evaluate(inputs, into: results)
      return []
    }
    guard let expression else { return [] }
    var failures: [Failure] = []
    let count = counts[0]
    for row in 0..<(inputs.count / inputCount) {
      let input = unsafe Array(inputs[(row * inputCount)..<((row + 1) * inputCount)])
      var values = [Double](repeating: .nan, count: count)
      // A row that is no input has been told.
      if !input.contains(where: \.isNaN) {
        do { values = try expression.value(at: input) } catch {
          failures.append((row, (error as? CommandError)?.message ?? "\(error)"))
        }
      }
      for index in 0..<count { unsafe results[0][row * count + index] = values[index] }
    }
    return failures
  }
}

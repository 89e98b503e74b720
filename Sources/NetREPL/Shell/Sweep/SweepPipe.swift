import Formats
import Platform

/// Results on standard output, a piece at a time as they are computed: in a pipe, nothing is kept and nothing can
/// be gone on with.
package final class SweepPipe: SweepSink {
  let name = "standard output"
  let isFinished = false
  private(set) var record: SweepRecord

  private let layout: SweepLayout
  private let shape: [Int]
  private var hasBegun = false

  /// What results in a pipe can be written as, by the endings of names.
  package static let endings = [".npy", ".csv", ".tsv"]

  init(record: SweepRecord, layout: SweepLayout, shape: [Int]) {
    (self.record, self.layout, self.shape) = (record, layout, shape)
  }

  func goBack(to rows: Int) {}
  func save() {}
  func stop() {}

  func append(
    inputs: UnsafeBufferPointer<Double>, _ numbers: UnsafeBufferPointer<Double>, rows: Int,
    bad: Set<Int>
  ) throws(File.Problem) {
    try begin()
    if layout.isText {
      try write(unsafe layout.text(inputs: inputs, numbers: numbers, rows: rows))
    } else {
      try write(unsafe Array(UnsafeRawBufferPointer(numbers)))
    }
    record.rows += rows
    record.badRows += bad.count
  }

  func finish(totalRows: Int) throws {
    try begin()
    record.totalRows = totalRows
    record.isComplete = true
  }

  /// What stands before the rows; of an npy file it says how many there will be.
  private func begin() throws(File.Problem) {
    if hasBegun { return }
    hasBegun = true
    try write(
      layout.isText ? layout.mark : NPYHeader.bytes(shape: [record.totalRows ?? 0] + shape))
  }

  private func write(_ bytes: [UInt8]) throws(File.Problem) {
    if let code = writeUntilStopped(bytes, to: standardOutput) {
      throw File.problem(name, code)
    }
  }
}

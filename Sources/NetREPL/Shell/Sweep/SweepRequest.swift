package import Core
import Platform

/// What a sweep computes, from what, and where the results go.
package struct SweepRequest {
  var network: Network

  /// The file of inputs; behind `.npz:` the name of an array.
  var inputs: String

  /// The columns of the inputs, where the user chose them.
  var columns: [String]?

  /// The npy file of the results; with several quantities each has its own beside it.
  var out: String

  var quantities: [SweepQuantity]

  /// Which part of the rows.
  var shard = SweepShard(number: 1, count: 1)

  /// Go on where an earlier run stopped.
  var resumes = false

  /// Rows that are no input become not-a-number, and are counted; otherwise they end the sweep.
  var skipsBadRows = false

  var threads = Batch.processors

  /// Where relative paths begin; empty for the working folder.
  var folder = ""

  /// The file of the network, where it was read for this sweep: it is not written over.
  var model: String?

  /// What may be written; nil for everything.
  var writes: WriteGuard?

  /// How the user says `columns`, `resumes` and `skipsBadRows`, for messages.
  var columnsWord = "--columns"
  var resumeWord = "--resume"
  var skipWord = "--skip-bad"

  package init(
    network: Network, inputs: String, columns: [String]? = nil, out: String,
    quantities: [SweepQuantity], shard: SweepShard? = nil, resumes: Bool = false,
    skipsBadRows: Bool = false,
    threads: Int? = nil, model: String? = nil
  ) {
    self.model = model
    (self.network, self.inputs, self.columns, self.out) = (network, inputs, columns, out)
    (self.quantities, self.resumes, self.skipsBadRows) = (quantities, resumes, skipsBadRows)
    if let shard { self.shard = shard }
    if let threads { self.threads = threads }
  }

  /// Where a quantity goes: `out.npy`, or `out.jacobian.npy` when there are several; of a shard
  /// `out.2-of-8.npy`.
  func path(of quantity: SweepQuantity) -> String {
    var parts = ""
    if quantities.count > 1 { parts += ".\(quantity.name)" }
    if shard.count > 1 { parts += ".\(shard.number)-of-\(shard.count)" }
    return out.dropLast(Self.ending.count) + parts + Self.ending
  }

  package static let ending = ".npy"

  /// - Throws: `CommandError` when even the least that is computed at once does not fit.
  func requireMemory() throws(CommandError) {
    let bytes = Batch.leastBytes(
      for: network, computing: quantities.map(\.quantity), threads: threads)
    try Memory.require(
      bytes: bytes, for: "this sweep", at: nil,
      advice: "ask for less than the Hessians: jacobian, diagonal, laplacian or hvp")
  }
}

/// One of several runs that share the rows of a file: number k of n, from 1.
package struct SweepShard: Equatable {
  var number: Int
  var count: Int

  /// The rows of this run, from 0; all shards together have each row once.
  func rows(of total: Int) -> Range<Int> { start(number - 1, total)..<start(number, total) }

  /// total·k/n, without the product, which could overflow.
  private func start(_ k: Int, _ total: Int) -> Int {
    total / count * k + total % count * k / count
  }

  static let most = 1_000_000
}

extension SweepShard {
  /// From `2/8`.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...Self.most).contains(count), (1...count).contains(number)
    else { return nil }
    self.init(number: number, count: count)
  }
}

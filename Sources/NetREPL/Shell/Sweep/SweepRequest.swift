package import Core
import Formats
import Platform

/// What a sweep computes, from what, and where the results go.
package struct SweepRequest {
  var network: Network

  /// The file of inputs; behind `.npz:` the name of an array.
  var inputs: String

  /// The columns of the inputs, where the user chose them.
  var columns: [String]?

  /// The columns of the targets of a loss, one for each output; empty where there are none.
  var targets: [String] = []

  /// The numbers of a row that are read: inputs, and targets behind them.
  var columnCount: Int { network.inputCount + targets.count }

  /// What is read of a row: the inputs as they are found, or where there are targets, by name or in order.
  var readColumns: InputColumns {
    if targets.isEmpty { return InputColumns(of: network, chosen: columns, word: columnsWord) }
    let inputs = columns ?? network.inputNames ?? (1...network.inputCount).map(String.init)
    return InputColumns(columnCount, chosen: inputs + targets, word: columnsWord)
  }

  /// The file of the results; with several quantities each has its own beside it. Its ending chooses the format.
  var out: String

  /// The format of results that go to standard output, such as `.npy`; nil where they go to files.
  var pipe: String?

  /// What the inputs are called, where that is not their path.
  var inputsName: String?

  var quantities: [SweepQuantity]

  /// What is written of all rows together, in place of a row each; nil for the rows.
  var summary: SweepSummary?

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
    threads: Int? = nil, model: String? = nil, summary: SweepSummary? = nil,
    targets: [String] = [], pipe: String? = nil, inputsName: String? = nil
  ) {
    (self.pipe, self.inputsName) = (pipe, inputsName)
    self.targets = targets
    (self.model, self.summary) = (model, summary)
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
    let ending = Self.ending(of: out)
    return out.dropLast(ending.count) + parts + ending
  }

  /// Those that have a batch.
  var batchQuantities: [BatchQuantity] {
    quantities.compactMap { if case .batch(let quantity) = $0.work { quantity } else { nil } }
  }

  /// `.csv` of `out.csv`; empty where there is none.
  static func ending(of file: String) -> String {
    let name = file.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
    return String(name[dot...])
  }

  /// What is wrong with the file that is asked for; nil where nothing is.
  package static func problem(
    out: String, isSummary: Bool, isShard: Bool, resumes: Bool
  ) -> String? {
    let ending = ending(of: out)
    let endings = isSummary ? SweepSummary.endings : SweepLayout.endings
    guard endings.contains(ending) else {
      return "results are written as \(list(endings)): give a name that ends so"
    }
    if isSummary, isShard, ending != SweepSummary.ending {
      return
        "the sums of a shard go to a file that ends in \(SweepSummary.ending), which merge reads"
    }
    if isSummary, resumes { return "sums are not gone on with; share the rows out among shards" }
    if isShard, ending == ".npz" { return "shards write .npy, .csv or .tsv" }
    return nil
  }

  private static func list(_ endings: [String]) -> String {
    endings.dropLast().joined(separator: ", ") + " or " + endings[endings.count - 1]
  }

  /// - Throws: `CommandError` when even the least that is computed at once does not fit.
  func requireMemory() throws(CommandError) {
    var bytes = Batch.leastBytes(for: network, computing: batchQuantities, threads: threads)
    if let summary {
      for quantity in quantities {
        let shape = quantity.columns(of: network).shape
        bytes += RowSums.bytes(
          count: shape.reduce(1, *), group: summary.isCrossed ? shape.last : nil)
      }
    }
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

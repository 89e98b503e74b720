/// What is known of a results file that is not whole, or is one of several parts: a small text beside
/// it, so that a later run can go on, and `merge` can tell what belongs together.
struct SweepRecord: Equatable {
  /// What has to be the same in two runs of one sweep.
  struct Identity: Equatable {
    var quantity: String
    var network: String
    var inputs: String

    /// The sizes of the results of one row.
    var shape: [Int]
  }

  var identity: Identity
  var shard: SweepShard

  /// The rows of the whole file of inputs; nil while it is not known.
  var totalRows: Int?

  /// The rows of this run that are written, and how many of them were no input.
  var rows = 0
  var badRows = 0
  var isComplete = false

  static let ending = ".sweep"
  private static let mark = "netrepl-sweep 1"

  var text: String {
    """
    \(Self.mark)
    quantity \(identity.quantity)
    network \(identity.network)
    inputs \(identity.inputs)
    shape \(identity.shape.map(String.init).joined(separator: " "))
    shard \(shard.number)/\(shard.count)
    total \(totalRows.map(String.init) ?? "unknown")
    rows \(rows)
    bad \(badRows)
    complete \(isComplete ? "yes" : "no")

    """
  }

  static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }

  /// The bytes of the results of one row; nil when they cannot be counted.
  var rowBytes: Int? { Self.bytes(of: identity.shape) }

  static func bytes(of shape: [Int]) -> Int? {
    shape.reduce(8) { count, size in
      guard let count else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      return overflows ? nil : product
    }
  }
}

extension SweepRecord {
  /// From its text; nil when that is not such a record.
  init?(text: String) {
    let lines = text.split(separator: "\n")
    guard lines.first == Self.mark[...] else { return nil }
    var fields: [Substring: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
    }
    guard let quantity = fields["quantity"], let network = fields["network"],
      let inputs = fields["inputs"], let shape = fields["shape"],
      let shard = fields["shard"].flatMap(SweepShard.init),
      let total = fields["total"], total == "unknown" || Self.count(total) != nil,
      let rows = fields["rows"].flatMap(Self.count), let bad = fields["bad"].flatMap(Self.count),
      let complete = fields["complete"], bad <= rows
    else { return nil }
    let sizes = shape.split(separator: " ").compactMap { Self.count(String($0)) }
    self.init(
      identity: Identity(quantity: quantity, network: network, inputs: inputs, shape: sizes),
      shard: shard, totalRows: Self.count(total), rows: rows, badRows: bad,
      isComplete: complete == "yes")
    // Sizes whose product cannot be counted are not from here.
    guard rowBytes != nil else { return nil }
  }
}

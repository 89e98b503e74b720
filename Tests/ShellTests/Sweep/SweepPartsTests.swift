import Core
import TestSupport
import Testing

@testable import Shell

/// The parts of a sweep by themselves.
@Suite struct SweepPartsTests {
  @Test func shardsHaveEachRowOnce() {
    for (total, count) in [(10, 3), (2, 5), (0, 2), (1000, 7), (.max, 1_000_000)] {
      let shards = (1...min(count, 2000)).map {
        SweepShard(number: $0, count: count).rows(of: total)
      }
      #expect(shards[0].lowerBound == 0)
      for (one, next) in zip(shards, shards.dropFirst()) {
        #expect(one.upperBound == next.lowerBound)
      }
      #expect(SweepShard(number: count, count: count).rows(of: total).upperBound == total)
      let sizes = shards.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @Test func shardsAreReadFromText() {
    #expect(SweepShard("2/8") == SweepShard(number: 2, count: 8))
    for text in ["", "2", "0/8", "9/8", "2/8/1", "a/b", "-1/2", "1/0", "1/1000001", "/", "1/ 2"] {
      #expect(SweepShard(text) == nil, "\(text)")
    }
  }

  private let record = SweepRecord(
    identity: .init(quantity: "hessian packed", network: "1a", inputs: "2b", shape: [3, 10]),
    shard: SweepShard(number: 2, count: 4), totalRows: 100, rows: 25, badRows: 1, isComplete: true)

  @Test func recordsReadBack() {
    #expect(SweepRecord(text: record.text) == record)
    #expect(record.rowBytes == 240)
    var unknown = record
    (unknown.totalRows, unknown.isComplete) = (nil, false)
    #expect(SweepRecord(text: unknown.text) == unknown)
  }

  @Test func damagedRecordsAreNoRecords() {
    var random = SeededGenerator(seed: 3)
    let valid = Array(record.text.utf8)
    var refused = 0
    for _ in 0..<5000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes.removeSubrange(at...)
        case 1: bytes.insert(0x39, at: at)
        default: bytes[at] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
        if bytes.isEmpty { break }
      }
      guard let read = SweepRecord(text: String(decoding: bytes, as: UTF8.self)) else {
        refused += 1
        continue
      }
      #expect(read.rowBytes != nil && read.badRows <= read.rows && read.rows >= 0)
    }
    #expect(refused > 1000)
    #expect(SweepRecord(text: "") == nil)
  }

  @Test func fingerprintsTellNetworksApart() {
    let network = RandomNetwork.make([3, 4, 2], seed: 1)
    func text(_ network: Network) -> String { Fingerprint.text { $0.add(network) } }
    var (bias, weight, activation) = (network, network, network)
    bias.setBias(layer: 0, 1, to: 0.5)
    weight.setWeight(layer: 1, 0, 0, to: 0.5)
    activation.setActivation(layer: 0, to: Activation(.logsig))
    #expect(Set([network, bias, weight, activation].map(text)).count == 4)
    #expect(text(network) == text(RandomNetwork.make([3, 4, 2], seed: 1)))
  }
}

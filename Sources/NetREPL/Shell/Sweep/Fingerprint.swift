import Core
import Formats

/// A short name for much data, the same for the same data: FNV-1a of 64-bit words.
///
/// It tells the runs of one sweep from those of another by mistake, not by malice.
struct Fingerprint {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  static func text(_ add: (inout Fingerprint) -> Void) -> String {
    var fingerprint = Fingerprint()
    add(&fingerprint)
    return fingerprint.text
  }

  var text: String {
    // The last multiplication leaves the low bits poor.
    let mixed = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
    return String(mixed ^ (mixed >> 32), radix: 16)
  }

  mutating func add(_ word: UInt64) { state = (state ^ word) &* 0x100_0000_01B3 }

  mutating func add(_ numbers: [Double]) {
    add(UInt64(numbers.count))
    for number in numbers { add(number.bitPattern) }
  }

  mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    for byte in bytes { add(UInt64(byte)) }
  }

  /// Layer after layer: weights, bias and activation.
  mutating func add(_ network: Network) {
    for layer in network.layers {
      add(layer.weights.storage)
      add(layer.bias)
      // Of one activation for all as before: records of earlier versions go on.
      for range in layer.activation.ranges(of: layer.neuronCount) {
        add(Array(range.activation.name.utf8))
        add(range.activation.parameters)
        if layer.activation.ranges != nil { add(UInt64(range.neurons.count)) }
      }
    }
  }

  /// The length, the ends, and pieces in between: not all of it, since each of a thousand shards
  /// would read the whole file.
  mutating func add(_ file: FileBytes) throws(RowError) {
    add(UInt64(file.count))
    let (piece, count) = (4096, 64)
    for i in 0...count {
      let offset =
        max(0, file.count - piece) / count * i
        + (i == count ? max(0, file.count - piece) % count : 0)
      add(try file.bytes(at: offset, count: piece))
    }
  }
}

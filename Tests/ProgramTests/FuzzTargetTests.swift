import FuzzTargets
import TestSupport
import Testing

/// What `make fuzz` runs at length, here for moments: each reader with bytes that are nearly right.
/// `FUZZ_RUNS=100000` tries so many of each.
@Suite struct FuzzTargetTests {
  @Test(arguments: FuzzTarget.all.map(\.name)) func nearlyRightBytes(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let seeds = try target.seeds.flatMap(TestFiles.pieces).filter { $0.count <= target.mostBytes }
    try #require(!seeds.isEmpty)
    var random = SeededGenerator(seed: 13)
    for _ in 0..<TestEnvironment.count("FUZZ_RUNS", standard: 150) {
      var bytes = try #require(seeds.randomElement(using: &random))
      let other = try #require(seeds.randomElement(using: &random))
      for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
        case 1:
          bytes.removeSubrange(at..<min(at + Int.random(in: 1...4, using: &random), bytes.count))
        case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: at)
        case 3: bytes = Array(bytes[..<at] + other.suffix(max(0, other.count - at)))
        default: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      target(bytes)
    }
  }
}

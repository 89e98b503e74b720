public import Core
import Formats
import Foundation

/// A folder with a network, `net.json`, and inputs, `x.npy` and `x.csv`.
public struct SweepFolder {
  public let folder: TemporaryFolder
  public let network: Network
  public let inputs: Matrix
  public let rows = 2500

  public init() throws {
    folder = try TemporaryFolder()
    network = RandomNetwork.make([3, 5, 4, 2], seed: 8)
    inputs = Matrix((0..<rows).map { RandomNetwork.point(3, seed: UInt64($0)) })
    try folder.write(try ModelFile.write(network, endingIn: "json"), to: "net.json")
    try folder.write(lines.joined(separator: "\n"), to: "x.csv")
    let numbers = inputs.storage.flatMap {
      withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init)
    }
    try folder.write(NPYHeader.bytes(shape: [rows, 3]) + numbers, to: "x.npy")
  }

  /// The inputs as text, in digits that read back to the same numbers.
  public var lines: [String] { inputs.rowArrays.map { $0.map { "\($0)" }.joined(separator: ",") } }

  public func path(_ name: String) -> String { folder.file(name) }

  public func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  public func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}

import Foundation

/// Files of this repository, by their path from its root.
public enum TestFiles {
  public static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  /// Where a file of this repository is.
  public static func place(of path: String) -> String { root.appending(path: path).path() }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// The networks with reference values.
public struct ReferenceNetwork: Sendable, CustomStringConvertible {
  /// The name of its reference.
  public let name: String

  /// Its file, from the root of the repository.
  public let path: String

  public var description: String { name }

  public static let all = [
    ReferenceNetwork(
      name: "iris_tanh_4_10_3", path: "Sources/NetREPL/Shell/Commands/Networks/Examples/iris.json"),
    ReferenceNetwork(
      name: "diabetes_tanh_10_16_8_1",
      path: "Sources/NetREPL/Shell/Commands/Networks/Examples/diabetes.json"),
    stored("linnerud_logistic_3_6_3"),
    stored("wine_logistic_13_12_8_3"),
    stored("breast_cancer_tanh_30_16_1"),
    stored("digits_relu_64_32_10"),
  ]

  private static func stored(_ name: String) -> ReferenceNetwork {
    ReferenceNetwork(name: name, path: "Tests/Networks/\(name).json")
  }
}

extension TestFiles {
  /// The files of a folder and those below it; of a list, a file that ends in .txt, its lines.
  public static func pieces(_ path: String) throws -> [[UInt8]] {
    if path.hasSuffix(".txt") {
      return try bytes(path).split(separator: 0x0A).map { Array($0) }
    }
    let files = FileManager.default.enumerator(atPath: place(of: path))
    var pieces: [[UInt8]] = []
    while let name = files?.nextObject() as? String {
      if let bytes = try? bytes("\(path)/\(name)") { pieces.append(bytes) }
    }
    return pieces
  }
}

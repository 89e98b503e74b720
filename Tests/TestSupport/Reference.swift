import Foundation

/// Values of a network at a few inputs, computed by another system; see Tests/Networks/SOURCE.txt.
public struct Reference: Decodable, Sendable {
  public let name: String
  public let points: [Point]

  public struct Point: Decodable, Sendable {
    public let input: [Double]
    public let output: [Double]

    /// ∂A_k/∂I_i at `[k][i]`.
    public let jacobian: [[Double]]

    /// ∂²A_k/∂I_i∂I_j at `[k][i][j]`; nil where the file holds only some entries.
    public let hessian: [[[Double]]]?

    /// Some entries of the Hessian, where the whole would be large.
    public let hessianEntries: [Entry]?

    enum CodingKeys: String, CodingKey {
      case input, output, jacobian, hessian
      case hessianEntries = "hessian_entries"
    }
  }

  /// ∂²A_output/∂I_i∂I_j, all three counted from 0.
  public struct Entry: Decodable, Sendable {
    public let output: Int
    public let i: Int
    public let j: Int
    public let value: Double
  }

  /// The reference of that name, such as `iris_tanh_4_10_3`.
  public static func named(_ name: String) throws -> Reference {
    try file("sklearn_\(name)")
  }

  /// The reference in the file of that name, without its ending.
  public static func file(_ name: String) throws -> Reference {
    let bytes = try TestFiles.bytes("Tests/Networks/reference/\(name).json")
    return try JSONDecoder().decode(Reference.self, from: Data(bytes))
  }
}

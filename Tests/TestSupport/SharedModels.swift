public import Core
public import Foundation

/// The real networks and their reference values, which stand beside the repository.
public enum SharedModels {
  /// The folder of models: `models` or `shared/models` in a folder above this file; nil where
  /// there is none.
  public static let folder: URL? = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      for name in ["models", "shared/models"] {
        let candidate = folder.appendingPathComponent(name)
        let known = candidate.appendingPathComponent("netrepl").path
        if FileManager.default.fileExists(atPath: known) { return candidate }
      }
    }
    return nil
  }()

  public struct Point: Sendable, Decodable {
    public let input: [Double]
    public let output: [Double]
    public let jacobian: [[Double]]
    public let hessian: [[[Double]]]?
  }

  /// A network in the program's own format; nil when the table lacks an activation of it.
  public static func network(_ name: String) throws -> Network? {
    guard let folder else { return nil }
    struct File: Decodable {
      struct Layer: Decodable {
        let weights: [[Double]]
        let bias: [Double]
        let activation: String
      }
      let layers: [Layer]
    }
    let data = try Data(contentsOf: folder.appendingPathComponent("netrepl/\(name).json"))
    let file = try JSONDecoder().decode(File.self, from: data)
    var layers: [Layer] = []
    for layer in file.layers {
      guard let activation = Activation(named: layer.activation) else { return nil }
      layers.append(
        Layer(weights: Matrix(layer.weights), bias: layer.bias, activation: activation))
    }
    return Network(name: name, layers: layers)
  }

  /// The points with reference values of a network of `netrepl/`.
  public static func points(_ name: String) throws -> [Point] {
    guard let folder else { return [] }
    struct File: Decodable { let points: [Point] }
    let url = folder.appendingPathComponent("reference/sklearn_\(name).json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).points
  }
}

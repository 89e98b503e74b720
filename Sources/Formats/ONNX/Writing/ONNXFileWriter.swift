internal import ONNXMessages
internal import SwiftProtobuf

/// A whole ONNX file around a graph.
package struct ONNXFileWriter {
  /// The versions of the standard operators that can be asked for. All that is written has the same
  /// meaning in each of them.
  package static let opsets = 13...21

  package static let usualOpset = 18

  /// The largest file that protocol buffers can hold.
  private static let largest = Int(Int32.max)

  package var opset = usualOpset
  package var name: String
  package var about = ""
  package var inputs: [(name: String, shape: [Dimension], about: String)] = []
  package var outputs: [(name: String, shape: [Dimension], about: String)] = []
  package var properties: [(key: String, value: String)] = []
  var functions: [ONNXActivationFunction] = []

  package enum Dimension {
    case size(Int)

    /// One that is left open, by its name.
    case open(String)
  }

  package init(name: String) { self.name = name }

  /// - Throws: where it would be larger than such a file can be.
  package func bytes(of graph: ONNXGraph) throws(ModelFileError) -> [UInt8] {
    let size = graph.constants.reduce(0) { $0 + $1.rawData.count }
    guard size < Self.largest - 1 << 20 else {
      throw ModelFileError(
        .refused("an ONNX file", "\(size) bytes of numbers are more than one can hold, 2 GiB"))
    }
    var model = Onnx_Model()
    // The oldest that knows the opset, and functions.
    model.irVersion = opset < 19 ? 8 : opset < 21 ? 9 : 10
    model.producerName = "netrepl"
    model.opsetImport = [Self.operators("", opset)]
    if !functions.isEmpty {
      model.opsetImport.append(Self.operators(ONNXActivationFunction.domain, 1))
      model.functions = functions.map { $0.message(opset: opset) }
    }
    model.metadataProps = properties.map { property in
      .with {
        $0.key = property.key
        $0.value = property.value
      }
    }
    model.graph.name = name
    model.graph.docString = about
    model.graph.node = graph.nodes
    model.graph.initializer = graph.constants
    model.graph.input = inputs.map(Self.value)
    model.graph.output = outputs.map(Self.value)
    do { return try model.serializedBytes() } catch {
      throw ModelFileError(.refused("an ONNX file", "it cannot be written: \(error)"))
    }
  }

  static func operators(_ domain: String, _ version: Int) -> Onnx_OperatorSet {
    .with {
      $0.domain = domain
      $0.version = Int64(version)
    }
  }

  private static func value(
    _ value: (name: String, shape: [Dimension], about: String)
  ) -> Onnx_ValueInfo {
    .with {
      $0.name = value.name
      $0.docString = value.about
      $0.type.tensorType.elemType = 11
      $0.type.tensorType.shape.dim = value.shape.map { dimension in
        .with {
          switch dimension {
          case .size(let size): $0.dimValue = Int64(size)
          case .open(let name): $0.dimParam = name
          }
        }
      }
    }
  }
}

internal import Core

/// Writes a network as PyTorch calls the tensors of a `Sequential` with an activation behind each
/// layer: 0.weight, 0.bias, 2.weight, 2.bias; what else it has stands in the metadata.
enum SafetensorsWriter {
  static func write(_ told: ReadNetwork) throws(ModelFileError) -> [UInt8] {
    let network = told.network
    var header: [(name: String, value: JSON)] = [
      (
        "__metadata__",
        .object([
          ("format", "pt".json),
          (NetworkNotes.key, NetworkNotes.withActivations(network).text.json),
        ])
      )
    ]
    var data: [UInt8] = []
    data.reserveCapacity(8 * network.parameterCount)
    for (l, layer) in network.layers.enumerated() {
      let shape = [layer.neuronCount, layer.inputCount]
      for (name, values, shape) in [
        ("weight", layer.weights.storage, shape), ("bias", layer.bias, [layer.neuronCount]),
      ] {
        let start = data.count
        ElementType.append(values, to: &data)
        header.append(
          (
            "\(2 * l).\(name)",
            .object([
              ("dtype", "F64".json), ("shape", shape.json),
              ("data_offsets", [start, data.count].json),
            ])
          ))
      }
    }
    var text = Array(JSON.object(header).text().utf8)
    // The numbers begin at a multiple of eight bytes.
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    let length = UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text + data
  }
}

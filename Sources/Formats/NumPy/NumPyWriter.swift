internal import Core

/// Writes a network as the arrays W1, b1, W2, b2, ...; what else it has is a text in UTF-8 beside
/// them.
enum NumPyWriter {
  static func write(_ told: ReadNetwork) throws(ModelFileError) -> [UInt8] {
    let network = told.network
    var files: [(name: String, bytes: [UInt8])] = []
    var size = 0
    for (l, layer) in network.layers.enumerated() {
      let weights = NumPyResult.npy(
        layer.weights.storage, shape: [layer.neuronCount, layer.inputCount])
      let bias = NumPyResult.npy(layer.bias, shape: [layer.neuronCount])
      files += [("W\(l + 1).npy", weights), ("b\(l + 1).npy", bias)]
      size += weights.count + bias.count + 256
    }
    let text = Array(NetworkNotes.withActivations(network).text.utf8)
    files.append(
      (NetworkNotes.key + ".npy", NPYHeader.bytes(shape: [text.count], type: "|u1") + text))
    guard size < Int(UInt32.max), files.count < Int(UInt16.max) else {
      throw ModelFileError(
        .refused("an npz file", "it would be over 4 GiB; write safetensors, which may be larger"))
    }
    return StoredArchive.bytes(of: files)
  }
}

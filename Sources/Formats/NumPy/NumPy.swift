internal import Core

extension ModelFormat {
  /// Weights and biases by name: W1, b1, W2, b2, or as PyTorch calls them.
  static let numpy = ModelFormat(
    name: "NumPy (.npz)", endings: ["npz"], hasMark: true,
    takes: [.layers, .raw, .folded],
    recognises: { bytes in
      guard bytes.starts(with: ZIPFile.mark), let archive = try? ModelArchive(bytes) else {
        return false
      }
      return archive.names.contains { $0.hasSuffix(".npy") }
    },
    read: { bytes, name, options throws(ModelFileError) in
      let arrays: [(name: String, array: NPYArray)]
      do throws(RowError) { arrays = try NPZArrays(bytes).arrays } catch {
        throw ModelFileError(.refused(WeightList.npz, error.description))
      }
      let list = try WeightList(
        arrays.map { ($0.name, NumberArray(shape: $0.array.shape, doubles: $0.array.doubles)) },
        kind: WeightList.npz)
      return try list.chain(options: options)
        .network(name: name, format: WeightList.npz, options: options)
    },
    write: nil)
}

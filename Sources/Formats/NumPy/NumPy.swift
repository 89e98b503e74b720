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
        arrays.filter { $0.name != NetworkNotes.key }
          .map { ($0.name, NumberArray(shape: $0.array.shape, doubles: $0.array.doubles)) },
        texts: arrays.filter { $0.name == NetworkNotes.key }
          .map {
            (
              $0.name,
              String(decoding: $0.array.doubles.compactMap(UInt8.init(exactly:)), as: UTF8.self)
            )
          },
        kind: WeightList.npz)
      let notes = list.state.notes(options)
      return try list.chain(options: notes.options)
        .network(name: name, format: WeightList.npz, options: notes.options)
        .noting(notes.notes)
    },
    write: { told, _ throws(ModelFileError) in try NumPyWriter.write(told) })
}

internal import Core

extension ModelFormat {
  static let keras = ModelFormat(
    name: "Keras (.h5, .keras)", endings: ["h5", "keras", "hdf5"], hasMark: true,
    takes: [.output, .raw, .folded],
    recognises: { bytes in
      if bytes.starts(with: HDF5File.mark) { return true }
      guard bytes.starts(with: ZIPFile.mark), let archive = try? ModelArchive(bytes) else {
        return false
      }
      return archive.contains("model.weights.h5")
    },
    read: { bytes, name, options throws(ModelFileError) in
      try KerasReader.network(
        KerasFile(taking: &bytes, options: options), name: name, options: options)
    },
    write: nil)
}

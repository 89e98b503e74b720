internal import Core

extension ModelFormat {
  static let pytorch = ModelFormat(
    name: "PyTorch", endings: ["pt", "pth"], hasMark: true,
    takes: [.layers, .raw, .folded],
    recognises: { bytes in
      if TorchFile.isLegacy(bytes) { return true }
      guard bytes.starts(with: ZIPFile.mark), let archive = try? ModelArchive(bytes) else {
        return false
      }
      return archive.names.contains { $0.hasSuffix("/data.pkl") }
    },
    read: { bytes, name, options throws(ModelFileError) in
      try TorchReader(TorchFile(bytes)).network(name: name, options: options)
    },
    write: nil)
}

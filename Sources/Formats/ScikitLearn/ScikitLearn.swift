internal import Core

extension ModelFormat {
  static let scikitLearn = ModelFormat(
    name: "scikit-learn (pickle and joblib)", endings: ["pkl", "pickle", "joblib", "sav"],
    takes: [.raw, .folded],
    recognises: { bytes in
      bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
        || Zlib.recognises(bytes)
    },
    read: { bytes, name, options throws(ModelFileError) in
      try EstimatorReader(bytes).network(name: name, options: options)
    },
    write: nil)
}

internal import Core

extension ModelFormat {
  static let onnx = ModelFormat(
    name: "ONNX", endings: ["onnx"],
    takes: [.output, .raw, .folded],
    recognises: { bytes in
      // The message starts with its field 1, a small version number, and another of its fields.
      let fields: [UInt8] = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42]
      return bytes.count > 2 && bytes[0] == 0x08 && (1...32).contains(bytes[1])
        && fields.contains(bytes[2])
    },
    read: { bytes, name, options throws(ModelFileError) in
      let model = try ONNXModel(taking: &bytes, options: options)
      return try ONNXReader.network(of: model, name: name, options: options).noting(model.notes)
    },
    write: { told, options throws(ModelFileError) in
      try ONNXNetwork.write(told, opset: options.opset ?? WriteOptions.usualOpset)
    })
}

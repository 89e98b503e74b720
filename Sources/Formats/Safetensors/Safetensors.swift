internal import Core

extension ModelFormat {
  static let safetensors = ModelFormat(
    name: "safetensors", endings: ["safetensors"], hasMark: true,
    takes: [.layers, .raw, .folded],
    recognises: { bytes in
      // Eight bytes of length, little end first, and a JSON header that fits into the file.
      guard bytes.count > 8, bytes[8] == UInt8(ascii: "{") else { return false }
      let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return length >= 2 && length <= UInt64(bytes.count - 8)
    },
    read: { bytes, name, options throws(ModelFileError) in
      let reader = StateDictReader(kind: SafetensorsFile.kind, bytes: bytes)
      let file = try SafetensorsFile(bytes)
      let state = StateDict(file.tensors, texts: file.texts)
      let notes = state.notes(options)
      return try reader.chain(state, options: notes.options)
        .network(name: name, format: SafetensorsFile.kind, options: notes.options)
        .noting(notes.notes)
    },
    write: { told, _ throws(ModelFileError) in try SafetensorsWriter.write(told) })
}

/// The tensors of a safetensors file: a header in JSON, and numbers close together.
///
/// Source: the format's description in its repository. The order of the header is not that of the
/// layers: names are put in the order of the numbers in them.
struct SafetensorsFile {
  static let kind = "a safetensors file"

  private(set) var tensors: [(name: String, array: NumberArray)] = []
  private(set) var texts: [(key: String, text: String)] = []

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    var cursor = ByteCursor(bytes, 0..<bytes.count)
    guard let length = cursor.count(8), let range = cursor.range(length) else {
      throw Self.refused("its header does not fit into it")
    }
    if let problem = ReadLimits.problem(.header, length) { throw Self.refused(problem) }
    let header: JSONValue
    do throws(JSONSyntaxError) { header = try JSONParser.parse(Array(bytes[range])) } catch {
      throw Self.refused("its header: \(error.position): \(error.message)")
    }
    for member in header.members ?? [] {
      if member.key == "__metadata__" {
        texts = (member.value.members ?? []).compactMap { entry in
          entry.value.string.map { (entry.key, $0) }
        }
      } else {
        tensors.append((member.key, try Self.array(member, in: range.upperBound..<bytes.count)))
      }
    }
    tensors.sort { NaturalOrder.isBefore($0.name, $1.name) }
  }

  private static func refused(_ why: String) -> ModelFileError {
    ModelFileError(.refused(kind, why))
  }

  private static let types: [String: ElementType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "BOOL": .boolean,
    "I64": .signed(bytes: 8), "I32": .signed(bytes: 4), "I16": .signed(bytes: 2),
    "I8": .signed(bytes: 1), "U64": .unsigned(bytes: 8), "U32": .unsigned(bytes: 4),
    "U16": .unsigned(bytes: 2), "U8": .unsigned(bytes: 1),
  ]

  private static func array(
    _ member: JSONValue.Member, in data: Range<Int>
  ) throws(ModelFileError) -> NumberArray {
    let name = Quote.single(member.key)
    guard let type = member.value["dtype"]?.string.flatMap({ types[$0] }) else {
      throw refused("\(name) has numbers of a type that is not read")
    }
    func integers(_ key: String) -> [Int]? {
      guard let elements = member.value[key]?.elements else { return nil }
      let integers = elements.compactMap { $0.integer }
      return integers.count == elements.count ? integers : nil
    }
    guard let shape = integers("shape"), shape.count <= 8,
      let count = StoredNumbers.count(of: shape), let offsets = integers("data_offsets"),
      offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count,
      count.multipliedReportingOverflow(by: type.byteCount) == (offsets[1] - offsets[0], false),
      let array = NumberArray(
        stored: StoredNumbers(
          type: type, shape: shape,
          range: (data.lowerBound + offsets[0])..<(data.lowerBound + offsets[1])))
    else { throw refused("\(name) does not fit into the file") }
    return array
  }
}

extension PickleGraph {
  /// NumPy's type of an array: what its numbers are, and whether the big end comes first.
  func elementType(_ reference: Reference) -> (type: ElementType, isBigEndian: Bool)? {
    guard let object = object(reference), global(object.maker)?.name == "dtype",
      let name = arguments(object).first.flatMap(text)
    else { return nil }
    let order = object.state.flatMap(elements).flatMap { $0.count > 1 ? text($0[1]) : nil }
    return ElementType(numpy: name.drop { "<>|=".contains($0) }).map {
      ($0, order == ">" || name.first == ">")
    }
  }

  func isObjectType(_ reference: Reference) -> Bool {
    guard let object = object(reference), global(object.maker)?.name == "dtype" else {
      return false
    }
    return arguments(object).first.flatMap(text)?.hasPrefix("O") == true
  }

  /// An array of numbers of NumPy; nil for anything else, and where it does not hold together.
  func array(_ reference: Reference) -> NumberArray? {
    switch nodes[reference] {
    case .numbers(let numbers): return NumberArray(stored: numbers)
    case .object(let object):
      switch global(object.maker)?.name {
      case "_reconstruct": return reconstructed(object)
      case "_frombuffer": return fromBuffer(object)
      case "scalar": return scalar(object)
      default: return nil
      }
    default: return nil
    }
  }

  /// `_reconstruct(ndarray, (0,), b'b')` and then the state (version, shape, type, order, data).
  private func reconstructed(_ object: Object) -> NumberArray? {
    guard let state = object.state.flatMap(elements), state.count == 5,
      let shape = integers(state[1]), shape.count <= 8,
      let (type, isBigEndian) = elementType(state[2])
    else { return nil }
    return NumberArray(
      stored: stored(
        state[4], type: type, isBigEndian: isBigEndian, shape: shape,
        isFortranOrder: boolean(state[3]) ?? false))
      ?? latin(
        state[4], type: type, isBigEndian: isBigEndian, shape: shape,
        isFortranOrder: boolean(state[3]) ?? false)
  }

  /// `_frombuffer(buffer, type, shape, order)` of protocol 5.
  private func fromBuffer(_ object: Object) -> NumberArray? {
    let arguments = arguments(object)
    guard arguments.count == 4, let (type, isBigEndian) = elementType(arguments[1]),
      let shape = integers(arguments[2]), shape.count <= 8
    else { return nil }
    return NumberArray(
      stored: stored(
        arguments[0], type: type, isBigEndian: isBigEndian, shape: shape,
        isFortranOrder: text(arguments[3]) == "F"))
  }

  /// `scalar(type, data)`.
  private func scalar(_ object: Object) -> NumberArray? {
    let arguments = arguments(object)
    guard arguments.count == 2, let (type, isBigEndian) = elementType(arguments[0]) else {
      return nil
    }
    return NumberArray(
      stored: stored(
        arguments[1], type: type, isBigEndian: isBigEndian, shape: [], isFortranOrder: false))
      ?? latin(
        arguments[1], type: type, isBigEndian: isBigEndian, shape: [], isFortranOrder: false)
  }

  private func stored(
    _ data: Reference, type: ElementType, isBigEndian: Bool, shape: [Int], isFortranOrder: Bool
  ) -> StoredNumbers? {
    // A bytearray is made of bytes.
    var data = data
    if let object = object(data), global(object.maker)?.name == "bytearray",
      let first = arguments(object).first
    {
      data = first
    }
    guard case .bytes(let range) = nodes[data],
      let count = StoredNumbers.count(of: shape),
      count.multipliedReportingOverflow(by: type.byteCount) == (range.count, false)
    else { return nil }
    return StoredNumbers(
      type: type, isBigEndian: isBigEndian, shape: shape, isFortranOrder: isFortranOrder,
      range: range)
  }

  /// Protocol 2 has bytes as text, a character each, and says `_codecs.encode(text, 'latin1')`.
  private func latin(
    _ data: Reference, type: ElementType, isBigEndian: Bool, shape: [Int], isFortranOrder: Bool
  ) -> NumberArray? {
    guard let bytes = latinBytes(data), let count = StoredNumbers.count(of: shape),
      count.multipliedReportingOverflow(by: type.byteCount) == (bytes.count, false)
    else { return nil }
    let stored = StoredNumbers(
      type: type, isBigEndian: isBigEndian, shape: shape, isFortranOrder: isFortranOrder,
      range: 0..<bytes.count)
    return NumberArray(shape: shape, doubles: stored.doubles(in: bytes))
  }

  private func latinBytes(_ data: Reference) -> [UInt8]? {
    guard let object = object(data), global(object.maker)?.path == "_codecs.encode",
      let text = arguments(object).first.flatMap(text),
      text.unicodeScalars.allSatisfy({ $0.value < 256 })
    else { return nil }
    return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// The texts, or the numbers as texts, of an array of names.
  func names(_ reference: Reference, in bytes: [UInt8]) -> [String]? {
    if let array = array(reference) {
      let state = object(reference)?.state.flatMap(elements)
      let type = array.type ?? state.flatMap { $0.count > 2 ? elementType($0[2])?.type : nil }
      return array.doubles(in: bytes).map { value in
        if type == .boolean { return value == 0 ? "False" : "True" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
      }
    }
    if let fixed = fixedWidthTexts(reference, in: bytes) { return fixed }
    var list = elements(reference)
    if list == nil, let object = object(reference), global(object.maker)?.name == "_reconstruct",
      let state = object.state.flatMap(elements), state.count == 5
    {
      list = elements(state[4])
    }
    guard let list else { return nil }
    let names = list.compactMap { text($0) ?? integer($0).map(String.init) }
    return names.count == list.count ? names : nil
  }

  /// The width of NumPy's type of texts such as `U12`; nil for another type.
  func textWidth(_ type: Reference) -> Int? {
    guard let object = object(type), global(object.maker)?.name == "dtype",
      let name = arguments(object).first.flatMap(text)?.drop(while: { "<>|=".contains($0) }),
      name.first == "U", let width = Int(name.dropFirst()), (1...1000).contains(width)
    else { return nil }
    return width
  }

  /// The bytes of one value of a type, as its state tells them.
  func itemSize(_ type: Reference) -> Int? {
    if let width = textWidth(type) { return 4 * width }
    guard let state = object(type)?.state.flatMap(elements), state.count > 5,
      let size = integer(state[5]), (1...(1 << 20)).contains(size)
    else { return nil }
    return size
  }

  /// An array of texts of one width.
  private func fixedWidthTexts(_ reference: Reference, in bytes: [UInt8]) -> [String]? {
    if case .texts(let width, let range) = nodes[reference] {
      return Self.texts(bytes[range], width: width)
    }
    guard let object = object(reference) else { return nil }
    var parts: (type: Reference, data: Reference)?
    if let state = object.state.flatMap(elements), state.count == 5,
      global(object.maker)?.name == "_reconstruct"
    {
      parts = (state[2], state[4])
    }
    let arguments = arguments(object)
    if global(object.maker)?.name == "_frombuffer", arguments.count == 4 {
      parts = (arguments[1], arguments[0])
    }
    guard let parts, let width = textWidth(parts.type),
      let data = rawBytes(parts.data, in: bytes)
    else { return nil }
    return Self.texts(data, width: width)
  }

  /// Bytes as they are, those of a bytearray, or those that are written as text.
  private func rawBytes(_ data: Reference, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    if case .bytes(let range) = nodes[data] { return bytes[range] }
    if let object = object(data), global(object.maker)?.name == "bytearray",
      let first = arguments(object).first, case .bytes(let range) = nodes[first]
    {
      return bytes[range]
    }
    return latinBytes(data).map { $0[...] }
  }

  private static func texts(_ bytes: ArraySlice<UInt8>, width: Int) -> [String]? {
    guard bytes.count % (4 * width) == 0, bytes.count / (4 * width) <= 100_000 else { return nil }
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: 4 * width).map { start in
      let scalars = stride(from: start, to: start + 4 * width, by: 4).compactMap { place in
        let value = bytes[place..<(place + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return value == 0 ? nil : Unicode.Scalar(value)
      }
      return String(String.UnicodeScalarView(scalars))
    }
  }
}

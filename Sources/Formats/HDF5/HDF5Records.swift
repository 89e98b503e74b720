internal import Platform

/// Asks the program `netrepl-hdf5` what a file holds, and reads its answer record by record.
///
/// libhdf5 runs there, without any right but to compute and answer: a file that crashes it, or keeps
/// it busy, is a sentence here.
struct HDF5Records {
  enum Record {
    case group(String)
    case texts(path: String, name: String, [String])
    case numbers(path: String, name: String, [Double])
    case array(path: String, NumberArray)
    case references(path: String, HDF5File.References)
  }

  private let process: ReaderProcess
  private let kind: String
  private let fileSize: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var parameters = 0

  /// - Parameter patience: the seconds that it may take, and a second for each 16 MB.
  init(
    _ bytes: [UInt8], skipping: [String], reader: String?, kind: String, patience: Int = 5
  ) throws(ModelFileError) {
    self.kind = kind
    fileSize = bytes.count
    guard let program = reader ?? HDF5Reader.standardPath else {
      throw ModelFileError(.refused(kind, HDF5Reader.missing))
    }
    do throws(ReaderProcess.Failure) {
      process = try ReaderProcess(
        program, arguments: skipping, input: bytes, seconds: patience + bytes.count >> 24)
    } catch {
      throw ModelFileError(.refused(kind, "its reader \(program) cannot be started: \(error)"))
    }
  }

  /// The next record; nil behind the last.
  mutating func next() throws(ModelFileError) -> Record? {
    let tag = try byte()
    switch tag {
    case UInt8(ascii: "E"):
      guard process.finish() == .exited(0) else { throw broken() }
      return nil
    case UInt8(ascii: "X"):
      let text = try text()
      _ = process.finish()
      throw ModelFileError(.refused(kind, Self.advised(text)))
    default: break
    }
    let path = try text()
    switch tag {
    case UInt8(ascii: "G"): return .group(path)
    case UInt8(ascii: "S"): return .texts(path: path, name: try text(), try texts(try count(4)))
    case UInt8(ascii: "N"):
      let name = try text()
      return .numbers(path: path, name: name, try doubles(try shape()))
    case UInt8(ascii: "D"):
      let shape = try shape()
      return .array(path: path, NumberArray(shape: shape, doubles: try doubles(shape)))
    case UInt8(ascii: "P"):
      return .array(path: path, try place())
    case UInt8(ascii: "T"): return .texts(path: path, name: "", try texts(try count(4)))
    case UInt8(ascii: "R"):
      let shape = try shape()
      guard let count = StoredNumbers.count(of: shape) else { throw broken() }
      return .references(path: path, .init(shape: shape, paths: try texts(count)))
    default: throw broken()
    }
  }

  /// What to do about the library's own words.
  private static func advised(_ text: String) -> String {
    if text.contains("required filter") {
      return "\(text); save it without that compression"
    }
    if text.contains("bad version number") || text.contains("unknown") {
      return "\(text): it is damaged, or written by a newer HDF5; save it again in the usual format"
    }
    return text
  }

  // MARK: What records are made of

  private mutating func shape() throws(ModelFileError) -> [Int] {
    var shape: [Int] = []
    for _ in 0..<min(try byte(), 8) { shape.append(try count(8)) }
    return shape
  }

  private mutating func count(of shape: [Int]) throws(ModelFileError) -> Int {
    guard let count = StoredNumbers.count(of: shape) else { throw broken() }
    // The states of an optimiser stand beside the weights.
    let (sum, overflow) = parameters.addingReportingOverflow(count)
    if let problem = ReadLimits.problem(
      .parameters, atLeast: overflow ? nil : max(count, (sum + 1) / 2))
    {
      throw ModelFileError(.refused(kind, problem))
    }
    parameters = sum
    return count
  }

  /// Where numbers stand in the file that are stored there as they are.
  private mutating func place() throws(ModelFileError) -> NumberArray {
    let (letter, size, isBigEndian) = (try byte(), try byte(), try byte() != 0)
    let type: ElementType
    switch (letter, size) {
    case (UInt8(ascii: "f"), 2): type = .float16
    case (UInt8(ascii: "f"), 4): type = .float32
    case (UInt8(ascii: "f"), 8): type = .float64
    case (UInt8(ascii: "i"), 1), (UInt8(ascii: "i"), 2), (UInt8(ascii: "i"), 4),
      (UInt8(ascii: "i"), 8):
      type = .signed(bytes: Int(size))
    case (UInt8(ascii: "u"), 1), (UInt8(ascii: "u"), 2), (UInt8(ascii: "u"), 4),
      (UInt8(ascii: "u"), 8):
      type = .unsigned(bytes: Int(size))
    default: throw broken()
    }
    let shape = try shape()
    let (count, offset) = (try count(of: shape), try count(8))
    // The place is the other process's word.
    guard offset <= fileSize, count <= (fileSize - offset) / type.byteCount,
      let stored = NumberArray(
        stored: StoredNumbers(
          type: type, isBigEndian: isBigEndian, shape: shape,
          range: offset..<(offset + count * type.byteCount)))
    else { throw broken() }
    return stored
  }

  private mutating func doubles(_ shape: [Int]) throws(ModelFileError) -> [Double] {
    let count = try count(of: shape)
    let start = position..<(position + min(8 * count, buffer.count - position))
    position = start.upperBound
    do throws(ReaderProcess.Failure) {
      if let doubles = try process.doubles(count, beginningWith: buffer[start]) { return doubles }
    } catch {
      throw late(error)
    }
    throw broken()
  }

  private mutating func texts(_ count: Int) throws(ModelFileError) -> [String] {
    if let problem = ReadLimits.problem(.values, count) {
      throw ModelFileError(.refused(kind, problem))
    }
    var texts: [String] = []
    for _ in 0..<count { texts.append(try text()) }
    return texts
  }

  private mutating func text() throws(ModelFileError) -> String {
    let count = try count(4)
    guard count <= 1 << 26 else { throw broken() }
    return String(decoding: try bytes(count), as: UTF8.self)
  }

  private mutating func byte() throws(ModelFileError) -> UInt8 { try bytes(1)[0] }

  private mutating func count(_ size: Int) throws(ModelFileError) -> Int {
    let value = try bytes(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: value) else { throw broken() }
    return count
  }

  private mutating func bytes(_ count: Int) throws(ModelFileError) -> [UInt8] {
    while buffer.count - position < count {
      buffer.removeFirst(position)
      position = 0
      let more = try answer(atMost: max(1 << 16, count - buffer.count))
      guard !more.isEmpty else { throw broken() }
      buffer += more
    }
    defer { position += count }
    return Array(buffer[position..<(position + count)])
  }

  private func answer(atMost count: Int) throws(ModelFileError) -> [UInt8] {
    do throws(ReaderProcess.Failure) { return try process.bytes(atMost: count) } catch {
      throw late(error)
    }
  }

  // MARK: What can go wrong

  private func late(_ error: ReaderProcess.Failure) -> ModelFileError {
    _ = process.finish()
    return ModelFileError(.refused(kind, "\(error) to read: the file is damaged"))
  }

  /// The process has ended before its answer.
  private func broken() -> ModelFileError {
    let why =
      switch process.finish() {
      case .exited(65): "it is damaged"
      case .exited(75): "it needs more memory than is allowed"
      case .exited(71): "its reader could not give up its rights on this system"
      case .exited(let status): "its reader ended with status \(status)"
      case .signalled(24): "it takes too long to read: the file is damaged"
      case .signalled(let signal): "it breaks the HDF5 library (signal \(signal)): it is damaged"
      }
    return ModelFileError(.refused(kind, why))
  }
}

import Formats
import Glibc

/// One results file while it grows: `FILE.part`, with a record beside it; `FILE` when it is whole.
final class SweepOutput {
  /// The path as the user gave it, for messages.
  let name: String

  /// What is written, as far as it is in the file.
  private(set) var record: SweepRecord

  /// Whether an earlier run had finished it.
  private(set) var isFinished = false

  private let path: String
  private let descriptor: Int32
  private let rowBytes: Int

  private var partPath: String { path + ".part" }
  private var recordPath: String { path + SweepRecord.ending }

  /// Begins a file, or goes on with one.
  ///
  /// - Parameters:
  ///   - record: what the run is; its `rows` are set to what is there already.
  ///   - resumes: nil to begin anew whatever is there; otherwise the word that the user says.
  /// - Throws: `File.Problem` when it cannot be written, another run is writing it, or an unfinished
  ///   one is there that should not be lost.
  init(
    _ name: String, in folder: String, record: SweepRecord, resumes: Bool, resumeWord: String
  ) throws(File.Problem) {
    self.name = name.clipped(to: 200)
    path = File.resolved(File.path(name, in: folder))
    self.record = record
    rowBytes = record.rowBytes ?? 0
    try Self.checkTarget(path, self.name)

    let partName = "\(self.name).part"
    descriptor = open(path + ".part", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw File.problem(self.name, errno) }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw File.Problem(description: "\(partName): another run is writing it")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw File.Problem(description: "\(partName) is not a regular file; it was left as it is")
    }
    let earlier = Self.record(at: path + SweepRecord.ending)
    let isSame = earlier?.identity == record.identity && earlier?.shard == record.shard
    let written = min(
      earlier?.rows ?? 0, max(0, Int(status.st_size) - NPYHeader.byteCount) / rowBytes)
    if resumes, let earlier, isSame, earlier.isComplete, access(path, F_OK) == 0 {
      (self.record, isFinished, isKept) = (earlier, true, true)
      unlink(path + ".part")
      return
    }
    if resumes, let earlier, isSame {
      self.record.rows = written
      self.record.badRows = min(earlier.badRows, written)
    } else if resumes, let earlier, earlier.rows > 0, !earlier.isComplete {
      throw File.Problem(
        description: "\(partName) is of another run, with another network, other inputs or other "
          + "options; it was left as it is")
    } else if isSame, written > 0 {
      throw File.Problem(
        description: "\(partName) has \(Prose.count(written, "row")) of an unfinished run; "
          + "\(resumeWord) goes on with it, or remove it to begin anew")
    }
    isKept = true
    try truncate()
  }

  deinit { close(descriptor) }

  private static func checkTarget(_ path: String, _ name: String) throws(File.Problem) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw File.Problem(description: "\(name) is not a regular file; it was left as it is")
      }
      if access(path, W_OK) != 0 { throw File.problem(name, errno) }
    } else if let slash = path.lastIndex(of: "/"), slash != path.startIndex,
      access(String(path[..<slash]), F_OK) != 0
    {
      throw File.Problem(description: "\(name): there is no such folder")
    }
  }

  private static func record(at path: String) -> SweepRecord? {
    guard let bytes = try? File.read(path, limit: 1 << 16) else { return nil }
    return SweepRecord(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Goes back to fewer rows, where the files of one run differ.
  func goBack(to rows: Int) throws(File.Problem) {
    guard rows < record.rows else { return }
    record.rows = rows
    try truncate()
  }

  private func truncate() throws(File.Problem) {
    guard ftruncate(descriptor, NPYHeader.byteCount + record.rows * rowBytes) == 0 else {
      throw File.problem(name, errno)
    }
  }

  // MARK: Writing

  /// Adds rows; in the record only when all of them are in the file.
  func append(
    _ numbers: UnsafeBufferPointer<Double>, rows: Int, badRows: Int
  ) throws(File.Problem) {
    try write(
      UnsafeRawBufferPointer(numbers), at: NPYHeader.byteCount + record.rows * rowBytes)
    record.rows += rows
    record.badRows += badRows
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(File.Problem) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
      if count > 0 {
        done += count
      } else if count < 0, errno != EINTR {
        throw File.problem(name, errno)
      }
    }
  }

  /// Makes sure that what is written so far survives, and says so in the record.
  func save() throws(File.Problem) {
    guard fdatasync(descriptor) == 0 else { throw File.problem(name, errno) }
    try File.write(Array(record.text.utf8), to: recordPath)
  }

  /// Gives the whole file its name; the record stays beside a part.
  func finish(totalRows: Int) throws(File.Problem) {
    record.totalRows = totalRows
    record.isComplete = true
    try NPYHeader.bytes(shape: [record.rows] + record.identity.shape)
      .withUnsafeBytesThrowing { bytes throws(File.Problem) in try write(bytes, at: 0) }
    guard fsync(descriptor) == 0, rename(partPath, path) == 0 else {
      throw File.problem(name, errno)
    }
    if record.shard.count > 1 {
      try File.write(Array(record.text.utf8), to: recordPath)
    } else {
      unlink(recordPath)
    }
    isFinished = true
  }

  /// Leaves what there is for a later run; of nothing, nothing.
  func stop() {
    if isFinished { return }
    if record.rows == 0 {
      unlink(partPath)
      unlink(recordPath)
    } else {
      // Where even this fails, the last record written still holds.
      try? save()
    }
  }
}

extension [UInt8] {
  /// `withUnsafeBytes` for what throws an error of one type.
  fileprivate func withUnsafeBytesThrowing<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    withUnsafeBytes { bytes in
      do throws(Failure) { try body(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

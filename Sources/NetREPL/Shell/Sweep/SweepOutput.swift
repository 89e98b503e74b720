import Formats
import Platform

/// One results file while it grows: `FILE.part`, with a record beside it; `FILE` when it is whole.
final class SweepOutput {
  /// The path as the user gave it, for messages.
  let name: String

  /// What is written, as far as it is in the file.
  private(set) var record: SweepRecord

  /// Whether an earlier run had finished it.
  private(set) var isFinished = false

  private let path: String
  private let file: GrowingFile
  private let rowBytes: Int

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
    file = try GrowingFile(path, name: self.name)
    let partName = "\(self.name).part"
    let earlier = Self.record(at: path + SweepRecord.ending)
    let isSame = earlier?.identity == record.identity && earlier?.shard == record.shard
    let written = min(
      earlier?.rows ?? 0, max(0, file.earlierCount - NPYHeader.byteCount) / rowBytes)
    if resumes, let earlier, isSame, earlier.isComplete, File.exists(path, in: "") {
      (self.record, isFinished) = (earlier, true)
      file.remove()
      return
    }
    if resumes, let earlier, isSame {
      self.record.rows = written
      self.record.badRows = min(earlier.badRows, written)
    } else if resumes, let earlier, earlier.rows > 0, !earlier.isComplete {
      throw File.Problem(
        "\(partName) is of another run, with another network, other inputs or other "
          + "options; it was left as it is")
    } else if isSame, written > 0 {
      throw File.Problem(
        "\(partName) has \(Prose.count(written, "row")) of an unfinished run; "
          + "\(resumeWord) goes on with it, or remove it to begin anew")
    }
    try truncate()
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
    try file.truncate(to: NPYHeader.byteCount + record.rows * rowBytes)
  }

  // MARK: Writing

  /// Adds rows; in the record only when all of them are in the file.
  func append(
    _ numbers: UnsafeRawBufferPointer, rows: Int, badRows: Int
  ) throws(File.Problem) {
    unsafe try file.write(numbers, at: NPYHeader.byteCount + record.rows * rowBytes)
    record.rows += rows
    record.badRows += badRows
  }

  /// Makes sure that what is written so far survives, and says so in the record.
  func save() throws(File.Problem) {
    try file.save()
    try File.write(Array(record.text.utf8), to: recordPath)
  }

  /// Gives the whole file its name; the record stays beside a part.
  func finish(totalRows: Int) throws {
    record.totalRows = totalRows
    record.isComplete = true
    unsafe try NPYHeader.bytes(shape: [record.rows] + record.identity.shape)
      .withUnsafeBytes { unsafe try file.write($0, at: 0) }
    try file.finish()
    if record.shard.count > 1 {
      try File.write(Array(record.text.utf8), to: recordPath)
    } else {
      File.remove(recordPath)
    }
    isFinished = true
  }

  /// Leaves what there is for a later run; of nothing, nothing.
  func stop() {
    if isFinished { return }
    if record.rows == 0 {
      file.remove()
      File.remove(recordPath)
    } else {
      // Where even this fails, the last record written still holds.
      try? save()
    }
  }
}

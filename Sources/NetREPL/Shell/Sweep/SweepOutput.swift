import Formats
import Platform

/// Where the results of a quantity go, piece after piece.
protocol SweepSink: AnyObject {
  /// The path as the user gave it, for messages.
  var name: String { get }

  /// What has been taken so far.
  var record: SweepRecord { get }

  /// Whether all is done already.
  var isFinished: Bool { get }

  /// Goes back to fewer rows, where the files of one run differ.
  func goBack(to rows: Int) throws(File.Problem)

  /// Takes rows; `bad` are those of them, from 0, that were no inputs.
  func append(
    inputs: UnsafeBufferPointer<Double>, _ numbers: UnsafeBufferPointer<Double>, rows: Int,
    bad: Set<Int>
  ) throws(File.Problem)

  /// Makes sure that what was taken survives.
  func save() throws(File.Problem)

  /// The end: all rows were taken.
  func finish(totalRows: Int) throws

  /// Leaves what there is for a later run; of nothing, nothing.
  func stop()
}

/// One results file while it grows: `FILE.part`, with a record beside it; `FILE` when it is whole.
final class SweepOutput: SweepSink {
  /// The path as the user gave it, for messages.
  let name: String

  /// What is written, as far as it is in the file.
  private(set) var record: SweepRecord

  /// Whether it is whole.
  private(set) var isFinished = false

  /// Whether what is there is not of this run.
  private var isGivenUp = false

  /// Whether the record that is there is of a run that had come to its end, or not for this one to remove.
  private var keepsRecord = false

  /// Where the results go, and where the record of them does.
  private let target: FileTarget
  private let recordTarget: FileTarget

  private let file: GrowingFile
  private let layout: SweepLayout
  private let rowBytes: Int

  /// Where the next row goes.
  private var end = 0

  /// What `FILE.part` begins with, where the header of the whole file will be.
  static let mark = Array("netrepl-sweep part\n".utf8)

  /// Begins a file, or goes on with one.
  ///
  /// - Parameters:
  ///   - record: what the run is; its `rows` are set to what is there already.
  ///   - resumes: nil to begin anew whatever is there; otherwise the word that the user says.
  /// - Throws: `File.Problem` when it cannot be written, another run is writing it, an unfinished one
  ///   is there that should not be lost, or a file beside it that is no sweep's.
  init(
    _ target: FileTarget, record: SweepRecord, layout: SweepLayout, resumes: Bool,
    resumeWord: String
  ) throws(File.Problem) {
    name = target.name.clipped(to: 200)
    self.target = target
    recordTarget = try target.adding(SweepRecord.ending)
    self.record = record
    self.layout = layout
    rowBytes = record.rowBytes ?? 0
    file = try GrowingFile(target, mark: layout.mark)
    do throws(File.Problem) {
      try goOn(resumes: resumes, resumeWord)
    } catch {
      // What was there stays as it was; what was begun here goes.
      if file.isNew { file.remove() }
      isGivenUp = true
      throw error
    }
  }

  /// Finds out what is there, and sets the beginning to it.
  private func goOn(resumes: Bool, _ resumeWord: String) throws(File.Problem) {
    let earlier = try earlierRecord()
    let partName = "\(name)\(GrowingFile.ending)"
    guard isOwn(earlier) else {
      throw File.Problem(
        "\(partName) is there, and no sweep that goes on here; it was left as it is: give another name, or "
          + "move it")
    }
    keepsRecord = earlier.map { $0.isComplete || target.isGuarded } ?? false
    let isSame = earlier?.identity == record.identity && earlier?.shard == record.shard
    let isWhole = isSame && earlier?.isComplete == true
    if resumes, let earlier, isWhole, file.earlierCount == layout.mark.count,
      File.exists(target.path, in: "")
    {
      (record, isFinished) = (earlier, true)
      file.remove()
      // Of a run that was killed when its results had their name already.
      if earlier.shard.count == 1, !target.isGuarded { File.remove(recordTarget.path) }
      return
    }
    let written = try place(atMost: earlier?.rows ?? 0).rows
    if resumes, let earlier, isSame {
      record.rows = written
      record.badRows = min(earlier.badRows, written)
    } else if resumes, let earlier, earlier.rows > 0, !earlier.isComplete {
      throw File.Problem(
        "\(partName) is of another run, with another network, other inputs or other "
          + "options; it was left as it is")
    } else if isSame, written > 0 {
      throw File.Problem(
        "\(partName) has \(Prose.count(written, "row")) of an unfinished run; "
          + "\(resumeWord) goes on with it, or remove it to begin anew")
    }
    try file.write(layout.mark, at: 0)
    try truncate()
  }

  /// The rows that are there, at most so many, and where the last of them ends.
  private func place(atMost most: Int) throws(File.Problem) -> (rows: Int, end: Int) {
    if layout.isText { return try layout.rows(atMost: most, in: file, of: file.earlierCount) }
    let there = max(0, file.earlierCount - layout.headCount) / max(rowBytes, 1)
    let rows = min(most, there)
    return (rows, layout.headCount + rows * rowBytes)
  }

  /// What an earlier run has said of itself.
  private func earlierRecord() throws(File.Problem) -> SweepRecord? {
    guard File.exists(recordTarget.path, in: "") else { return nil }
    let bytes = try? File.read(recordTarget.path, limit: 1 << 16)
    guard let bytes, let record = SweepRecord(text: String(decoding: bytes, as: UTF8.self)) else {
      throw File.Problem(
        "\(recordTarget.name) is no record of a sweep; it was left as it is: give another name, or move it"
      )
    }
    return record
  }

  /// Whether the part that was there is a sweep's: by its mark; with a record also by the room for a
  /// header, as earlier versions left it, or a header, where a run was killed as it ended.
  private func isOwn(_ earlier: SweepRecord?) -> Bool {
    guard file.isAllowed else { return false }
    let beginning = file.beginning
    // The head of a text may be anybody's.
    if layout.isText {
      return beginning == layout.mark
        && (earlier != nil || file.earlierCount == layout.mark.count)
    }
    return beginning == layout.mark
      || earlier != nil
        && (beginning.allSatisfy { $0 == 0 }
          || beginning.starts(with: [0x93] + Array("NUMPY".utf8))
          || beginning.starts(with: [0x50, 0x4B, 3, 4]))
  }

  /// Goes back to fewer rows, where the files of one run differ.
  func goBack(to rows: Int) throws(File.Problem) {
    guard rows < record.rows else { return }
    record.rows = rows
    try truncate()
  }

  private func truncate() throws(File.Problem) {
    end =
      record.rows == 0
      ? layout.headCount : try place(atMost: record.rows).end
    try file.truncate(to: end)
  }

  // MARK: Writing

  /// Adds rows; in the record only when all of them are in the file.
  func append(
    inputs: UnsafeBufferPointer<Double>, _ numbers: UnsafeBufferPointer<Double>, rows: Int,
    bad: Set<Int>
  ) throws(File.Problem) {
    let count: Int
    if layout.isText {
      let bytes = unsafe layout.text(inputs: inputs, numbers: numbers, rows: rows)
      count = bytes.count
      try file.write(bytes, at: end)
    } else {
      count = rows * rowBytes
      guard end <= layout.mostBytes - count else {
        throw File.Problem("\(name): an npz file holds 4 GB at most; .npy holds more")
      }
      unsafe try file.write(UnsafeRawBufferPointer(numbers), at: end)
    }
    end += count
    record.rows += rows
    record.badRows += bad.count
  }

  /// Makes sure that what is written so far survives, and says so in the record.
  func save() throws(File.Problem) {
    try file.save()
    try writeRecord()
  }

  private func writeRecord() throws(File.Problem) {
    try File.write(Array(record.text.utf8), to: recordTarget)
    keepsRecord = false
  }

  /// Gives the whole file its name; the record stays beside a part.
  ///
  /// The record says that all is there before the name does: a run that is killed in between is gone
  /// on with from here.
  func finish(totalRows: Int) throws {
    record.totalRows = totalRows
    record.isComplete = true
    try save()
    try layout.close(file, rows: record.rows, at: end)
    do throws(File.Problem) {
      try file.finish()
    } catch {
      // A session that may not write there leaves nothing beside it, either.
      if target.isGuarded { record.rows = 0 }
      throw error
    }
    isFinished = true
    if record.shard.count == 1 { File.remove(recordTarget.path) }
  }

  /// Leaves what there is for a later run; of nothing, nothing.
  func stop() {
    if isFinished || isGivenUp { return }
    if record.rows == 0 {
      file.remove()
      if !keepsRecord { File.remove(recordTarget.path) }
    } else {
      do {
        try save()
      } catch {
        // Where even this fails, the last record written still holds; where there may be none, nothing.
        if target.isGuarded { file.remove() }
      }
    }
  }
}

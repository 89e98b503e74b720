internal import Core

/// One line of the list of formats.
struct ModelFormat: Sendable {
  /// What people call it: `the program's own JSON`.
  let name: String

  /// The endings of file names, in lower case and without the dot; the usual one first.
  let endings: [String]

  /// Whether every file of the format has a mark by which it is recognised.
  var hasMark = false

  /// The options that mean something for it.
  var takes: Set<ReadOption> = []

  /// Whether the bytes are of this format, from a glance at their beginning.
  let recognises: @Sendable ([UInt8]) -> Bool

  /// The network in a file's bytes, called as given where the file has no name for it. It may let go
  /// of the bytes when it has what it needs of them.
  let read: @Sendable (inout [UInt8], String, ReadOptions) throws(ModelFileError) -> ReadNetwork

  /// The bytes of a file for a network; nil for a format that is only read.
  let write: (@Sendable (ReadNetwork, WriteOptions) throws(ModelFileError) -> [UInt8])?
}

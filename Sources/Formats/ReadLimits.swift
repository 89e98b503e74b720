/// How much a file may hold: what a machine survives, and a hundred times what networks have.
enum ReadLimits {
  /// A header of a file, in bytes.
  static let header = 10 << 20
  static let parameters = 100_000_000
  static let layers = 10_000

  /// A scaling is a layer with a diagonal matrix.
  static let scaledValues = 10_000
  static let archiveEntries = 10_000

  /// How many bytes one compressed byte may become.
  static let expansion = 100
}

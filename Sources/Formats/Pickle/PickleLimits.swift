/// How much a pickle may ask for; a network needs a hundredth of it.
enum PickleLimits {
  /// Instructions for each value.
  static let instructions = 8

  /// One text in bytes.
  static let text = 1 << 20

  /// Arrays of objects, which are pickles in a pickle.
  static let nesting = 8

  /// How deep a reader looks into what a pickle describes.
  static let depth = 64
}

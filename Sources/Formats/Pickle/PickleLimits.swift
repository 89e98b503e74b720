/// How much a pickle may ask for; a network needs a hundredth of it.
enum PickleLimits {
  /// Values of any kind, and instructions.
  static let nodes = 1_000_000
  static let instructions = 4_000_000

  /// Values that stand on the stack, and entries of the memo.
  static let stack = 1_000_000
  static let memo = 1_000_000

  /// One text in bytes.
  static let text = 1 << 20

  /// Arrays of objects, which are pickles in a pickle.
  static let nesting = 8

  /// How deep a reader looks into what a pickle describes.
  static let depth = 64
}

/// Some components of a signal that a command is about.
struct Choice: Equatable {
  /// Counted from 0, in the order asked for.
  var indices: [Int]

  /// Whether one was named as such: then the answer has no index for it.
  var isOne = false
}

extension Array {
  /// The elements at some places, in the order of these.
  func choosing(_ indices: [Int]) -> Self { indices.map { self[$0] } }
}

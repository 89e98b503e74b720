import Core

extension Signal {
  /// What it is called where some of its components are meant: A2, "I1 I3", I[1..5].
  func name(of choice: Choice?, in network: Network) -> String {
    guard let indices = choice?.indices, let first = indices.first, let last = indices.last else {
      return name(in: network)
    }
    if indices.count > 2, first <= last, indices == Array(first...last) {
      return "\(name(in: network))[\(first + 1)..\(last + 1)]"
    }
    return indices.map(labels(in: network).short).joined(separator: " ")
  }
}

/// Which rows or columns of a product the parts of a matrix have set, one part after the other.
struct PartCover {
  private var isSet: [Bool]

  /// What several parts add to, some of it before any of them sets it.
  private var isCleared: [Bool]

  init(_ count: Int) {
    isSet = Array(repeating: false, count: count)
    isCleared = isSet
  }

  /// Whether a part sets that range, nothing having set any of it.
  mutating func sets(_ range: Range<Int>) -> Bool {
    let isFirst = !range.contains { isSet[$0] }
    for k in range {
      if !isFirst, !isSet[k] { isCleared[k] = true }
      isSet[k] = true
    }
    return isFirst
  }

  /// What has to be set to 0 at first.
  var unset: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for k in isSet.indices where !isSet[k] || isCleared[k] {
      if let last = ranges.last, last.upperBound == k {
        ranges[ranges.count - 1] = last.lowerBound..<(k + 1)
      } else {
        ranges.append(k..<(k + 1))
      }
    }
    return ranges
  }
}

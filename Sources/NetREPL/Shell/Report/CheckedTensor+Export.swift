import Formats

extension CheckedTensor {
  /// Its numbers with their names, for a file.
  var resultTable: ResultTable {
    if let choice { return table(of: choice) }
    let entries = (0..<entryCount).map { entry($0).analytic }
    return ResultTable(
      resultTitle, shape: shape, entries,
      axes: zip(axes, shape).map { axis, count in (0..<count).map(axis.name) })
  }

  /// ∂²A1/∂I² of one Hessian, ∂²A/∂I² of several.
  var resultTitle: String { parts.count == 1 ? parts[0].title : title }

  /// The names of its entries in their order, for the head of a row: `∂A/∂I A1 I2`.
  var entryNames: [String] {
    if let choice { return choice.places(of: self).map { "\(resultTitle) \(label($0))" } }
    return Self.entryNames(of: resultTitle, shape: shape, axes: axes)
  }

  static func entryNames(of title: String, shape: [Int], axes: [Labels]) -> [String] {
    (0..<shape.reduce(1, *)).map { index in
      var (rest, names) = (index, [String]())
      for (axis, size) in zip(axes, shape).reversed() {
        names.insert(axis.name(rest % size), at: 0)
        rest /= size
      }
      return ([title] + names).filter { !$0.isEmpty }.joined(separator: " ")
    }
  }
}

internal import Core

/// What a neuron of the input takes: factor · (a field of the data) + shift.
struct PMMLField {
  var name: String
  var factor = 1.0
  var shift = 0.0
}

extension PMMLFile {
  /// A field by its name: one of the data, or one that is derived of such a field by a line.
  func field(
    _ name: String, at place: XMLTree.Reference, depth: Int = 0
  ) throws(ModelFileError) -> PMMLField {
    guard depth < 16 else { throw refused("fields are derived of each other too deep", at: place) }
    guard let derived = derivedFields[name] else { return PMMLField(name: name) }
    return try field(derivedIn: derived, depth: depth + 1)
  }

  /// The field that an element with a DerivedField, or one itself, says.
  func field(
    derivedIn element: XMLTree.Reference, depth: Int = 0
  ) throws(ModelFileError) -> PMMLField {
    let derived = tree.child(element, "DerivedField") ?? element
    if let reference = tree.child(derived, "FieldRef") {
      return try field(text("field", of: reference), at: reference, depth: depth)
    }
    if let norm = tree.child(derived, "NormContinuous") {
      let line = try self.line(norm)
      let field = try field(text("field", of: norm), at: norm, depth: depth)
      return PMMLField(
        name: field.name, factor: line.factor * field.factor,
        shift: line.factor * field.shift + line.shift)
    }
    if let norm = tree.child(derived, "NormDiscrete") {
      throw refused(
        "\(Quote.single(tree.attribute("field", of: norm) ?? "")) is a category, in which a network "
          + "has no derivative", at: norm)
    }
    let other = tree.children(derived).map { tree.name($0) }.first { $0 != "Extension" }
    throw refused(
      "a field derived by \(Quote.shortened(other ?? "nothing")) is not read; FieldRef and "
        + "NormContinuous are", at: derived)
  }

  /// The line through the two points of a NormContinuous: norm = factor · orig + shift.
  func line(
    _ norm: XMLTree.Reference
  ) throws(ModelFileError) -> (factor: Double, shift: Double) {
    let points = tree.children(norm, "LinearNorm")
    guard points.count == 2 else {
      throw refused(
        "NormContinuous has \(points.count) points; a line through two is read", at: norm)
    }
    let (x, y) = (try number("orig", of: points[0]), try number("norm", of: points[0]))
    let (u, v) = (try number("orig", of: points[1]), try number("norm", of: points[1]))
    let factor = (v - y) / (u - x)
    guard factor.isFinite, factor != 0 else {
      throw refused("the points of NormContinuous make no line", at: norm)
    }
    return (factor, y - factor * x)
  }
}

internal import Core

extension NetworkJSONReader {
  /// One layer; `number` counts from 1.
  mutating func layer(_ value: JSONValue, number l: Int) throws(ModelFileError) -> Layer {
    let place = "layer \(l)"
    guard value.members != nil else {
      throw wrongKind(
        value, place: place, needed: "an object with \"weights\", \"bias\" and \"activation\"")
    }
    notes.keep(unknownKeysOf: value, layer: l, known: ["weights", "bias", "activation"])
    let weights = try weights(try member("weights", of: value, place: place), layer: l)
    let bias = try bias(
      try member("bias", of: value, place: place), layer: l, neurons: weights.rows)
    let activation = try activations(
      try member("activation", of: value, place: place), layer: l, neurons: weights.rows)
    return Layer(weights: weights, bias: bias, activation: activation)
  }

  private mutating func weights(
    _ value: JSONValue, layer l: Int
  ) throws(ModelFileError) -> Matrix {
    let place = "layer \(l): \"weights\""
    if case .numbers = value.content {
      throw error(
        .wrongKind(place: place, needed: "rows of numbers, [[...], ...]", found: "one flat list"),
        at: value)
    }
    guard let rows = value.elements else {
      throw wrongKind(value, place: place, needed: "rows of numbers, [[...], ...]")
    }
    var storage: [Double] = []
    var columns = 0
    for (i, row) in rows.enumerated() {
      let numbers = try numbers(
        row, place: "layer \(l), row \(i + 1) of \"weights\"", needed: "a list of numbers"
      ) { j in "W\(l)[\(i + 1),\(j)]" }
      guard !numbers.isEmpty else { throw error(.emptyRow(layer: l, row: i + 1), at: row) }
      if i == 0 { columns = numbers.count }
      guard numbers.count == columns else {
        throw error(
          .raggedRow(layer: l, row: i + 1, count: numbers.count, firstCount: columns), at: row)
      }
      notes.keep(nonFiniteOf: numbers) { j in "W\(l)[\(i + 1),\(j)]" }
      storage += numbers
    }
    guard !rows.isEmpty else { throw error(.noRows(layer: l), at: value) }
    return Matrix(rows: rows.count, columns: columns, storage: storage)
  }

  private mutating func bias(
    _ value: JSONValue, layer l: Int, neurons: Int
  ) throws(ModelFileError) -> [Double] {
    let bias = try numbers(
      value, place: "layer \(l): \"bias\"", needed: "a list of numbers"
    ) { i in "b\(l)[\(i)]" }
    guard bias.count == neurons else {
      throw error(.biasCount(layer: l, count: bias.count, neurons: neurons), at: value)
    }
    notes.keep(nonFiniteOf: bias) { i in "b\(l)[\(i)]" }
    return bias
  }
}

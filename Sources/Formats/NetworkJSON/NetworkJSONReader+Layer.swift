internal import Core
internal import Platform

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
    try keep(rows.reduce(0) { $0 + $1.listCount }, of: value)
    var storage: [Double] = []
    var columns = 0
    for (i, row) in rows.enumerated() {
      if i & 15 == 0, StopRequest.isMade { throw ModelFileError(.refused("JSON", "stopped")) }
      if i == 0 {
        columns = row.listCount
        // Rows of other lengths are refused: there are no more numbers than half the bytes.
        storage.reserveCapacity(min(columns * rows.count, bytes.count / 2 + 1))
      }
      let start = storage.count
      try append(
        row, to: &storage, place: "layer \(l), row \(i + 1) of \"weights\"",
        needed: "a list of numbers"
      ) { j in "W\(l)[\(i + 1),\(j)]" }
      let count = storage.count - start
      guard count > 0 else { throw error(.emptyRow(layer: l, row: i + 1), at: row) }
      guard count == columns else {
        throw error(.raggedRow(layer: l, row: i + 1, count: count, firstCount: columns), at: row)
      }
      notes.keep(nonFiniteOf: storage[start...]) { j in "W\(l)[\(i + 1),\(j)]" }
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

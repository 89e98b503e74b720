import Core

/// Two networks: layers, weights, and outputs at an input.
struct NetworkDiff {
  private let first: Network
  private let second: Network

  /// Where the outputs are compared; nil where there is no input that both take.
  private let input: [Double]?

  /// - Parameter input: that of the session; otherwise the first one that a network has.
  init(_ first: Network, _ second: Network, input: [Double]?) {
    (self.first, self.second) = (first, second)
    let inputs = [input, first.input, second.input].compactMap(\.self)
    self.input = inputs.first { $0.count == first.inputCount && $0.count == second.inputCount }
  }

  /// W or b of a layer of both.
  private struct Block {
    var name: String
    var shape: [Int]
    var differing = 0
    var total: Int
    var largest = 0.0
    var place = ""

    /// Frobenius norm of the difference.
    var norm: Double

    init(_ name: String, _ first: Matrix, _ second: Matrix, isVector: Bool) {
      self.name = name
      shape = isVector ? [first.rows] : [first.rows, first.columns]
      total = first.storage.count
      var squares = 0.0
      for i in 0..<first.rows {
        for j in 0..<first.columns where first[i, j] != second[i, j] {
          let difference = second[i, j] - first[i, j]
          if difference.isNaN, first[i, j].isNaN, second[i, j].isNaN { continue }
          differing += 1
          squares += difference * difference
          if !(abs(difference) <= abs(largest)) {
            largest = difference
            place = isVector ? "\(name)[\(i + 1)]" : "\(name)[\(i + 1),\(j + 1)]"
          }
        }
      }
      norm = squares.squareRoot()
    }
  }

  /// Those that have one size in both.
  private var blocks: [Block] {
    zip(first.layers, second.layers).enumerated().flatMap { l, pair -> [Block] in
      let (one, other) = pair
      func column(_ bias: [Double]) -> Matrix {
        Matrix(rows: bias.count, columns: 1, storage: bias)
      }
      var blocks: [Block] = []
      if one.weights.rows == other.weights.rows, one.weights.columns == other.weights.columns {
        blocks.append(Block("W\(l + 1)", one.weights, other.weights, isVector: false))
      }
      if one.bias.count == other.bias.count {
        blocks.append(Block("b\(l + 1)", column(one.bias), column(other.bias), isVector: true))
      }
      return blocks
    }
  }

  /// What differs besides numbers: what it is, and what each has.
  private var structure: [(what: String, first: String, second: String)] {
    var rows: [(what: String, first: String, second: String)] = []
    func compare(_ what: String, _ one: String, _ other: String) {
      if one != other { rows.append((what, one, other)) }
    }
    compare("inputs", "\(first.inputCount)", "\(second.inputCount)")
    for l in 0..<max(first.layers.count, second.layers.count) {
      func words(_ network: Network) -> String {
        guard l < network.layers.count else { return "none" }
        let layer = network.layers[l]
        return "\(layer.neuronCount) \(layer.activation.name)"
      }
      compare("layer \(l + 1)", words(first), words(second))
      if l < min(first.layers.count, second.layers.count),
        words(first) == words(second), first.layers[l].activation != second.layers[l].activation
      {
        rows.append(("layer \(l + 1)", words(first), "the same with other parameters"))
      }
    }
    func names(_ names: [String]?) -> String {
      names?.joined(separator: ", ").clipped(to: 40) ?? "no names"
    }
    compare("input names", names(first.inputNames), names(second.inputNames))
    compare("output names", names(first.outputNames), names(second.outputNames))
    return rows
  }

  private var outputs: (first: [Double], second: [Double])? {
    input.map { (NetworkMap(first)($0), NetworkMap(second)($0)) }
  }

  var report: Report {
    let (structure, all) = (structure, blocks)
    let changed = all.filter { $0.differing > 0 }
    var report: [Report.Block] = [
      .heading("\(second.name) − \(first.name)".escapingControls, aside: "")
    ]
    if structure.isEmpty {
      report.append(.paragraph("Both are \(first.summary).".escapingControls))
    } else {
      report.append(
        .table([
          .text("", structure.map(\.what)), .text(first.name, structure.map(\.first)),
          .text(second.name, structure.map(\.second)),
        ]))
    }
    if changed.isEmpty {
      report.append(
        .paragraph(
          all.isEmpty
            ? "No layer has weights of one size in both."
            : "The weights \(structure.isEmpty ? "" : "of layers of one size ")are equal to the last digit."
        ))
    } else {
      report += [
        .blank,
        .table([
          .text("weights", changed.map(\.name)),
          .text("differ", changed.map { "\($0.differing) of \($0.total)" }),
          .numbers("largest", changed.map(\.largest)), .text("at", changed.map(\.place)),
          .numbers("norm", changed.map(\.norm)),
        ]),
      ]
      let same = all.filter { $0.differing == 0 }.map(\.name)
      if !same.isEmpty {
        report.append(
          .paragraph("Equal to the last digit: \(same.joined(separator: ", ")).".escapingControls))
      }
    }
    return Report(report + outputBlocks, record: record(structure, all))
  }

  private var outputBlocks: [Report.Block] {
    guard let input, let outputs else {
      return [.paragraph("Outputs are not compared: there is no input that both take.")]
    }
    let place = "at I = \(Prose.vector(input))"
    guard outputs.first.count == outputs.second.count else {
      return [
        .paragraph("They have \(outputs.first.count) and \(outputs.second.count) outputs.")
      ]
    }
    if outputs.first == outputs.second { return [.paragraph("The outputs are equal \(place).")] }
    let labels = first.output.labels(in: first)
    return [
      .blank, .heading("A", aside: place),
      .table([
        .text("", outputs.first.indices.map(labels.long)), .numbers(first.name, outputs.first),
        .numbers(second.name, outputs.second),
        .numbers("difference", zip(outputs.first, outputs.second).map { $1 - $0 }),
      ]),
    ]
  }

  private func record(
    _ structure: [(what: String, first: String, second: String)], _ blocks: [Block]
  ) -> Record {
    let differing = blocks.filter { $0.differing > 0 }
    let record: Record = [
      "between": [first.name, second.name], "same": structure.isEmpty && differing.isEmpty,
      "structure": structure.map {
        ["what": $0.what, "first": $0.first, "second": $0.second] as Record
      },
      "weights": differing.map { block -> Record in
        [
          "of": block.name, "differing": block.differing, "total": block.total,
          "largest": block.largest,
          "at": block.place, "norm": block.norm,
        ]
      },
    ]
    guard let input, let outputs else { return record }
    return record + ["input": input, "outputs": [outputs.first, outputs.second]]
  }
}

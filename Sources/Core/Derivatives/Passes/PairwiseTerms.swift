/// Second derivatives with respect to pairs of a segment's components, for all outputs at once.
final class PairwiseTerms {
  let segment: Segment
  private let compiled: CompiledMap
  private let adjoints: AdjointPass

  /// G̃ᵀ: width × neurons; row i is the derivative of every factor with respect to component i.
  let factors: UnsafeMutablePointer<Double>

  /// c_k as columns: those neurons that have terms × outputs.
  private let columns: UnsafeMutablePointer<Double>

  /// Pairs, and those of a chunk; multiply-adds of an evaluation.
  private let count: Int
  private let chunkRows: Int
  private let work: Double
  private let scratch: [PairScratch]

  /// What fills the factors, unless they come with the values; and what is pushed forward.
  private let rows: RowFactors?
  private let pushed: PushedSeconds?

  /// - Parameters:
  ///   - isTogether: whether the values come with all derivatives that are needed: then the second ones
  ///     are one chunk, for `formWhole`.
  ///   - mostRows: of the products that are looked at for which weights are transposed.
  init(
    _ segment: Segment, _ adjoints: AdjointPass, _ compiled: CompiledMap, work: Double,
    isTogether: Bool = false, mostRows: Int
  ) {
    (self.segment, self.adjoints, self.compiled) = (segment, adjoints, compiled)
    self.work = work
    let (arena, m, terms) = (compiled.arena, adjoints.outputCount, segment.termCount)
    let widest = compiled.shape.widths.max() ?? 0
    factors = arena.doubles(segment.width * segment.neurons)
    columns = arena.doubles(m * segment.neurons)
    let count = PackedSymmetric.count(order: segment.width)
    let isWhole = isTogether && segment.pushed != nil
    let isPushed = segment.pushed != nil && !isWhole
    let perPair = max(1, terms + m + (segment.pushed == nil ? 0 : 2 * widest))
    let chunkRows =
      isWhole
      ? count
      : max(
        1, min(count, Tuning.chunkEntries / perPair, Tuning.chunkResults / (perPair * max(m, 1))))
    (self.count, self.chunkRows) = (count, chunkRows)
    let threads = isWhole || work < Tuning.fewestShared ? 1 : BLAS.threadCount
    scratch = (0..<threads).map { _ in
      PairScratch(
        table: arena.doubles(chunkRows * terms), results: arena.doubles(chunkRows * m),
        pushed: (
          arena.doubles(isPushed ? chunkRows * widest : 0),
          arena.doubles(isPushed ? chunkRows * widest : 0)
        ), row: arena.doubles(widest))
    }
    let rows =
      isTogether ? nil : RowFactors(segment, into: factors, compiled, mostRows: mostRows)
    self.rows = rows
    pushed = rows.flatMap { PushedSeconds(segment, $0, compiled) }
  }

  func formFactors(checkpoint: Checkpoint) rethrows { try rows?.form(checkpoint: checkpoint) }

  /// The packed second derivatives of each output, in `targets`: what is pushed, and the terms.
  func form(into targets: Triangles, checkpoint: Checkpoint) rethrows {
    formColumns()
    let chunks = (count + chunkRows - 1) / chunkRows
    try ThreadPool.perform(
      chunks, lanes: scratch.count, work: work / Double(chunks), checkpoint: checkpoint
    ) { chunk, lane in
      let range = chunk * chunkRows..<min((chunk + 1) * chunkRows, count)
      let scratch = scratch[lane]
      scratch.results.update(repeating: 0, count: range.count * adjoints.outputCount)
      if let pushed, let x = pushed.push(range, scratch) {
        adjoints.contract(x, stride: pushed.width, rows: range.count, into: scratch.results)
      }
      finish(range, scratch, into: targets)
    }
  }

  /// The same in one chunk, from second derivatives that are there: pairs × components.
  func formWhole(into targets: Triangles, _ seconds: UnsafePointer<Double>, stride: Int) {
    formColumns()
    scratch[0].results.update(repeating: 0, count: count * adjoints.outputCount)
    adjoints.contract(seconds, stride: stride, rows: count, into: scratch[0].results)
    finish(0..<count, scratch[0], into: targets)
  }

  private func formColumns() {
    var place = columns
    for r in segment.terms.indices {
      let range = segment.terms[r]
      RowOperations.transpose(
        segment.coefficients + range.lowerBound, rows: adjoints.outputCount,
        columns: range.count, stride: segment.neurons, into: place)
      place += range.count * adjoints.outputCount
    }
  }

  /// Adds the terms to some rows of the triangle's list of pairs, and takes them to their targets.
  private func finish(_ range: Range<Int>, _ scratch: PairScratch, into targets: Triangles) {
    let (m, out, outputs) = (adjoints.outputCount, scratch.results, adjoints.outputs)
    if !segment.terms.isEmpty { addTerms(range, scratch) }
    let hasDiagonal = segment.hasDiagonalTerm
    if hasDiagonal || adjoints.selectedStage != nil {
      forEachPair(range) { t, i, j in
        let row = out + t * m
        if i == j, hasDiagonal {
          for k in 0..<m { row[k] += segment.diagonal[k * segment.width + i] }
        }
        guard let stage = adjoints.selectedStage else { return }
        let own = factors + compiled.stages[stage].factorOffset
        let (left, right) = (own + i * segment.neurons, own + j * segment.neurons)
        for k in 0..<m {
          row[k] += adjoints.selectedCoefficients[k] * left[outputs[k]] * right[outputs[k]]
        }
      }
    }
    for k in 0..<m {
      let target = targets[k] + range.lowerBound
      var entry = UnsafePointer(out + k)
      for t in 0..<range.count {
        target[t] = entry.pointee
        entry += m
      }
    }
  }

  /// Σ c g gᵀ of the stages that are not pushed: a table of products of columns, times Cᵀ.
  private func addTerms(_ range: Range<Int>, _ scratch: PairScratch) {
    let (m, count) = (adjoints.outputCount, segment.termCount)
    var table = scratch.table
    for r in segment.terms.indices {
      let (terms, place) = (segment.terms[r], table)
      forEachPair(range) { t, i, j in
        RowOperations.multiply(
          factors + i * segment.neurons + terms.lowerBound,
          factors + j * segment.neurons + terms.lowerBound, count: terms.count,
          into: place + t * count)
      }
      table += terms.count
    }
    Product.multiply(
      rows: range.count, columns: m, inner: count,
      Product.Operand(scratch.table, stride: count),
      Product.Operand(columns, stride: m),
      into: scratch.results, stride: m, adding: true, threads: 1)
  }
}

/// What one worker needs of its own while pairs are formed.
struct PairScratch {
  /// Products of pairs of columns, pairs × neurons; what is formed, pairs × outputs.
  let table: UnsafeMutablePointer<Double>
  let results: UnsafeMutablePointer<Double>

  /// Pairs × the widest signal, twice, and one row of it.
  let pushed: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  let row: UnsafeMutablePointer<Double>
}

/// The pairs of a range of the packed triangle, numbered from 0.
@inline(__always)
func forEachPair(_ range: Range<Int>, _ body: (_ t: Int, _ i: Int, _ j: Int) -> Void) {
  var pair = (i: 0, j: 0)
  if range.lowerBound > 0 {
    let first = InputPair(packedIndex: range.lowerBound)
    pair = (first.i, first.j)
  }
  for t in 0..<range.count {
    body(t, pair.i, pair.j)
    pair = pair.j < pair.i ? (pair.i, pair.j + 1) : (pair.i + 1, 0)
  }
}

/// The stages between one space of second derivatives and the next, and the terms they give.
///
/// The factors of all terms stand side by side, so that a row of products of two columns, or a row
/// scaled by the coefficients of an output, is one row over the neurons of every stage.
struct Segment {
  /// The stages from the segment's own place up to the next one's.
  let stages: Range<Int>

  /// Up to here second derivatives are pushed forward; nil where each stage gives its term.
  let pushed: Int?

  /// The number of components at its place, and of neurons in stages with curvature above it.
  let width: Int
  let neurons: Int

  /// c_k: outputs × neurons.
  let coefficients: UnsafeMutablePointer<Double>

  /// Of a first stage that is curved, where G is the identity: c_k, outputs × width.
  let diagonal: UnsafeMutablePointer<Double>
  let diagonalStage: Int?

  /// Up to here G is needed.
  let end: Int

  /// The neurons whose terms are added by products of matrices: not those without curvature, nor those of
  /// stages that are pushed forward, nor those of a last activation, each of which one output alone
  /// depends on. What lies side by side is one range.
  let terms: [Range<Int>]
  let termCount: Int

  init(_ stages: Range<Int>, pushed: Int? = nil, of compiled: CompiledMap, outputs: Int) {
    (self.stages, self.pushed) = (stages, pushed)
    let shape = compiled.shape
    width = shape.widths[stages.lowerBound]
    var neurons = 0
    var diagonalStage: Int?
    var terms: [Range<Int>] = []
    for s in stages where shape.stages[s].isCurved {
      if s == stages.lowerBound, shape.stages[s] == .curved {
        diagonalStage = s
      } else {
        compiled.stages[s].factorOffset = neurons
        let isOwn = s == shape.count - 1 && shape.stages[s] == .curved
        for range in shape.curvedNeurons[s] where !isOwn && s >= pushed ?? 0 {
          let start = neurons + range.lowerBound
          if let last = terms.last, last.upperBound == start {
            terms[terms.count - 1] = last.lowerBound..<(start + range.count)
          } else {
            terms.append(start..<(start + range.count))
          }
        }
        neurons += shape.widths[s + 1]
      }
    }
    (self.neurons, self.diagonalStage) = (neurons, diagonalStage)
    self.terms = terms
    termCount = terms.reduce(0) { $0 + $1.count }
    coefficients = compiled.arena.doubles(outputs * neurons)
    diagonal = compiled.arena.doubles(diagonalStage == nil ? 0 : outputs * width)
    let lastCurved = shape.last(stages) { $0.isCurved }
    end =
      stages.upperBound < shape.count
      ? stages.upperBound : lastCurved.map { $0 + 1 } ?? stages.lowerBound
  }

  /// Whether the second derivatives of a stage are pushed forward, and not added as a term.
  func isPushed(_ s: Int) -> Bool {
    guard let pushed else { return false }
    return stages.contains(s) && s < pushed
  }

  /// Whether the first stage has a term on the diagonal.
  var hasDiagonalTerm: Bool {
    guard let diagonalStage else { return false }
    return !isPushed(diagonalStage)
  }
}

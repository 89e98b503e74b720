/// One space of a Hessian's way: the terms of the stages between its place and the next one.
///
/// All their factors stand side by side, so that a row of products of two columns, or a row scaled
/// by the coefficients of an output, is one row over the neurons of every stage.
struct HessianLevel {
  /// The stages from the level's own place up to the next one's.
  let stages: Range<Int>

  /// The number of components at its place, and of neurons with curvature above it.
  let width: Int
  let neurons: Int

  /// G̃ᵀ: width × neurons; row i is the derivative of every factor with respect to component i.
  let factors: UnsafeMutablePointer<Double>

  /// c_k: outputs × neurons.
  let coefficients: UnsafeMutablePointer<Double>

  /// Of a first stage that is curved, where G is the identity: c_k, outputs × width.
  let diagonal: UnsafeMutablePointer<Double>
  let diagonalStage: Int?

  /// Gᵀ at the next level's place: width × components there.
  var next: BLAS.Operand?

  /// Where Gᵀ at the next place goes when it is not the first weights themselves.
  let nextStorage: UnsafeMutablePointer<Double>

  /// The first weights transposed, inputs × outputs, where the level begins with them or behind an
  /// activation.
  let firstWeights: UnsafeMutablePointer<Double>

  /// Up to here G is needed.
  let end: Int

  /// The neurons whose terms are added by products of matrices: not those of stages that are pushed
  /// forward, nor those of a last activation, each of which one output alone depends on.
  let terms: Range<Int>

  init(
    _ stages: Range<Int>, isLast: Bool, pushed: Int, of compiled: CompiledMap, outputs: Int
  ) {
    self.stages = stages
    let shape = compiled.shape
    let width = shape.widths[stages.lowerBound]
    self.width = width

    var (neurons, pushedNeurons, ownNeurons) = (0, 0, 0)
    var diagonalStage: Int?
    for s in stages where shape.stages[s].isCurved {
      if s == stages.lowerBound, shape.stages[s] == .curved {
        diagonalStage = s
      } else {
        compiled.stages[s].factorOffset = neurons
        neurons += shape.widths[s + 1]
        if isLast, s < pushed { pushedNeurons = neurons }
        if s == shape.count - 1, shape.stages[s] == .curved { ownNeurons = shape.widths[s + 1] }
      }
    }
    (self.neurons, self.diagonalStage) = (neurons, diagonalStage)
    terms = pushedNeurons..<max(neurons - ownNeurons, pushedNeurons)
    let scratch = compiled.scratch
    factors = scratch.doubles(width * neurons)
    coefficients = scratch.doubles(outputs * neurons)
    diagonal = scratch.doubles(diagonalStage == nil ? 0 : outputs * width)

    let lastCurved = shape.last(stages) { $0.isCurved }
    end = isLast ? lastCurved.map { $0 + 1 } ?? stages.lowerBound : stages.upperBound
    guard let firstAffine = shape.first(stages.lowerBound..<end, where: { $0 == .affine }) else {
      (firstWeights, nextStorage) = (scratch.doubles(0), scratch.doubles(0))
      return
    }
    let isWhole = !isLast && firstAffine == stages.lowerBound && stages.count == 1
    nextStorage = scratch.doubles(isLast || isWhole ? 0 : width * shape.widths[stages.upperBound])
    let stage = compiled.stages[firstAffine]
    if isWhole {
      firstWeights = scratch.doubles(0)
      next = BLAS.Operand(stage.chainWeights, stride: width, isTransposed: true)
      return
    }
    if !isLast {
      next = BLAS.Operand(nextStorage, stride: shape.widths[stages.upperBound])
    }
    firstWeights = scratch.transposed(
      stage.chainWeights, rows: stage.outputs, columns: stage.inputs)
  }
}

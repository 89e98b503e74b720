internal import LinearAlgebra

/// One space of a Hessian's way: the terms of the stages between its place and the next one.
///
/// All their factors stand side by side, so that a row of products of two columns, or a row scaled
/// by the coefficients of an output, is one row over the neurons of every stage.
struct Segment {
  /// The stages from the level's own place up to the next one's.
  let stages: Range<Int>

  /// The number of components at its place, and of neurons with curvature above it.
  let width: Int
  let neurons: Int

  /// G̃ᵀ: width × neurons; row i is the derivative of every factor with respect to component i.
  /// Where blocks are formed, `panels` has it.
  let factors: UnsafeMutablePointer<Double>

  /// The same in panels, and what belongs to it; nil where pairs are formed.
  let panels: PanelFactors?

  /// c_k: outputs × neurons.
  let coefficients: UnsafeMutablePointer<Double>

  /// Of a first stage that is curved, where G is the identity: c_k, outputs × width.
  let diagonal: UnsafeMutablePointer<Double>
  let diagonalStage: Int?

  /// The first weights transposed, inputs × outputs, where the level begins with them or behind an
  /// activation.
  let firstWeights: UnsafeMutablePointer<Double>

  /// Up to here G is needed.
  let end: Int

  /// The neurons whose terms are added by products of matrices: not those of stages that are pushed
  /// forward, nor those of a last activation, each of which one output alone depends on.
  let terms: Range<Int>

  init(
    _ stages: Range<Int>, isLast: Bool, pushed: Int, formsPairs: Bool, of compiled: CompiledMap,
    outputs: Int
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
    let arena = compiled.arena
    let isBlocks = !(isLast && formsPairs)
    factors = arena.doubles(isBlocks ? 0 : width * neurons)
    coefficients = arena.doubles(outputs * neurons)
    diagonal = arena.doubles(diagonalStage == nil ? 0 : outputs * width)

    let lastCurved = shape.last(stages) { $0.isCurved }
    end = isLast ? lastCurved.map { $0 + 1 } ?? stages.lowerBound : stages.upperBound
    if isBlocks {
      panels = PanelFactors(
        stages, width: width, neurons: neurons, end: end, isLast: isLast, of: compiled)
      firstWeights = arena.doubles(0)
      return
    }
    panels = nil
    guard let firstAffine = shape.first(stages.lowerBound..<end, where: { $0 == .affine }) else {
      firstWeights = arena.doubles(0)
      return
    }
    let stage = compiled.stages[firstAffine]
    firstWeights = arena.transposed(
      stage.chainWeights, rows: stage.outputs, columns: stage.inputs)
  }
}

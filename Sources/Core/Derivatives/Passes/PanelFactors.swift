internal import LinearAlgebra

/// What a level keeps in panels of its components: the factors of its terms, and G on the way.
struct PanelFactors {
  /// How many panels the level's components fill.
  let count: Int

  /// G̃ᵀ: [panel][neuron][lane], with the pitch of all neurons.
  let factors: UnsafeMutablePointer<Double>
  let pitch: Int

  /// The first weights, transposed: [panel][output][lane].
  let first: UnsafeMutablePointer<Double>

  /// Gᵀ at the next level's place, [panel][component there][lane]: the first weights themselves where
  /// nothing else lies between.
  let next: UnsafeMutablePointer<Double>
  let isNextConstant: Bool

  /// The number of weights that each component meets on the way.
  let weights: Double

  /// Room for Gᵀ, twice: [panel][component][lane], with the pitch of the widest signal. So a panel has
  /// a place of its own whatever the stage: processors are not at the same stage at the same time.
  let gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  let gradientPitch: Int

  init(
    _ stages: Range<Int>, width: Int, neurons: Int, end: Int, isLast: Bool, of compiled: CompiledMap
  ) {
    let (panels, shape, arena) = (InstructionSet.best, compiled.shape, compiled.arena)
    count = panels.count(width)
    pitch = neurons * panels.lanes
    factors = arena.doubles(count * pitch)
    isNextConstant =
      !isLast && stages.count == 1 && shape.stages[stages.lowerBound] == .affine
    weights = (stages.lowerBound..<end).reduce(0) {
      $0 + Double(shape.widths[$1]) * Double(shape.widths[$1 + 1])
    }
    let room = count * panels.lanes
    if let s = shape.first(stages.lowerBound..<end, where: { $0 == .affine }) {
      let stage = compiled.stages[s]
      first = arena.doubles(room * stage.outputs)
      panels.pack(
        stage.chainWeights, rows: stage.inputs, depth: stage.outputs, row: 1,
        column: stage.inputs, into: first)
    } else {
      first = arena.doubles(0)
    }
    next =
      isNextConstant
      ? first : arena.doubles(isLast ? 0 : room * shape.widths[stages.upperBound])
    // Behind one stage alone there is no G to carry on.
    let widest = end - stages.lowerBound > 1 ? shape.widths[stages.lowerBound...end].max() ?? 0 : 0
    gradientPitch = widest * panels.lanes
    gradients = (arena.doubles(room * widest), arena.doubles(room * widest))
  }
}

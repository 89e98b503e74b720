internal import LinearAlgebra

/// What one processor needs of its own while Hessians are formed.
struct WorkerScratch {
  /// Products of pairs of columns, pairs × neurons.
  let table: UnsafeMutablePointer<Double>

  /// Pairs × outputs.
  let pairResults: UnsafeMutablePointer<Double>

  /// Pairs × the widest signal, twice, and one row of it or of the widest level.
  let pushed: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  let row: UnsafeMutablePointer<Double>

  /// S of each space but the first, its square, with room for whole panels of rows and columns.
  let squares: [UnsafeMutablePointer<Double>]

  /// A block of rows of Gᵀ S, in panels.
  let product: UnsafeMutablePointer<Double>

  /// A block of rows scaled by the coefficients, in panels, and of the result, row by row.
  let scaled: UnsafeMutablePointer<Double>
  let block: UnsafeMutablePointer<Double>

  /// What is formed: so many pairs at a time, for so many outputs; what is pushed, by its widest
  /// signal; blocks, by the number of their columns. 0 for what is not.
  struct Forms {
    var (pairs, outputs, pushed, blocks): (Int, Int, Int, Int)
  }

  /// - Parameter holdsOutputs: whether an output of its own is given to this lane, and not only some
  ///   rows, where blocks are formed.
  init(
    _ forms: Forms, _ levels: [Segment], widest: Int, holdsOutputs: Bool, in arena: Arena
  ) {
    let holdsSquares = holdsOutputs && forms.blocks > 0
    func room(_ width: Int) -> Int { InstructionSet.best.room(width) }
    func doubles(_ count: Int, if isNeeded: Bool) -> UnsafeMutablePointer<Double> {
      arena.doubles(isNeeded ? count : 0)
    }
    table = arena.doubles(forms.pairs * (levels.last?.terms.count ?? 0))
    pairResults = arena.doubles(forms.pairs * forms.outputs)
    pushed = (
      arena.doubles(forms.pairs * forms.pushed), arena.doubles(forms.pairs * forms.pushed)
    )
    row = arena.doubles(max(widest, room(levels.map(\.width).max() ?? 0)))
    squares = levels.indices.map {
      doubles(room(levels[$0].width) * room(levels[$0].width), if: holdsSquares && $0 > 0)
    }
    product = doubles(
      Tuning.blockRows * (levels.dropFirst().map(\.width).max() ?? 0),
      if: forms.blocks > 0)
    let scaledNeurons = min(
      Tuning.scaledNeurons, levels.map(\.terms.count).max() ?? 0)
    scaled = doubles(Tuning.blockRows * scaledNeurons, if: forms.blocks > 0)
    block = doubles(Tuning.blockRows * room(forms.blocks), if: forms.blocks > 0)
  }
}

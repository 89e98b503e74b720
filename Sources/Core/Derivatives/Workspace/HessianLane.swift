/// What one processor needs of its own while Hessians are formed.
struct HessianLane {
  /// Products of pairs of columns, pairs × neurons.
  let table: UnsafeMutablePointer<Double>

  /// Pairs × outputs.
  let pairResults: UnsafeMutablePointer<Double>

  /// Pairs × the widest signal, twice, and one row of it.
  let pushed: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  let row: UnsafeMutablePointer<Double>

  /// S of each space but the first, its square.
  let squares: [UnsafeMutablePointer<Double>]

  /// Gᵀ S.
  let product: UnsafeMutablePointer<Double>

  /// A block of rows scaled by the coefficients, and of the result.
  let scaled: UnsafeMutablePointer<Double>
  let block: UnsafeMutablePointer<Double>

  /// What is formed: so many pairs at a time, for so many outputs; what is pushed, by its widest
  /// signal; blocks, by the number of their columns. 0 for what is not.
  struct Forms {
    var (pairs, outputs, pushed, blocks): (Int, Int, Int, Int)
  }

  /// - Parameter formsBlocks: whether this lane takes a part in the blocks, if there are any.
  init(
    _ forms: Forms, _ levels: [HessianLevel], widest: Int, formsBlocks: Bool, in scratch: Scratch
  ) {
    let isBlock = formsBlocks && forms.blocks > 0
    func doubles(_ count: Int, if isNeeded: Bool) -> UnsafeMutablePointer<Double> {
      scratch.doubles(isNeeded ? count : 0)
    }
    table = scratch.doubles(forms.pairs * (levels.last?.terms.count ?? 0))
    pairResults = scratch.doubles(forms.pairs * forms.outputs)
    pushed = (
      scratch.doubles(forms.pairs * forms.pushed), scratch.doubles(forms.pairs * forms.pushed)
    )
    row = scratch.doubles(widest)
    squares = levels.indices.map {
      doubles(levels[$0].width * levels[$0].width, if: isBlock && $0 > 0)
    }
    product = doubles(
      zip(levels, levels.dropFirst()).map { $0.width * $1.width }.max() ?? 0, if: isBlock)
    scaled = doubles(
      HessianWorkspace.blockRows * (levels.map(\.terms.count).max() ?? 0), if: isBlock)
    block = doubles(HessianWorkspace.blockRows * forms.blocks, if: isBlock)
  }
}

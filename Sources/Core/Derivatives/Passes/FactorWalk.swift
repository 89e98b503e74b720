/// Gᵀ of a signal as it is carried forward, of some components of a segment: in rows or in panels.
enum CarriedGradient {
  case identity
  case diagonal(UnsafePointer<Double>)

  /// From one row or panel to the next it is a pitch.
  case stored(UnsafePointer<Double>, pitch: Int)
}

/// Forward through a segment: G of each stage, transposed, and with it the factors of the terms.
protocol FactorWalk {
  var compiled: CompiledMap { get }
  var segment: Segment { get }

  /// Room for Gᵀ, twice.
  var gradients: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) { get }

  /// W G, into the factors if a curved stage is next.
  func affine(_ s: Int, _ g: CarriedGradient, _ part: Range<Int>, isEnd: Bool) -> CarriedGradient

  /// D G, of neurons that act alone; of softmax, whose G̃ is given, p ∘ G̃.
  func scaled(_ s: Int, _ g: CarriedGradient, _ part: Range<Int>) -> CarriedGradient

  /// The factor G̃ of softmax.
  func centred(_ s: Int, _ g: CarriedGradient, _ part: Range<Int>) -> CarriedGradient
}

extension FactorWalk {
  /// Takes some rows or panels through every stage.
  func walk(_ part: Range<Int>, checkpoint: Checkpoint) rethrows {
    var g = CarriedGradient.identity
    for s in segment.stages.lowerBound..<segment.end {
      try checkpoint()
      let isEnd = s == segment.end - 1
      switch compiled.stages[s].kind {
      case .identity: break
      case .affine: g = affine(s, g, part, isEnd: isEnd)
      case .flat: g = scaled(s, g, part)
      case .curved: g = isEnd ? g : scaled(s, g, part)
      case .coupled:
        g = centred(s, g, part)
        if !isEnd, !compiled.isLogarithm(s) { g = scaled(s, g, part) }
      }
    }
  }

  /// Room for Gᵀ that is not the room it stands in.
  func spare(beside g: CarriedGradient) -> UnsafeMutablePointer<Double> {
    if case .stored(let g, _) = g, g == UnsafePointer(gradients.0) { return gradients.1 }
    return gradients.0
  }
}

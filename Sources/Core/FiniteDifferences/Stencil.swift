/// The points of one difference and how its value comes from theirs.
struct Stencil {
  /// First difference in i, second difference in i, or mixed difference in i and j.
  enum Kind { case first, second, mixed }

  let kind: Kind
  let i: Int
  let j: Int
  let stepI: StepSearch.Step
  let stepJ: StepSearch.Step

  /// The points of a difference, besides the centre.
  var pointCount: Int { kind == .mixed ? 4 : 2 }

  /// The same with the steps that suit the map; nil when these are those, or nearly.
  var suitable: Stencil? {
    guard stepI.suitable != nil || stepJ.suitable != nil else { return nil }
    return Stencil(kind: kind, i: i, j: j, stepI: stepI.found, stepJ: stepJ.found)
  }

  /// The same with smaller steps; nil where those are known to be of no use.
  func shrunk(by factor: Double) -> Stencil? {
    if isBlocked || isFixed || suitable != nil { return nil }
    func shrunk(_ step: StepSearch.Step) -> StepSearch.Step {
      var step = step
      step.start *= factor
      return step
    }
    return Stencil(kind: kind, i: i, j: j, stepI: shrunk(stepI), stepJ: shrunk(stepJ))
  }

  /// Whether no step is small enough for the kinks around.
  var isBlocked: Bool { stepI.isBlocked || stepJ.isBlocked }

  /// Whether a neuron has no value, or no slope, where the steps lead, however small they are.
  var leavesDomain: Bool { stepI.leavesDomain || stepJ.leavesDomain }

  /// Whether a variable is not finite.
  var isFixed: Bool { stepI.isFixed || stepJ.isFixed }

  /// Whether the variable has too few digits for a step of use.
  var isTooCoarse: Bool { stepI.isTooCoarse || stepJ.isTooCoarse }

  /// The kink that kept the steps small.
  var kink: NeuronPlace? { stepI.kink ?? stepJ.kink }

  /// Whether a kink made the steps so small that the noise grew.
  var isShrunk: Bool {
    stepI.start < 0.2 * stepI.length || stepJ.start < 0.2 * stepJ.length
  }

  /// Mixed differences move two inputs at once, each half as far as alone.
  private var share: Double { kind == .mixed ? 0.5 : 1 }

  /// The steps taken with the factor s, as representable on either side of the centre.
  func displacements(_ s: Double, _ center: [Double]) -> (i: Displacement, j: Displacement) {
    (
      Displacement(center[i], s * share * stepI.start),
      Displacement(center[j], s * share * stepJ.start)
    )
  }

  /// Whether a step with the factor s leaves a variable where it is.
  func isBelowDigits(of center: [Double], _ s: Double) -> Bool {
    let (a, b) = displacements(s, center)
    return a.above == a.below || b.above == b.below
  }

  func append(to points: inout PointBatch, _ s: Double, _ center: [Double]) {
    let (a, b) = displacements(s, center)
    switch kind {
    case .first, .second:
      points.append(setting: i, to: a.above)
      points.append(setting: i, to: a.below)
    case .mixed:
      points.append(setting: i, to: a.above, j, to: b.above)
      points.append(setting: i, to: a.above, j, to: b.below)
      points.append(setting: i, to: a.below, j, to: b.above)
      points.append(setting: i, to: a.below, j, to: b.below)
    }
  }

  /// ν: the standard deviation of the difference with s = 1 over that of a value.
  var noiseFactor: Double {
    let (h, g) = (share * stepI.start, share * stepJ.start)
    return switch kind {
    case .first: 0.5.squareRoot() / h
    case .second: 6.0.squareRoot() / (h * h)
    case .mixed: 0.5 / (h * g)
    }
  }

  /// The derivative that an output has if it moves by 1 over the steps with the factor s.
  func unit(_ s: Double) -> Double {
    switch kind {
    case .first: 1 / (s * stepI.start)
    case .second: 1 / (s * stepI.start * stepI.length)
    case .mixed:
      1
        / (s * share * (stepI.start / stepI.length + stepJ.start / stepJ.length)
          * stepI.length * stepJ.length)
    }
  }
}

/// x + h and x − h as representable, with the true distances.
struct Displacement {
  let above: Double
  let below: Double
  let up: Double
  let down: Double

  /// Where possible both distances are exactly the same: the side farther from 0, which has fewer
  /// digits after the point, sets it.
  init(_ x: Double, _ h: Double) {
    let far = x < 0 ? x - h : x + h
    let reach = abs(far - x)
    above = x < 0 ? x + reach : far
    below = x < 0 ? far : x - reach
    up = above - x
    down = x - below
  }
}

extension Stencil {
  /// The difference for every output, from the rows of its points.
  ///
  /// - Parameter rows: the values at the points of `append`, a point a row of `outputs` numbers.
  func differences(
    _ s: Double, _ center: [Double], value: [Double], rows: UnsafePointer<Double>, outputs m: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    let (a, b) = displacements(s, center)
    switch kind {
    case .first:
      let width = a.up + a.down
      for k in 0..<m { unsafe result[k] = (rows[k] - rows[m + k]) / width }
    case .second:
      // Where rounding made the two steps differ, the slope's share is taken out.
      let (tilt, width) = (a.up - a.down, a.up + a.down)
      let scale = 2 / (a.up * a.up + a.down * a.down)
      for k in 0..<m {
        let (above, below) = unsafe (rows[k] - value[k], rows[m + k] - value[k])
        let slope = tilt == 0 ? 0 : (above - below) / width * tilt
        unsafe result[k] = (above + below - slope) * scale
      }
    case .mixed:
      let area = (a.up + a.down) * (b.up + b.down)
      for k in 0..<m {
        let (first, second) = unsafe (rows[k] - rows[m + k], rows[2 * m + k] - rows[3 * m + k])
        unsafe result[k] = (first - second) / area
      }
    }
  }
}

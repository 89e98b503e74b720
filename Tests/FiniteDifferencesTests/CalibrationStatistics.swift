#if arch(x86_64)
  import Core
  import TestSupport

  /// How good the bounds of finite differences are, over many entries.
  struct CalibrationStatistics {
    var count = 0
    var covered = 0
    var agreeing = 0
    var limited = 0
    var falseAlarms = 0
    var worstRatio = 0.0
    /// max |H − exact| / max |H|, or the same of J.
    var worstRelative = 0.0
    var looseness: [Double] = []

    var coverage: Double { Double(covered) / Double(max(1, count)) }
    var medianLooseness: Double { looseness.sorted()[looseness.count / 2] }

    mutating func add(_ estimate: DifferenceEstimate, exact: Float80, scale: Double) {
      count += 1
      let error = Double(abs(Float80(estimate.value) - exact))
      if error <= estimate.bound { covered += 1 }
      if estimate.bound > 0 { worstRatio = max(worstRatio, error / estimate.bound) }
      if error > 0 && estimate.bound.isFinite { looseness.append(estimate.bound / error) }
      if scale > 0 { worstRelative = max(worstRelative, error / scale) }
      switch Verdict(analytic: Double(exact), estimate: estimate, scale: scale) {
      case .agrees: agreeing += 1
      case .wrong: falseAlarms += 1
      default: limited += 1
      }
    }

    mutating func addJacobian(_ network: Network, at x: [Double]) throws {
      let map = NetworkMap(network)
      let exact = ExtendedOracle(map, at: x)
      let differences = try FiniteDifference(limit: .infinity).jacobian(of: map, at: x)
      let scale = exact.jacobian.largestMagnitude
      for k in 0..<map.outputCount {
        for j in 0..<map.inputCount {
          guard let entry = differences[k, j] else { continue }
          add(entry, exact: exact.jacobian(k, j), scale: scale)
        }
      }
    }

    mutating func addHessian(_ network: Network, at x: [Double]) throws {
      let map = NetworkMap(network)
      let exact = ExtendedOracle(map, at: x)
      let differences = try FiniteDifference(limit: .infinity).hessian(of: map, at: x)
      let scale = exact.hessians.map(\.largestMagnitude).largestMagnitude
      for k in 0..<map.outputCount {
        for i in 0..<map.inputCount {
          for j in 0...i {
            guard let entry = differences[k, i, j] else { continue }
            add(entry, exact: exact.hessian(k, i, j), scale: scale)
          }
        }
      }
    }
  }

  extension CalibrationStatistics: CustomStringConvertible {
    var description: String {
      "\(count) entries, covered \(coverage), looseness \(medianLooseness), "
        + "worst error/bound \(worstRatio), worst relative \(worstRelative), "
        + "limited \(limited), false alarms \(falseAlarms)"
    }
  }
#endif

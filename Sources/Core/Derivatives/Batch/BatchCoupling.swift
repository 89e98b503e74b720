internal import Numerics

/// Softmax or logsoftmax of one layer, for many inputs side by side.
///
/// The formulas are those of `Softmax` and `LayerDerivative`, whose comments say why they have this
/// form; arrays are in lanes, count × lanes or count × width × lanes.
struct BatchCoupling {
  typealias Lanes = UnsafePointer<Double>
  typealias MutableLanes = UnsafeMutablePointer<Double>

  let coupling: ActivationRule.Coupling
  let count: Int
  let lanes: Int

  /// p = softmax(z), and the layer's value: p, or ln p.
  func evaluate(z: Lanes, p: MutableLanes, value: MutableLanes) {
    for x in 0..<lanes {
      let largest = indexOfLargest(z + x)
      var (others, lost) = (0.0, 0.0)
      for i in 0..<count {
        let difference = DoubleDouble.sum(z[i * lanes + x], -z[largest * lanes + x])
        let e = DoubleDouble.exp(difference)
        p[i * lanes + x] = e
        if i == largest { continue }
        let sum = DoubleDouble.sum(others, e)
        others = sum.high
        lost += sum.low
      }
      others += lost
      let logarithm = coupling == .logsoftmax ? Double.log(onePlus: others) : 0
      let sum = p[largest * lanes + x] + others
      for i in 0..<count {
        let entry = i * lanes + x
        let difference = DoubleDouble.sum(z[entry], -z[largest * lanes + x])
        p[entry] /= sum
        // Of the largest entry z − z is nan where z is not finite, as ln p should be.
        value[entry] =
          coupling == .softmax ? p[entry] : difference.high + (difference.low - logarithm)
      }
    }
  }

  /// Each row of `values`, count × width, less their mean with the weights p; in place.
  ///
  /// - Parameter scratch: room for 2 × width × lanes.
  func centre(_ values: MutableLanes, width: Int, p: Lanes, scratch: MutableLanes) {
    let (reference, mean) = (scratch, scratch + width * lanes)
    let stride = width * lanes
    for x in 0..<lanes {
      let largest = indexOfLargest(p + x)
      for j in 0..<width { reference[j * lanes + x] = values[largest * stride + j * lanes + x] }
    }
    for e in 0..<stride { mean[e] = 0 }
    for i in 0..<count {
      for j in 0..<width {
        let row = values + i * stride + j * lanes
        for x in 0..<lanes {
          row[x] -= reference[j * lanes + x]
          mean[j * lanes + x] += p[i * lanes + x] * row[x]
        }
      }
    }
    for i in 0..<count {
      for e in 0..<stride { values[i * stride + e] -= mean[e] }
    }
  }

  /// V = B ∂f/∂z for the rows B, count × width, in place: p∘(v − v·p) for softmax, v − (Σ v) p for
  /// logsoftmax; and c of the curvature, which for softmax is V itself, else −(Σ v) p.
  ///
  /// - Parameters:
  ///   - c: count × width.
  ///   - scratch: room for 2 × width × lanes, which softmax needs.
  func pullBack(
    _ rows: MutableLanes, width: Int, p: Lanes, c: MutableLanes, scratch: MutableLanes
  ) {
    let stride = width * lanes
    switch coupling {
    case .softmax:
      centre(rows, width: width, p: p, scratch: scratch)
      multiply(rows, width: width, by: p)
      for e in 0..<(count * stride) { c[e] = rows[e] }
    case .logsoftmax:
      for x in 0..<lanes {
        let largest = indexOfLargest(p + x)
        var others = 0.0
        for i in 0..<count where i != largest { others += p[i * lanes + x] }
        for j in 0..<width {
          let column = j * lanes + x
          var rest = 0.0
          for i in 0..<count where i != largest { rest += rows[i * stride + column] }
          let sum = rows[largest * stride + column] + rest
          for i in 0..<count {
            let entry = i * stride + column
            c[entry] = -sum * p[i * lanes + x]
            rows[entry] += c[entry]
          }
          rows[largest * stride + column] = sum * others - rest
        }
      }
    }
  }

  /// values[i,j] · factor[i], in place.
  func multiply(_ values: MutableLanes, width: Int, by factor: Lanes) {
    for i in 0..<count {
      for j in 0..<width {
        let row = values + (i * width + j) * lanes
        for x in 0..<lanes { row[x] *= factor[i * lanes + x] }
      }
    }
  }

  /// The position of the largest entry of one lane, the first one of equals.
  private func indexOfLargest(_ values: Lanes) -> Int {
    var largest = 0
    for i in 1..<max(count, 1) where values[i * lanes] > values[largest * lanes] { largest = i }
    return largest
  }
}

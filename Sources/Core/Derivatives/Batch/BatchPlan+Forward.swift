internal import CKernels

extension BatchPlan {
  /// A of the inputs in the workspace, if it is asked for, with σ′ and σ″ of each layer on the way.
  func pushValues(_ w: BatchWorkspace) {
    let differentiates = quantities.contains { $0 != .output }
    var input = w.input
    // Without A, what comes behind the last bent layer is not needed.
    let end = quantities.contains(.output) ? network.layers.count - 1 : network.bent?.upperBound
    for (l, layer) in network.layers.prefix((end ?? -1) + 1).enumerated() {
      layer.weights.product(
        input, columns: lanes, withBias: true, into: w.z, scratch: w.sums)
      let count = layer.neuronCount * lanes
      switch layer.kind {
      case .linear: swap(&w.z, &w.f)
      case .flat, .curved:
        if differentiates {
          layer.activation.jets(
            w.z, count: count, value: w.f, first: w.first[l], second: w.second[l])
        } else {
          layer.activation.values(w.z, count: count, into: w.f)
        }
      case .coupled(let coupling):
        BatchCoupling(coupling: coupling, count: layer.neuronCount, lanes: lanes)
          .evaluate(z: w.z, p: w.first[l], value: w.f)
      }
      input = w.f
    }
  }

  /// G of each bent layer, centred where the neurons are coupled, as far as it is needed.
  ///
  /// - Parameter end: the last layer, from 0. D G of it then stands in `dg` if J comes from here.
  func pushFactors(_ w: BatchWorkspace, to end: Int) {
    guard let bent = network.bent else { return }
    let d = network.inputCount
    for l in bent.lowerBound...max(end, bent.lowerBound) {
      let layer = network.layers[l]
      let n = layer.neuronCount
      if l > bent.lowerBound {
        let target = layer.kind == .linear ? w.nextDG : w.g[l]
        layer.weights.product(w.dg, columns: d * lanes, into: target, scratch: w.sums)
      } else if rooms.factors[l] > 0 {
        spread(network.entry, by: w.ones, into: w.g[l])
      }
      let isLast = l == end && !pushesJacobian
      switch layer.kind {
      case .linear: swap(&w.dg, &w.nextDG)
      case .flat, .curved:
        if isLast { break }
        if l == bent.lowerBound {
          spread(network.entry, by: w.first[l], into: w.dg)
        } else {
          kernels.scale_batch(n, d, lanes, w.first[l], w.g[l], w.dg, false)
        }
      case .coupled(let coupling):
        BatchCoupling(coupling: coupling, count: n, lanes: lanes)
          .centre(w.g[l], width: d, p: w.first[l], scratch: w.scratch)
        if isLast { break }
        let factor = coupling == .softmax ? w.first[l] : w.ones
        kernels.scale_batch(n, d, lanes, factor, w.g[l], w.dg, false)
      }
    }
  }
}

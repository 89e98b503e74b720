internal import CKernels

extension BatchPlan {
  /// H_k v of every output, without H: the rate of change of the gradients along v.
  ///
  /// With z and B carried along as ż and Ḃ, the chain rule's V = B D changes by Ḃ D + B Ḋ, and Ḋ is
  /// diag(σ″ ż). Leaves (H_k v)ᵀ, d × m, in `products`.
  func pullProducts(_ direction: [Double], _ w: BatchWorkspace) {
    let m = network.outputCount
    guard let bent = network.bent else { return }
    pushRates(direction, w)
    w.bRate.update(repeating: 0, count: network.layers[bent.upperBound].neuronCount * m * lanes)
    spread(network.exit ?? network.identity, by: w.ones, into: w.b)
    for l in bent.reversed() {
      let layer = network.layers[l]
      let n = layer.neuronCount
      switch layer.kind {
      case .linear: break
      case .flat: scaleBoth(l, w)
      case .curved:
        // Ḃ D + B diag(σ″ ż), before B itself is scaled.
        kernels.scale_batch(n, 1, lanes, w.rate[l], w.second[l], w.f, false)
        kernels.scale_batch(n, m, lanes, w.f, w.b, w.c, true)
        scaleBoth(l, w)
        for e in 0..<(n * m * lanes) { w.bRate[e] += w.c[e] }
      case .coupled(let coupling): pullCoupled(coupling, l, w)
      }
      if l > bent.lowerBound {
        layer.weights.transposedProduct(
          w.b, columns: m * lanes, into: w.nextB, scratch: w.sums)
        layer.weights.transposedProduct(
          w.bRate, columns: m * lanes, into: w.nextBRate, scratch: w.sums)
        swap(&w.b, &w.nextB)
        swap(&w.bRate, &w.nextBRate)
      }
    }
    network.entryTransposed.product(w.bRate, columns: m * lanes, into: w.products)
  }

  /// ż of each bent layer, centred where its neurons are coupled.
  private func pushRates(_ direction: [Double], _ w: BatchWorkspace) {
    guard let bent = network.bent else { return }
    for (i, entry) in direction.enumerated() {
      (w.z + i * lanes).update(repeating: entry, count: lanes)
    }
    for l in 0...bent.upperBound {
      let layer = network.layers[l]
      let n = layer.neuronCount
      let target = layer.kind == .linear ? w.f : w.rate[l]
      layer.weights.product(w.z, columns: lanes, into: target, scratch: w.sums)
      switch layer.kind {
      case .linear: swap(&w.z, &w.f)
      case .flat, .curved:
        kernels.scale_batch(n, 1, lanes, w.first[l], w.rate[l], w.z, false)
      case .coupled(let coupling):
        BatchCoupling(coupling: coupling, count: n, lanes: lanes)
          .centre(w.rate[l], width: 1, p: w.first[l], scratch: w.scratch)
        let factor = coupling == .softmax ? w.first[l] : w.ones
        kernels.scale_batch(n, 1, lanes, factor, w.rate[l], w.z, false)
      }
    }
  }

  private func scaleBoth(_ l: Int, _ w: BatchWorkspace) {
    let (n, m) = (network.layers[l].neuronCount, network.outputCount)
    kernels.scale_batch(n, m, lanes, w.first[l], w.b, w.nextB, false)
    kernels.scale_batch(n, m, lanes, w.first[l], w.bRate, w.nextBRate, false)
    swap(&w.b, &w.nextB)
    swap(&w.bRate, &w.nextBRate)
  }

  /// With ż centred, B Ḋ is Σ_i B_i ∂²f_i ż = Cᵀ(c∘ż), where C takes the p-weighted mean off.
  private func pullCoupled(
    _ coupling: ActivationRule.Coupling, _ l: Int, _ w: BatchWorkspace
  ) {
    let (n, m) = (network.layers[l].neuronCount, network.outputCount)
    let rule = BatchCoupling(coupling: coupling, count: n, lanes: lanes)
    // c of the rate of B is not used; its place is taken by c of B.
    rule.pullBack(w.bRate, width: m, p: w.first[l], c: w.c, scratch: w.scratch)
    rule.pullBack(w.b, width: m, p: w.first[l], c: w.c, scratch: w.scratch)
    rule.multiply(w.c, width: m, by: w.rate[l])
    for k in 0..<m {
      for x in 0..<lanes {
        var sum = 0.0
        for i in 0..<n { sum += w.c[(i * m + k) * lanes + x] }
        for i in 0..<n {
          let entry = (i * m + k) * lanes + x
          w.bRate[entry] += w.c[entry] - sum * w.first[l][i * lanes + x]
        }
      }
    }
  }
}

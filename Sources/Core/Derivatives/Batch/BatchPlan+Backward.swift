internal import CKernels

extension BatchPlan {
  /// B of a layer: ∂A/∂f_l, n_l × m.
  private enum OutputColumns {
    /// f_l is A.
    case identity

    /// The same for every input.
    case constant(Matrix)

    /// In the workspace's `b`.
    case lanes
  }

  /// Carries B from the outputs to the first layer that is needed: sums the layers' terms of the
  /// Hessians on the way, and gives J = B_0 at the end.
  func pullBack(_ w: BatchWorkspace) {
    guard let bent = network.bent else { return }
    var b = network.exit.map { OutputColumns.constant($0) } ?? .identity
    let m = network.outputCount
    var isFirstTerm = true
    let end = pullsJacobian ? bent.lowerBound : curvedLayers.first ?? bent.upperBound
    for l in (end...bent.upperBound).reversed() {
      let layer = network.layers[l]
      switch layer.kind {
      case .linear: break
      case .flat, .curved:
        if layer.kind == .curved, !curvedLayers.isEmpty {
          addTerm(l, b, w, adds: !isFirstTerm)
          isFirstTerm = false
        }
        if l > end || pullsJacobian { pull(b, l, w) }
      case .coupled(let coupling):
        if case .lanes = b {} else { pull(b, l, w, undifferentiated: true) }
        BatchCoupling(coupling: coupling, count: layer.neuronCount, lanes: lanes)
          .pullBack(w.b, width: m, p: w.first[l], c: w.c, scratch: w.scratch)
        if !curvedLayers.isEmpty {
          addTerm(l, weights: w.c, w, adds: !isFirstTerm)
          isFirstTerm = false
        }
      }
      b = .lanes
      if l > end {
        layer.weights.transposedProduct(
          w.b, columns: m * lanes, into: w.nextB, scratch: w.sums)
        swap(&w.b, &w.nextB)
      }
    }
    if pullsJacobian {
      network.entryTransposed.product(w.b, columns: m * lanes, into: w.jacobian)
    }
  }

  /// V = B D of a layer whose neurons act alone, into `b`; or B itself.
  private func pull(
    _ columns: OutputColumns, _ l: Int, _ w: BatchWorkspace, undifferentiated: Bool = false
  ) {
    let (n, m) = (network.layers[l].neuronCount, network.outputCount)
    let factor = undifferentiated ? w.ones : w.first[l]
    switch columns {
    case .lanes:
      kernels.scale_batch(n, m, lanes, factor, w.b, w.nextB, false)
      swap(&w.b, &w.nextB)
    case .constant(let exit): spread(exit, by: factor, into: w.b)
    case .identity: spread(network.identity, by: factor, into: w.b, zero: true)
    }
  }

  /// Adds the term of a layer whose neurons act alone: c = B σ″.
  private func addTerm(_ l: Int, _ b: OutputColumns, _ w: BatchWorkspace, adds: Bool) {
    let (n, d, m) = (network.layers[l].neuronCount, network.inputCount, network.outputCount)
    if let wholeTable {
      return wholeTable.product(w.second[l], columns: lanes, into: w.triangles)
    }
    switch b {
    case .lanes: kernels.scale_batch(n, m, lanes, w.second[l], w.b, w.c, true)
    case .constant(let exit): spread(exit, by: w.second[l], into: w.c, zero: true)
    case .identity:
      // Each output has the one neuron that it is.
      for k in 0..<m {
        let (g, second) = (w.g[l] + k * d * lanes, w.second[l] + k * lanes)
        if needsTriangles {
          kernels.triangle(1, d, 1, m, lanes, second, g, w.triangles + k * lanes, adds)
        }
        if needsDiagonals {
          kernels.diagonal(1, d, 1, m, lanes, second, g, w.diagonals + k * lanes, adds)
        }
      }
      return
    }
    addTerm(l, weights: w.c, w, adds: adds)
  }

  /// The neurons of a layer that have a term, and whether it is added to what is there.
  private func forEachRange(
    _ l: Int, _ adds: Bool, _ body: (_ start: Int, _ count: Int, _ adds: Bool) -> Void
  ) {
    let layer = network.layers[l]
    if case .coupled = layer.kind { return body(0, layer.neuronCount, adds) }
    for (k, range) in layer.curvedNeurons.enumerated() {
      body(range.lowerBound, range.count, adds || k > 0)
    }
  }

  /// Adds G_lᵀ diag(c_k) G_l to each output's Hessian, or its diagonal.
  private func addTerm(_ l: Int, weights c: BatchWorkspace.Lanes, _ w: BatchWorkspace, adds: Bool) {
    let (d, m) = (network.inputCount, network.outputCount)
    let isEntry = l == network.bent?.lowerBound
    if needsTriangles {
      if isEntry, let entryTable {
        entryTable.product(c, columns: m * lanes, into: w.triangles, adds: adds)
      } else {
        forEachRange(l, adds) { start, count, adds in
          kernels.triangle(
            count, d, m, m, lanes, c + start * m * lanes, w.g[l] + start * d * lanes, w.triangles,
            adds)
        }
      }
    }
    if needsDiagonals {
      if isEntry, let entrySquares {
        entrySquares.product(c, columns: m * lanes, into: w.diagonals, adds: adds)
      } else {
        forEachRange(l, adds) { start, count, adds in
          kernels.diagonal(
            count, d, m, m, lanes, c + start * m * lanes, w.g[l] + start * d * lanes, w.diagonals,
            adds)
        }
      }
    }
  }
}

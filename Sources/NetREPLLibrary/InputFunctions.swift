import Core

// At one input: what netrepl.h says of each.

public typealias Doubles = UnsafePointer<Double>
public typealias Room = UnsafeMutablePointer<Double>

@c(netrepl_output)
public func output(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.m) { loaded, x, result in
    let workspace = loaded.outputs.take() ?? OutputWorkspace(loaded.rule.map)
    defer { loaded.outputs.giveBack(workspace) }
    var room = result.mutableSpan
    workspace.evaluate(at: x.span, into: &room)
  }
}

@c(netrepl_jacobian)
public func jacobian(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.jacobianCount) { loaded, x, result in
    let workspace = loaded.jacobians.take() ?? JacobianWorkspace(loaded.rule)
    defer { loaded.jacobians.giveBack(workspace) }
    var room = result.mutableSpan
    if try workspace.evaluate(at: x.span, into: &room) { return }
    // What is not finite is kept to the outputs that it belongs to.
    result.fill(try loaded.rule.jacobian(at: Array(x)).storage)
  }
}

@c(netrepl_hessian)
public func hessian(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.hessianCount) { loaded, x, result in
    try withHessianRoom(loaded) { room in
      if try room.evaluate(at: x, intoSquares: result) { return }
      result.fill(try loaded.rule.hessian(at: Array(x)).flatMap(\.matrix.storage))
    }
  }
}

@c(netrepl_hessian_packed)
public func packedHessian(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.packedCount) { loaded, x, result in
    try withHessianRoom(loaded) { room in
      var span = result.mutableSpan
      if try room.workspace.evaluate(at: x.span, into: &span) { return }
      result.fill(try loaded.rule.hessian(at: Array(x)).flatMap(\.storage))
    }
  }
}

@c(netrepl_diagonal)
public func diagonal(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.jacobianCount) { loaded, x, result in
    result.fill(try loaded.rule.hessianDiagonals(at: Array(x)).storage)
  }
}

@c(netrepl_laplacian)
public func laplacian(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.m) { loaded, x, result in
    let diagonals = try loaded.rule.hessianDiagonals(at: Array(x))
    for k in 0..<loaded.m { result[k] = diagonals.row(k).reduce(0, +) }
  }
}

// MARK: Of weighted outputs, and along a direction

@c(netrepl_gradient)
public func gradient(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ v: Doubles?, _ m: UInt, _ result: Room?,
  _ count: UInt
) -> Int32 {
  evaluating(
    network, Given(x, d), GivenRoom(result, count), \.d, (Given(v, m), \.m)
  ) { loaded, x, v, result in
    let room = loaded.gradients.take() ?? GradientRoom(GradientWorkspace(loaded.rule))
    defer { loaded.gradients.giveBack(room) }
    var span = result.mutableSpan
    room.workspace.evaluate(at: x.span, weights: v.span, into: &span)
  }
}

@c(netrepl_gradient_of_output)
public func gradientOfOutput(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ output: UInt, _ result: Room?,
  _ count: UInt
) -> Int32 {
  evaluating(network, Given(x, d), GivenRoom(result, count), \.d) { loaded, x, result in
    guard output < UInt(loaded.m) else { throw Code.noSuchOutput }
    let room = loaded.gradients.take() ?? GradientRoom(GradientWorkspace(loaded.rule))
    defer { loaded.gradients.giveBack(room) }
    room.selection[Int(output)] = 1
    defer { room.selection[Int(output)] = 0 }
    var span = result.mutableSpan
    room.workspace.evaluate(at: x.span, weights: room.selection.span, into: &span)
  }
}

@c(netrepl_hessian_vector_product)
public func hessianVectorProduct(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ direction: Doubles?,
  _ directionCount: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(
    network, Given(x, d), GivenRoom(result, count), \.jacobianCount,
    (Given(direction, directionCount), \.d)
  ) { loaded, x, direction, result in
    var dout = [Double](repeating: 0, count: loaded.m)
    for k in 0..<loaded.m {
      dout[k] = 1
      let product = loaded.hessianProduct(at: x, dout, direction)
      dout[k] = 0
      result.extracting((k * loaded.d)..<((k + 1) * loaded.d)).fill(product)
    }
  }
}

@c(netrepl_weighted_hessian_vector_product)
public func weightedHessianVectorProduct(
  _ network: OpaquePointer?, _ x: Doubles?, _ d: UInt, _ v: Doubles?, _ m: UInt,
  _ direction: Doubles?, _ directionCount: UInt, _ result: Room?, _ count: UInt
) -> Int32 {
  evaluating(
    network, Given(x, d), GivenRoom(result, count), \.d, (Given(direction, directionCount), \.d)
  ) { loaded, x, direction, result in
    let v = try Given(v, m).checked(loaded.m, or: .wrongVectorCount)
    if UnsafeBufferPointer(result).overlaps(v) { throw Code.overlap }
    result.fill(loaded.hessianProduct(at: x, Array(v), direction))
  }
}

// MARK: - What they share

extension LoadedNetwork {
  fileprivate func hessianProduct(
    at x: UnsafeBufferPointer<Double>, _ dout: [Double], _ direction: UnsafeBufferPointer<Double>
  ) -> [Double] {
    WeightDerivatives(network, at: Array(x), dout: dout)
      .hessianProduct(.input, along: Array(direction))
  }
}

/// Room for Hessians that fits the machine.
private func withHessianRoom(
  _ loaded: LoadedNetwork, _ work: (HessianRoom) throws -> Void
) throws {
  let room = try loaded.hessians.take() ?? newHessianRoom(loaded)
  defer { loaded.hessians.giveBack(room) }
  try work(room)
}

private func newHessianRoom(_ loaded: LoadedNetwork) throws(Code) -> HessianRoom {
  let plan = HessianPlan(loaded.rule.map, limit: memoryLimit())
  guard plan.fits else { throw .tooLarge }
  return HessianRoom(HessianWorkspace(loaded.rule, as: plan.chosen))
}

extension UnsafeMutableBufferPointer<Double> {
  /// - Precondition: as many numbers.
  func fill(_ numbers: [Double]) { _ = update(fromContentsOf: numbers) }
}

/// Checks the arrays of a caller, and computes.
@inline(__always)
private func evaluating(
  _ network: OpaquePointer?, _ x: Given, _ result: GivenRoom, _ count: (LoadedNetwork) -> Int?,
  _ work: (LoadedNetwork, UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) throws ->
    Void
) -> Int32 {
  code { () throws(Code) in
    guard let network else { throw .nullPointer }
    let loaded = LoadedNetwork.of(network)
    let x = try x.checked(loaded.d, or: .wrongInputCount)
    let result = try result.checked(count(loaded), apartFrom: x)
    try telling { try work(loaded, x, result) }
  }
}

/// The same with one vector more.
@inline(__always)
private func evaluating(
  _ network: OpaquePointer?, _ x: Given, _ result: GivenRoom, _ count: (LoadedNetwork) -> Int?,
  _ vector: (given: Given, count: (LoadedNetwork) -> Int),
  _ work: (
    LoadedNetwork, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>,
    UnsafeMutableBufferPointer<Double>
  ) throws -> Void
) -> Int32 {
  code { () throws(Code) in
    guard let network else { throw .nullPointer }
    let loaded = LoadedNetwork.of(network)
    let x = try x.checked(loaded.d, or: .wrongInputCount)
    let vector = try vector.given.checked(vector.count(loaded), or: .wrongVectorCount)
    let result = try result.checked(count(loaded), apartFrom: x, vector)
    try telling { try work(loaded, x, vector, result) }
  }
}

/// Of all that computes nothing throws but a checkpoint, and there is none here: what is no code of ours
/// is a lack of room.
@inline(__always)
private func telling(_ work: () throws -> Void) throws(Code) {
  do { try work() } catch { throw error as? Code ?? .tooLarge }
}

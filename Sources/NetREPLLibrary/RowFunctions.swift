import Core
import Synchronization

// At many inputs: what netrepl.h says of each.

/// `netrepl_quantity`.
enum RowQuantity: Int32 {
  case output, jacobian, hessian, packedHessian, gradient, hessianVectorProduct, diagonal, laplacian

  func count(in loaded: LoadedNetwork) -> Int? {
    switch self {
    case .output, .laplacian: loaded.m
    case .jacobian, .hessianVectorProduct, .diagonal: loaded.jacobianCount
    case .hessian: loaded.hessianCount
    case .packedHessian: loaded.packedCount
    case .gradient: loaded.d
    }
  }

  /// The numbers of the vector that it asks for.
  func vectorCount(in loaded: LoadedNetwork) -> Int {
    switch self {
    case .gradient: loaded.m
    case .hessianVectorProduct: loaded.d
    case .output, .jacobian, .hessian, .packedHessian, .diagonal, .laplacian: 0
    }
  }

  /// The quantity of a batch; of a gradient that of the network that ends in v·A.
  func batchQuantity(_ vector: [Double]) -> BatchQuantity {
    switch self {
    case .output: .output
    case .jacobian, .gradient: .jacobian
    case .hessian: .hessian(packed: false)
    case .packedHessian: .hessian(packed: true)
    case .hessianVectorProduct: .hessianVectorProduct(vector)
    case .diagonal: .diagonal
    case .laplacian: .laplacian
    }
  }
}

@c(netrepl_count)
public func quantityCount(_ network: OpaquePointer?, _ quantity: Int32) -> UInt {
  guard let network, let quantity = RowQuantity(rawValue: quantity) else { return 0 }
  return quantity.count(in: LoadedNetwork.of(network)).map { UInt($0) } ?? 0
}

@c(netrepl_rows)
public func rows(
  _ network: OpaquePointer?, _ quantity: Int32, _ rows: UInt, _ x: Doubles?, _ xCount: UInt,
  _ vector: Doubles?, _ vectorCount: UInt, _ result: Room?, _ resultCount: UInt, _ threads: UInt
) -> Int32 {
  code { () throws(Code) in
    guard let network else { throw .nullPointer }
    guard let quantity = RowQuantity(rawValue: quantity) else { throw .noSuchQuantity }
    let loaded = LoadedNetwork.of(network)
    let needed = quantity.vectorCount(in: loaded)
    guard needed > 0 || vectorCount == 0 else { throw .wrongVectorCount }
    let vector =
      needed == 0
      ? UnsafeBufferPointer(start: nil, count: 0)
      : try Given(vector, vectorCount).checked(needed, or: .wrongVectorCount)
    guard rows > 0 else {
      if xCount != 0 { throw .wrongInputCount }
      if resultCount != 0 { throw .wrongResultCount }
      return
    }
    guard let rows = Int(exactly: rows), let inputs = product(rows, loaded.d) else {
      throw .tooLarge
    }
    let x = try Given(x, xCount).checked(inputs, or: .wrongInputCount)
    let result = try GivenRoom(result, resultCount)
      .checked(product(rows, quantity.count(in: loaded)), apartFrom: x, vector)
    let processors = UInt(Batch.processors)
    let most = threads == 0 ? processors : min(threads, processors)
    try loaded.evaluate(quantity, x, Array(vector), into: result, threads: Int(most))
  }
}

extension LoadedNetwork {
  fileprivate func evaluate(
    _ quantity: RowQuantity, _ x: UnsafeBufferPointer<Double>, _ vector: [Double],
    into result: UnsafeMutableBufferPointer<Double>, threads: Int
  ) throws(Code) {
    let key = BatchKey(quantity: quantity, threads: threads)
    let pool = batches.withLock { batches in
      let pool = batches[key] ?? WorkspacePool()
      batches[key] = pool
      return pool
    }
    let kept = pool.take().flatMap {
      quantity != .gradient || $0.weights.bits == vector.bits ? $0 : nil
    }
    let room =
      if let kept { kept } else { try self.room(quantity, vector, threads: threads) }
    defer { pool.giveBack(room) }
    if quantity == .hessianVectorProduct { room.batch.setDirection(vector) }
    room.batch.evaluate(x, into: [result])
  }

  private func room(
    _ quantity: RowQuantity, _ vector: [Double], threads: Int
  ) throws(Code) -> BatchRoom {
    let quantities = [quantity.batchQuantity(vector)]
    let network = quantity == .gradient ? network.weighted(by: vector) : network
    let bytes = Batch.leastBytes(for: network, computing: quantities, threads: threads)
    guard bytes <= Double(memoryLimit()) else { throw .tooLarge }
    return BatchRoom(
      Batch(network, computing: quantities, threads: threads),
      weights: quantity == .gradient ? vector : [])
  }
}

extension Network {
  /// The network that ends in v·A. Unlike an `ObjectiveNetwork` it takes any numbers.
  fileprivate func weighted(by v: [Double]) -> Network {
    Network(name: name, layers: layers + [Layer(weights: Matrix([v]))])
  }
}

extension [Double] {
  fileprivate var bits: [UInt64] { map(\.bitPattern) }
}

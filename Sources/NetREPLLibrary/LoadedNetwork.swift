import Core
import Formats
import Platform
import Synchronization

/// What a `netrepl_network` is: a network, its texts, and the room of computations.
///
/// It never changes but for that room, which has one user at a time.
final class LoadedNetwork: Sendable {
  let network: Network
  let rule: ChainRule
  let texts: NetworkTexts

  let (d, m): (Int, Int)
  let (layerCount, parameterCount): (Int, Int)

  /// The doubles of J, of all H, and of all packed H; nil where they cannot be counted.
  let jacobianCount: Int?
  let hessianCount: Int?
  let packedCount: Int?

  let outputs = WorkspacePool<OutputWorkspace>()
  let jacobians = WorkspacePool<JacobianWorkspace>()
  let hessians = WorkspacePool<HessianRoom>()
  let gradients = WorkspacePool<GradientRoom>()
  let batches = Mutex<[BatchKey: WorkspacePool<BatchRoom>]>([:])

  init(_ read: ReadNetwork) {
    network = read.network
    rule = ChainRule(NetworkMap(network))
    texts = NetworkTexts(read)
    (d, m) = (network.inputCount, network.outputCount)
    (layerCount, parameterCount) = (network.layers.count, network.parameterCount)
    jacobianCount = product(m, d)
    hessianCount = product(jacobianCount, d)
    packedCount = product(m, product(d, d + 1).map { $0 / 2 })
  }

  /// As C has it, to be freed by `release`.
  var handle: OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  static func release(_ handle: OpaquePointer) {
    // What `handle` has retained; a handle is released once, by `netrepl_free`.
    Unmanaged<LoadedNetwork>.fromOpaque(UnsafeRawPointer(handle)).release()
  }

  static func of(_ handle: OpaquePointer) -> LoadedNetwork {
    // The host has not freed it, as the header asks of it.
    Unmanaged<LoadedNetwork>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
  }
}

/// Room for Hessians, and for their triangles where squares are asked for.
final class HessianRoom {
  let workspace: HessianWorkspace
  private var triangles = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)

  init(_ workspace: HessianWorkspace) { self.workspace = workspace }

  deinit { triangles.deallocate() }

  /// H of every output, m × d × d.
  ///
  /// - Returns: as that of `HessianWorkspace.evaluate`.
  func evaluate(
    at x: UnsafeBufferPointer<Double>, intoSquares squares: UnsafeMutableBufferPointer<Double>
  ) throws -> Bool {
    if triangles.isEmpty { triangles = .allocate(capacity: workspace.count) }
    let triangles = triangles
    var room = triangles.mutableSpan
    let isFinite = try workspace.evaluate(at: x.span, into: &room)
    let d = workspace.inputCount
    guard var source = triangles.baseAddress, var square = squares.baseAddress else { return true }
    for _ in workspace.outputs {
      for i in 0..<d {
        for j in 0...i { (square[i * d + j], square[j * d + i]) = (source[j], source[j]) }
        source += i + 1
      }
      square += d * d
    }
    return isFinite
  }
}

/// Room for a gradient, and for the weights of one output.
final class GradientRoom {
  let workspace: GradientWorkspace
  var selection: [Double]

  init(_ workspace: GradientWorkspace) {
    self.workspace = workspace
    selection = Array(repeating: 0, count: workspace.outputCount)
  }
}

/// Which batches can stand in for each other.
struct BatchKey: Hashable {
  var quantity: RowQuantity
  var threads: Int
}

/// A batch, and the weights v that it was made for, where it is of v·A.
final class BatchRoom {
  let batch: Batch
  let weights: [Double]

  init(_ batch: Batch, weights: [Double] = []) { (self.batch, self.weights) = (batch, weights) }
}

/// Nil where a factor is, or the product cannot be counted.
func product(_ left: Int?, _ right: Int?) -> Int? {
  guard let left, let right else { return nil }
  let (result, overflows) = left.multipliedReportingOverflow(by: right)
  return overflows ? nil : result
}

/// The bytes that one computation may take: three quarters of what there is, as in the program.
func memoryLimit() -> Int { MemoryLimit.bytes.map { $0 / 4 * 3 } ?? .max }

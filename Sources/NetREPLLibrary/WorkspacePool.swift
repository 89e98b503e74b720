import Synchronization

/// Room for computations of one kind: taken by whoever computes, and given back for the next one.
///
/// There are as many as were ever in use at once. One alone, as with a single thread, changes hands
/// without a lock.
final class WorkspacePool<Workspace: AnyObject>: Sendable {
  // An address can be exchanged without a lock, a reference cannot; each is retained once while held.
  private typealias Held = Unmanaged<Workspace>

  /// The address of one; 0 for none.
  private let first = Atomic<UInt>(0)
  private let others = Mutex<[Others]>([])

  // Unchecked: whoever has one is its only user.
  private struct Others: @unchecked Sendable { let workspace: Workspace }

  /// Nil where all are in use.
  func take() -> Workspace? {
    if let held = UnsafeRawPointer(bitPattern: first.exchange(0, ordering: .acquiring)) {
      return Held.fromOpaque(held).takeRetainedValue()
    }
    return others.withLock { $0.popLast() }?.workspace
  }

  func giveBack(_ workspace: Workspace) {
    let held = Held.passRetained(workspace)
    let address = UInt(bitPattern: held.toOpaque())
    if first.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged {
      return
    }
    let other = Others(workspace: held.takeRetainedValue())
    others.withLock { $0.append(other) }
  }

  deinit {
    if let held = UnsafeRawPointer(bitPattern: first.load(ordering: .acquiring)) {
      Held.fromOpaque(held).release()
    }
  }
}

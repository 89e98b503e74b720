import CTestSupport

/// Counts the memory that a piece of code asks for.
public enum Allocations {
  /// How many times the work asks for memory on this thread, the C linear algebra library's own
  /// scratch not counted; nil where that cannot be counted.
  public static func count(during work: () throws -> Void) rethrows -> Int? {
    guard allocations_begin() != 0 else { return nil }
    do {
      try work()
      return allocations_end()
    } catch {
      _ = allocations_end()
      throw error
    }
  }
}

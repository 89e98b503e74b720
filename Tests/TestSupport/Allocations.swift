import CTestSupport

/// Counts the memory that a piece of code asks for.
public enum Allocations {
  /// How many times the work asks for memory on this thread; nil where that cannot be counted.
  public static func count(during work: () throws -> Void) rethrows -> Int? {
    let before = allocation_count()
    try work()
    return before < 0 ? nil : allocation_count() - before
  }
}

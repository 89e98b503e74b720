import Foundation

/// What the environment asks of long tests.
public enum TestEnvironment {
  /// A number of the environment; the standard one where there is none.
  public static func count(_ name: String, standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  /// How much longer than usual a program may take: with a sanitizer in it all is slower.
  static let patience = text("NETREPL_SANITIZERS") == nil ? 1.0 : 20.0

  /// A word of the environment; nil where there is none.
  public static func text(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}

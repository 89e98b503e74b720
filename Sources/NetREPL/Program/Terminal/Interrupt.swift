import CLibedit
import Shell

/// Ctrl-C while the program works.
///
/// It asks: work looks at `isRequested` now and then, once a row, and stops of its own accord. One more
/// says after some seconds that Ctrl-\ ends the program; however often it is pressed, it does not end the
/// session. The flag lives in C, where a signal handler may set it.
enum Interrupt {
  /// Starts listening; once, at the start. A program started with SIGINT ignored keeps ignoring it.
  static func install() { interrupt_install() }

  /// Whether Ctrl-C was pressed since the work began.
  static var isRequested: Bool { interrupt_is_requested() }

  /// Ends the work that polls it when Ctrl-C was pressed.
  static func checkpoint() throws {
    if isRequested { throw Engine.Interrupted() }
  }

  /// Forgets the request.
  static func clear() { interrupt_clear() }

  /// Runs work that polls `isRequested`; a Ctrl-C before it does not count, and one during it is
  /// forgotten afterwards.
  static func duringWork<Value, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    clear()
    defer { clear() }
    return try work()
  }

  /// Ends the program as an unhandled Ctrl-C does: shells report 130, and stop a script there.
  static func endProgram() { die_of_interrupt() }
}

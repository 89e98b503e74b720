/// Why a command could not be done: one line, and the place in the command it is about.
package struct CommandError: Error, Equatable {
  /// What is wrong and what to do, without "error:".
  package var message: String

  /// The characters of the line it is about, counted from 0.
  var range: Range<Int>?

  package init(_ message: String, at range: Range<Int>? = nil) {
    self.message = message
    self.range = range
  }
}

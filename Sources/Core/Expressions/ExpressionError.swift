/// Why an expression has no value: what is wrong, and where.
package struct ExpressionError: Error, Sendable {
  package let message: String

  /// The characters of the text that it is about.
  package let range: Range<Int>

  /// Whether it is about the left side of an equation.
  package var isOfLeftSide = false

  package init(_ message: String, at range: Range<Int>) {
    (self.message, self.range) = (message, range)
  }
}

/// How far long work over the rows of a file is.
package struct Progress {
  /// Of the rows of this run, 0 to 1.
  package var share: Double

  /// The rows done by this run, earlier ones not counted.
  package var rows: Int

  package init(share: Double, rows: Int) { (self.share, self.rows) = (share, rows) }
}

/// Long work was stopped; the note says what was kept.
package struct Stopped: Error {
  package var note: String
}

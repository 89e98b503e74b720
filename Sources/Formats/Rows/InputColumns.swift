/// What is asked of the columns of a file: the inputs of a network, and where they stand if the user
/// says so.
public struct InputColumns: Sendable, Hashable {
  /// d, the numbers that a network takes.
  var count: Int

  /// What the network calls its inputs, where it does.
  var names: [String]?

  /// The column of each input, by its name in the header or its number from 1; nil to go by the
  /// header or the order.
  var chosen: [String]?

  /// How the user chooses columns, for messages.
  var word: String

  /// - Precondition: as many names as inputs.
  public init(
    _ count: Int, names: [String]? = nil, chosen: [String]? = nil, word: String = "columns"
  ) {
    precondition(names.map { $0.count == count } ?? true)
    (self.count, self.names, self.chosen, self.word) = (count, names, chosen, word)
  }

  /// Names with commas between, as a line of a file has them: one with a comma in quotation marks.
  public static func names(_ text: String) -> [String] {
    unsafe Array(text.utf8).withUnsafeBytes {
      unsafe TextCells.texts($0, separator: TextSeparator.comma)
    }
  }
}

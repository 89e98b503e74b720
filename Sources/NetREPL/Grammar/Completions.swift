/// What could stand at the cursor.
struct Completions {
  struct Candidate: Hashable {
    var text: String

    /// What it is, for a list.
    var note: String?

    /// Whether a space follows once it is chosen.
    var endsWord = true
  }

  /// The characters of the line that a candidate replaces.
  var replaced: Range<Int>
  var candidates: [Candidate]
}

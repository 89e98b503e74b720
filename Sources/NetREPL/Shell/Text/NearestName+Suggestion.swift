import Core

extension NearestName {
  /// "; did you mean 'input'?", or nothing when no known name is close.
  static func suggestion(for name: String, among known: [String]) -> String {
    of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
  }
}

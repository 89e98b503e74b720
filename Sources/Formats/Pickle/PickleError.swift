/// Why bytes are not a pickle that is read, and where in them.
struct PickleError: Error, Sendable, Hashable {
  let message: String

  /// The number of bytes before the place.
  let offset: Int
}

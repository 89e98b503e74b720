internal import Core

/// An array of numbers: in the file, or already taken from it.
struct NumberArray: Sendable {
  let shape: [Int]
  private let content: Content

  private enum Content {
    case stored(StoredNumbers)
    case doubles([Double])
  }

  init?(stored: StoredNumbers?) {
    guard let stored else { return nil }
    (shape, content) = (stored.shape, .stored(stored))
  }

  /// - Precondition: as many numbers as the shape says.
  init(shape: [Int], doubles: [Double]) {
    precondition(StoredNumbers.count(of: shape) == doubles.count)
    (self.shape, content) = (shape, .doubles(doubles))
  }

  /// How many numbers there are.
  var count: Int { shape.reduce(1, *) }

  /// What they are, where they still stand in the file.
  var type: ElementType? {
    if case .stored(let stored) = content { stored.type } else { nil }
  }

  /// The numbers, the last index first.
  func doubles(in bytes: [UInt8]) -> [Double] {
    switch content {
    case .stored(let stored): stored.doubles(in: bytes)
    case .doubles(let doubles): doubles
    }
  }

  /// Weights that are stored inputs × outputs, as a layer has them: outputs × inputs.
  ///
  /// - Precondition: two indices.
  func transposed(in bytes: [UInt8]) -> Matrix {
    switch content {
    case .stored(let stored):
      Matrix(rows: shape[1], columns: shape[0], storage: stored.transposed(in: bytes))
    case .doubles(let doubles):
      Matrix(rows: shape[0], columns: shape[1], storage: doubles).transposed
    }
  }
}

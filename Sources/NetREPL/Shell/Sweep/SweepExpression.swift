package import Core

/// An expression of a network's quantities, worked out at each row of a sweep.
package struct SweepExpression {
  let text: String

  /// The sizes of its value, which are the same at every row.
  let shape: [Int]

  /// What each index runs through, where that is a signal.
  let axes: [Signal?]

  private let expression: Expression
  private var session: Session

  /// How many numbers of a row are the target of the loss.
  private var targetCount = 0

  /// - Parameter start: the character of the line that it begins at.
  /// - Throws: `CommandError` where it means nothing in the network that is loaded.
  init(
    _ typed: String, from start: Int = 0, _ session: Session,
    checkpoint: @escaping Checkpoint = {}
  ) throws {
    self.session = session
    text = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    do {
      expression = try Expression(typed, names: session.expressionNames)
    } catch {
      throw CommandError(
        error.message.escapingControls,
        at: (error.range.lowerBound + start)..<(error.range.upperBound + start))
    }
    // Its sizes are told by its value somewhere: at the input, or where it has one.
    let count = try session.network().inputCount
    let places =
      [session.model.current?.input, Array(repeating: 0, count: count)].compactMap(\.self)
      + [(0..<count).map { 0.5 + Double($0) / Double(count) }]
    var found: Tensor?
    var problem: (any Error)?
    for place in places where found == nil {
      var here = session
      here.model.current?.input = place
      do {
        found = try here.value(of: expression, from: start, checkpoint: checkpoint).value
      } catch let error as CommandError {
        problem = problem ?? error
      }
    }
    guard let found else { throw problem ?? CommandError("\(text) has no value") }
    (shape, axes) = (found.shape, found.axes)
  }

  /// Of a network by itself.
  package init(_ typed: String, of network: Network) throws {
    var session = Session()
    session.model.add(network)
    try self.init(typed, session)
  }

  /// The same where s is a loss whose target stands in each row behind the input: the one that is set, or the mean
  /// squared error.
  ///
  /// - Throws: `CommandError` where the targets are not as many as the outputs.
  package func withTargets(_ count: Int) throws -> SweepExpression {
    let outputs = try session.network().outputCount
    guard count == outputs else {
      throw CommandError(
        "a target has \(Prose.count(outputs, "column")), one for each output; \(count) given")
    }
    var result = self
    if result.session.model.current?.scalar?.isLoss != true {
      result.session.model.current?.scalar = .squaredError(
        .mean, target: Array(repeating: 0, count: outputs))
    }
    result.targetCount = count
    return result
  }

  /// Its entries at the numbers of a row: an input, and behind it a target where there is one.
  ///
  /// - Throws: `CommandError` where it has no value there.
  func value(at row: [Double]) throws -> [Double] {
    var here = session
    here.model.current?.input = Array(row.dropLast(targetCount))
    if targetCount > 0 {
      let loss = here.model.current?.scalar
      here.model.current?.scalar = loss?.with(target: Array(row.suffix(targetCount)))
    }
    let value = try here.value(of: expression, from: 0, checkpoint: {}).value
    guard value.shape == shape else {
      throw CommandError("\(text) has other sizes here: \(value.sizeWords)")
    }
    return value.storage
  }

  /// Tells it from others: what it is made of, named expressions and what s is included.
  var identity: String {
    let names = session.model.named.map { "\($0.name) = \($0.expression.text)" }
    let scalar = session.model.current?.scalar.map { "\($0)" } ?? ""
    return Fingerprint.text {
      $0.add(Array((names + [text, scalar]).joined(separator: "\n").utf8))
    }
  }
}

extension Objective {
  /// The same loss with another target; what has none is itself.
  fileprivate func with(target: [Double]) -> Objective {
    switch self {
    case .weighted: self
    case .squaredError(let kind, _): .squaredError(kind, target: target)
    case .crossEntropy: .crossEntropy(target: target)
    }
  }
}

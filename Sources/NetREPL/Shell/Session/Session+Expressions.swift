import Core

/// A name that the user has given to an expression.
struct NamedExpression: Equatable {
  var name: String
  var expression: Expression
}

extension Model {
  /// What names mean in expressions: what the user has named and defined.
  var expressionNames: Expression.Names {
    Expression.Names(
      activationNames: definitions.activationNames,
      named: Dictionary(named.map { ($0.name, $0.expression) }, uniquingKeysWith: { $1 }),
      activation: { [definitions] in definitions.activation($0) })
  }
}

extension Session {
  var expressionNames: Expression.Names { model.expressionNames }

  /// The network in use at its input, with the s of the session and the mistake that is planted.
  ///
  /// - Throws: `CommandError` when no network is loaded, or no input is set.
  func networkPoint(checkpoint: @escaping Checkpoint) throws(CommandError) -> NetworkPoint {
    NetworkPoint(
      rule(of: try network()), at: try input(), scalar: try scalarNetwork(),
      checkpoint: checkpoint)
  }

  /// The value of an expression at the network and input of the session.
  ///
  /// - Parameter start: the character of the line that it begins at.
  /// - Throws: `CommandError`, with the place in the line, and what the checkpoint throws.
  func value(
    of expression: Expression, from start: Int, checkpoint: @escaping Checkpoint
  ) throws -> (value: Tensor, isOfNetwork: Bool) {
    let places = PointBox()
    let value: Tensor
    do {
      value = try expression.value(
        at: {
          if let known = places.point { return known }
          let point = try networkPoint(checkpoint: checkpoint)
          places.point = point
          return point
        }, names: expressionNames,
        componentNames: { signal in
          model.current.flatMap { signal.names(in: $0.network) }
        },
        results: { try? result($0, at: nil).tensor.numbers }, checkpoint: checkpoint)
    } catch let error as ExpressionError {
      throw CommandError(
        error.message.escapingControls,
        at: (error.range.lowerBound + start)..<(error.range.upperBound + start))
    }
    return (value, places.point != nil)
  }

  private final class PointBox {
    var point: NetworkPoint?
  }
}

extension CheckedTensor {
  /// Its numbers alone.
  var numbers: Tensor {
    let entries = parts.flatMap { part in
      (0..<part.values.rows).flatMap { i in (0..<part.values.columns).map { part.values[i, $0] } }
    }
    return Tensor(shape: shape, entries)
  }
}

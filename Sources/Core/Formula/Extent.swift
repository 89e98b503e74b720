/// How large a formula is with all that it calls, without writing it out.
package struct Extent: Sendable, Hashable {
  /// The number of signs.
  package var size: Double

  /// The levels of nesting.
  var depth: Double

  /// How often the variable stands in it.
  var variables: Double

  /// Whether its second derivative can be had in a moment: the product rule makes a copy of the
  /// formula for each level of nesting, and does so twice.
  var isDifferentiable: Bool { size * depth * depth <= 40_000 }
}

extension Formula {
  package var extent: Extent {
    switch self {
    case .number, .constant, .parameter: return Extent(size: 1, depth: 1, variables: 0)
    case .x, .value: return Extent(size: 1, depth: 1, variables: 1)
    case .call(let function, let u):
      // The body, with the argument in the place of each x.
      let (inner, body) = (u.extent, function.extent)
      return Extent(
        size: body.size + body.variables * inner.size, depth: body.depth + inner.depth,
        variables: body.variables * inner.variables)
    default:
      return children.map(\.extent).reduce(into: Extent(size: 1, depth: 1, variables: 0)) {
        $0.size += $1.size
        $0.depth = max($0.depth, 1 + $1.depth)
        $0.variables += $1.variables
      }
    }
  }
}

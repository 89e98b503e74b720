extension Expression {
  /// A derivative as a whole, as it can be checked by differences. A nil signal is A.
  package enum Derivative: Sendable, Equatable {
    case jacobian(of: Signal?, by: Signal?)
    case hessian(of: Signal?, component: Int?, by: Signal?)

    /// ∂s/∂W_l.
    case slope(ParameterBlock)

    /// ∂s/∂z_l.
    case slopeOfSignal(Signal)
  }

  /// What it is where all of it is one derivative: ∂A/∂I, ∂²z2/∂I², ds/dW2, δ1; nil otherwise.
  package var derivative: Derivative? {
    switch syntax.kind {
    case .name(let name):
      guard let quantity = Quantity(name) else { return nil }
      switch (quantity.symbol, quantity.number) {
      case (.jacobian, nil): return .jacobian(of: nil, by: .input)
      case (.hessian, let k): return .hessian(of: nil, component: k.map { $0 - 1 }, by: .input)
      case (.inputDerivative, let l?): return .jacobian(of: .preactivation(l), by: .input)
      case (.layerDerivative, let l?): return .jacobian(of: .activation(l), by: .preactivation(l))
      case (.outputDerivative, let l?): return .jacobian(of: nil, by: .activation(l))
      case (.slope, let l?): return .slopeOfSignal(.preactivation(l))
      default: return nil
      }
    case .derivative(let text): return DerivativeText(text).flatMap(Self.whole)
    default: return nil
    }
  }

  private static func whole(_ parts: DerivativeText) -> Derivative? {
    func signal(_ name: DerivativeText.Name) -> Signal?? {
      switch name.quantity.symbol {
      case .input: .some(.input)
      case .output: .some(nil)
      case .preactivation: name.quantity.number.map { .preactivation($0) }
      case .activation: name.quantity.number.map { $0 == 0 ? .input : .activation($0) }
      default: nil
      }
    }
    guard let by = parts.by.first,
      parts.by.allSatisfy({ $0.indices.isEmpty && $0.chosen == nil && $0 == by })
    else {
      return nil
    }
    if parts.of.quantity.symbol == .scalar, parts.by.count == 1 {
      switch (by.quantity.symbol, by.quantity.number) {
      case (.weights, let layer?): return .slope(.weights(layer))
      case (.bias, let layer?): return .slope(.bias(layer))
      default: return signal(by).flatMap { $0 }.map { .slopeOfSignal($0) }
      }
    }
    guard parts.of.chosen == nil, let of = signal(parts.of), let variable = signal(by) else {
      return nil
    }
    if parts.by.count == 1 {
      return parts.of.indices.isEmpty ? .jacobian(of: of, by: variable) : nil
    }
    return .hessian(of: of, component: parts.of.indices.first, by: variable)
  }
}

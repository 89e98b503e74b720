/// A quantity of a network by the name that the formulas give it: `G1`, `H`, `delta2`.
///
/// One table for what is read, what help says of it, and what its shape is called.
package struct Quantity: Sendable, Hashable {
  package let symbol: Symbol

  /// The number behind the letter, from 1: a layer, and of I, A and H a component or an output; nil without.
  package let number: Int?

  package enum Symbol: String, Sendable, CaseIterable {
    case input = "I"
    case output = "A"
    case jacobian = "J"
    case hessian = "H"
    case weights = "W"
    case bias = "b"
    case preactivation = "z"
    case activation = "f"
    case layerDerivative = "D"
    case inputDerivative = "G"
    case outputDerivative = "B"
    case slope = "δ"
    case curvature = "Γ"
    case term = "T"
    case scalar = "s"
    case outputWeights = "dout"

    /// Whether a layer's number belongs behind it.
    package var countsLayers: Bool {
      switch self {
      case .input, .output, .jacobian, .hessian, .scalar, .outputWeights: false
      default: true
      }
    }

    /// Whether a component's or an output's number may stand behind it.
    var countsComponents: Bool { [.input, .output, .hessian].contains(self) }
  }

  package init(_ symbol: Symbol, _ number: Int? = nil) {
    (self.symbol, self.number) = (symbol, number)
  }

  /// The quantity of that name; nil where there is none: `W1`, `delta1` and `δ1`, `dout`.
  package init?(_ name: String) {
    let letters = name.prefix { !($0.isASCII && $0.isNumber) }
    let digits = name.dropFirst(letters.count)
    let others: [String: Symbol] = [
      "delta": .slope, "Delta": .slope, "Gamma": .curvature, "gamma": .curvature,
    ]
    guard let symbol = Symbol(rawValue: String(letters)) ?? others[String(letters)] else {
      return nil
    }
    if digits.isEmpty {
      guard !symbol.countsLayers else { return nil }
      self.init(symbol)
    } else {
      guard symbol.countsLayers || symbol.countsComponents,
        digits.allSatisfy({ $0.isASCII && $0.isNumber }),
        let number = Int(digits), number > 0 || symbol == .activation
      else { return nil }
      self.init(symbol, number)
    }
  }

  /// "δ1".
  package var text: String { symbol.rawValue + (number.map(String.init) ?? "") }

  /// What it is, in a sentence without its end.
  package var meaning: String {
    let l = number.map(String.init) ?? "l"
    return switch symbol {
    case .input: number == nil ? "the input" : "component \(l) of the input"
    case .output: number == nil ? "the output, A = f_n" : "component \(l) of the output"
    case .jacobian: "the Jacobian ∂A/∂I, a row for each output"
    case .hessian:
      number == nil ? "the Hessians of all outputs" : "the Hessian ∂²A\(l)/∂I² of output \(l)"
    case .weights: "the weights of layer \(l)"
    case .bias: "the biases of layer \(l)"
    case .preactivation: "what the neurons of layer \(l) see"
    case .activation: "what the neurons of layer \(l) say"
    case .layerDerivative: "the derivative of layer \(l)'s activation, ∂f\(l)/∂z\(l)"
    case .inputDerivative: "how the input moves layer \(l), ∂z\(l)/∂I"
    case .outputDerivative: "how layer \(l) moves the output, ∂A/∂f\(l)"
    case .slope: "the slope of s at layer \(l), ∂s/∂z\(l)"
    case .curvature: "the curvature of s at layer \(l), ∂²s/∂z\(l)²"
    case .term: "what layer \(l) adds to the Hessians, one matrix for each output"
    case .scalar: "the scalar that is differentiated by weights"
    case .outputWeights: "the weights of the outputs in s = dout · A"
    }
  }

  /// Its formula.
  package var formula: String {
    let l = number.map(String.init) ?? "l"
    let before = number.map { "\($0 - 1)" } ?? "(l−1)"
    let after = number.map { "\($0 + 1)" } ?? "(l+1)"
    return switch symbol {
    case .input: "f0 = I"
    case .output: "A = f_n"
    case .jacobian: "J = D_n W_n … D1 W1"
    case .hessian: "H_k = Σ_l G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l"
    case .weights, .bias: "z\(l) = W\(l) f\(before) + b\(l)"
    case .preactivation: "z\(l) = W\(l) f\(before) + b\(l)"
    case .activation: "f\(l) = σ(z\(l))"
    case .layerDerivative: "D\(l) = diag(σ′(z\(l)))"
    case .inputDerivative: number == 1 ? "G1 = W1" : "G\(l) = W\(l) D\(before) G\(before)"
    case .outputDerivative: "B\(l) = B\(after) D\(after) W\(after)"
    case .slope: "δ\(l) = D\(l) W\(after)ᵀ δ\(after)"
    case .curvature:
      "Γ\(l) = D\(l) W\(after)ᵀ Γ\(after) W\(after) D\(l) + diag(σ″(z\(l)) ∘ W\(after)ᵀ δ\(after))"
    case .term: "T\(l) = G\(l)ᵀ diag(B\(l)[k,:] ∘ σ″(z\(l))) G\(l)"
    case .scalar: "s = dout · A"
    case .outputWeights: "s = dout · A"
    }
  }
}

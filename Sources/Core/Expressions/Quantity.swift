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

    /// D_l = diag(σ′(z_l)).
    case layerDerivative = "D"

    /// G_l = ∂z_l/∂I.
    case inputDerivative = "G"

    /// B_l = ∂A/∂f_l.
    case outputDerivative = "B"
    case slope = "δ"
    case curvature = "Γ"
    /// K_l, what layer l adds to the Hessians; T is the value of an activation.
    case term = "K"
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

  /// No network has so many layers, inputs or outputs.
  private static let largest = 1 << 40

  package init(_ symbol: Symbol, _ number: Int? = nil) {
    (self.symbol, self.number) = (symbol, number)
  }

  /// The quantity of that name; nil where there is none: `W1`, `delta1` and `δ1`, `dout`.
  package init?(_ name: String) {
    let letters = name.prefix { !($0.isASCII && $0.isNumber) }
    let digits = name.dropFirst(letters.count)
    let others: [String: Symbol] = [
      "delta": .slope, "Delta": .slope, "Gamma": .curvature, "gamma": .curvature, "T": .term,
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
        let number = Int(digits), number > 0 || symbol == .activation, number <= Self.largest
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
    case .activation: number == 0 ? "the input" : "what the neurons of layer \(l) say"
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

  /// Its formula in a network, whose last layer has none behind it; nil where its neurons are coupled, which
  /// takes more than a line.
  ///
  /// - Precondition: the network has it.
  package func formula(in network: Network) -> String? {
    guard symbol.countsLayers, let l = number, l > 0 else { return formula }
    if let coupling = network.layers[l - 1].activation.rule.coupling {
      switch symbol {
      case .layerDerivative:
        return coupling == .softmax
          ? "D\(l) = diag(y) − y yᵀ,  y = softmax(z\(l))"
          : "D\(l) = eye(\(network.layers[l - 1].neuronCount)) − ones(\(network.layers[l - 1].neuronCount)) yᵀ,  y = softmax(z\(l))"
      case .curvature, .term: return nil
      default: break
      }
    }
    guard l == network.layers.count else { return formula }
    return switch symbol {
    case .outputDerivative: "B\(l) = 1"
    case .slope: "δ\(l) = D\(l) dout"
    case .curvature: "Γ\(l) = diag(dout ∘ σ″(z\(l)))"
    case .term: "K\(l) = G\(l)ᵀ diag(e_k ∘ σ″(z\(l))) G\(l)"
    default: formula
    }
  }

  /// Its formula in any network.
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
    case .activation: number == 0 ? "f0 = I" : "f\(l) = σ(z\(l))"
    case .layerDerivative: "D\(l) = diag(σ′(z\(l)))"
    case .inputDerivative: number == 1 ? "G1 = W1" : "G\(l) = W\(l) D\(before) G\(before)"
    case .outputDerivative: "B\(l) = B\(after) D\(after) W\(after)"
    case .slope: "δ\(l) = D\(l) W\(after)ᵀ δ\(after)"
    case .curvature:
      "Γ\(l) = D\(l) W\(after)ᵀ Γ\(after) W\(after) D\(l) + diag(σ″(z\(l)) ∘ W\(after)ᵀ δ\(after))"
    case .term: "K\(l) = G\(l)ᵀ diag(B\(l)[k,:] ∘ σ″(z\(l))) G\(l)"
    case .scalar: "s = dout · A"
    case .outputWeights: "s = dout · A"
    }
  }

  /// One count for each index in a network; none of a number.
  ///
  /// - Precondition: the network has the layer.
  package func shape(in network: Network) -> [Int] {
    let (d, m) = (network.inputCount, network.outputCount)
    let l = number ?? 0
    let neurons = l > 0 && symbol.countsLayers ? network.layers[l - 1].neuronCount : d
    return switch symbol {
    case .input: number == nil ? [d] : []
    case .output: number == nil ? [m] : []
    case .jacobian: [m, d]
    case .hessian: number == nil ? [m, d, d] : [d, d]
    case .weights: [neurons, network.layers[l - 1].inputCount]
    case .bias, .preactivation, .activation, .slope: [neurons]
    case .layerDerivative, .curvature: [neurons, neurons]
    case .inputDerivative: [neurons, d]
    case .outputDerivative: [m, neurons]
    case .term: [m, d, d]
    case .scalar: []
    case .outputWeights: [m]
    }
  }

  /// What the number counts, and which there are in a network; nil of what takes none.
  func choices(in network: Network) -> (what: String, numbers: ClosedRange<Int>)? {
    switch symbol {
    case .input: ("inputs", 1...network.inputCount)
    case .output, .hessian: ("outputs", 1...network.outputCount)
    case .activation: ("f", 0...network.layers.count)
    case _ where symbol.countsLayers: ("layers", 1...network.layers.count)
    default: nil
    }
  }

  /// Whether a network has it; a layer's quantity without its number is of none.
  package func isOf(_ network: Network) -> Bool {
    guard let choices = choices(in: network) else { return true }
    return number.map(choices.numbers.contains) ?? !symbol.countsLayers
  }
}

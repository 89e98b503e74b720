/// The number s that derivatives with respect to weights are of: weighted outputs, or a loss.
public enum Objective: Sendable, Hashable {
  /// s = dout · A.
  case weighted([Double])

  /// s = c Σ_k (A_k − t_k)².
  case squaredError(SquaredError, target: [Double])

  /// s = −Σ_k t_k ln p_k, p being the output of softmax, e^A for logsoftmax, and softmax of A for
  /// purelin; for logsig s = −Σ_k (t_k ln A_k + (1 − t_k) ln(1 − A_k)) / m.
  case crossEntropy(target: [Double])

  /// What c is: textbooks have all three.
  public enum SquaredError: Sendable, Hashable, CaseIterable {
    /// 1/m, the mean over the outputs, as Keras and PyTorch have it.
    case mean

    /// 1, the plain sum.
    case sum

    /// 1/2, half the sum: its derivative is A − t.
    case half

    /// c, for so many outputs.
    func factor(outputs: Int) -> Double {
      switch self {
      case .mean: 1 / Double(outputs)
      case .sum: 1
      case .half: 0.5
      }
    }
  }

  /// s = Σ_k (A_k − t_k)² / m.
  public static func meanSquaredError(target: [Double]) -> Objective {
    .squaredError(.mean, target: target)
  }

  /// Whether s measures how far the outputs are from a target.
  public var isLoss: Bool {
    if case .weighted = self { false } else { true }
  }

  /// dout or t: one number for each output.
  public var values: [Double] {
    switch self {
    case .weighted(let values), .squaredError(_, let values), .crossEntropy(let values): values
    }
  }

  /// Why a scalar does not fit a network.
  public enum Problem: Error, Hashable {
    case count(outputs: Int, found: Int)

    /// An entry of dout or the target, counted from 0, and what it must be.
    case entry(Int, of: Objective, Requirement)

    /// The outputs are no probabilities, those of an activation of this name.
    case noProbabilities(activation: String)
  }

  /// What an entry must be.
  public enum Requirement: Sendable, Hashable { case finite, notNegative, atMostOne }
}

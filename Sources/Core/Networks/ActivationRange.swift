/// An activation and the neurons of a layer that have it.
public struct ActivationRange: Sendable, Hashable {
  public let activation: Activation

  /// Neurons, counted from 0.
  public let neurons: Range<Int>

  public init(_ activation: Activation, _ neurons: Range<Int>) {
    (self.activation, self.neurons) = (activation, neurons)
  }
}

extension Activation {
  /// One activation for each range of neurons, as that of a whole layer.
  ///
  /// Neighbours with the same activation become one; where all have the same it is that one.
  ///
  /// - Precondition: the ranges follow each other from 0 on, and none is empty; where there is more
  ///   than one, each neuron acts alone.
  public init(ranges: [ActivationRange]) {
    var merged: [ActivationRange] = []
    for range in ranges {
      precondition(
        range.neurons.lowerBound == merged.last?.neurons.upperBound ?? 0 && !range.neurons.isEmpty)
      precondition(ranges.count == 1 || !range.activation.couplesNeurons)
      if let last = merged.last, last.activation == range.activation {
        merged[merged.count - 1] = ActivationRange(
          last.activation, last.neurons.lowerBound..<range.neurons.upperBound)
      } else {
        merged.append(range)
      }
    }
    if merged.count == 1 { self = merged[0].activation } else { self.init(mixing: merged) }
  }

  /// The activation of a neuron, counted from 0.
  public func ofNeuron(_ i: Int) -> Activation {
    ranges?.first { $0.neurons.contains(i) }?.activation ?? self
  }

  /// The activations that a layer of so many neurons has, with the neurons that have each.
  public func ranges(of count: Int) -> [ActivationRange] {
    ranges ?? [ActivationRange(self, 0..<count)]
  }

  /// σ, σ′ and σ″ of each neuron of a layer.
  ///
  /// - Precondition: each neuron acts alone.
  package func jets(_ z: [Double]) -> [Jet] {
    guard let ranges else { return z.map(jet) }
    return ranges.flatMap { range in
      // What is passed on is most of some layers.
      range.activation.name == "purelin"
        ? z[range.neurons].map { Jet($0, 1, 0) } : z[range.neurons].map(range.activation.jet)
    }
  }

  /// The same activations with others in their place.
  package func mapping(_ change: (Activation) -> Activation) -> Activation {
    ranges.map { ranges in
      Activation(ranges: ranges.map { ActivationRange(change($0.activation), $0.neurons) })
    } ?? change(self)
  }
}

extension ActivationRule {
  /// What stands for the rules of a layer whose neurons have several: words, and no function.
  static func mixed(_ ranges: [ActivationRange]) -> ActivationRule {
    // Each rule once, in the order in which it is met.
    var counts: [(rule: ActivationRule, count: Int)] = []
    for range in ranges {
      let rule = range.activation.rule
      if let k = counts.firstIndex(where: { $0.rule.name == rule.name }) {
        counts[k].count += range.neurons.count
      } else {
        counts.append((rule, range.neurons.count))
      }
    }
    func listed(_ text: (ActivationRule) -> String) -> String {
      counts.map { "\($0.rule.name): \(text($0.rule))" }.joined(separator: "; ")
    }
    return ActivationRule(
      "(" + counts.map { "\($0.count) \($0.rule.name)" }.joined(separator: " + ") + ")",
      formula: nil,
      written: Written(
        listed(\.text), first: listed(\.firstText), second: listed(\.secondText)),
      isPiecewiseLinear: counts.allSatisfy(\.rule.isPiecewiseLinear),
      evaluationCost: counts.map(\.rule.evaluationCost).max() ?? 0, kinks: { _ in [] },
      value: { _, _ in preconditionFailure("each neuron has an activation of its own") },
      jet: { _, _ in preconditionFailure("each neuron has an activation of its own") })
  }
}

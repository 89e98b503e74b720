import Core

extension Arguments {
  /// The activation of a layer: `tansig`, or one for each range of neurons, `relu 1..4 tanh 5..8`.
  func activation(_ name: String, ofNeurons count: Int) throws(CommandError) -> Activation {
    var ranges: [ActivationRange] = []
    var last: Activation?
    for value in all(name) {
      switch value {
      case .activation(let activation):
        guard last == nil else {
          throw error("each activation has its neurons behind it: relu 1..4 tanh 5..8", at: name)
        }
        last = activation
      case .integers(let ends):
        guard let activation = last, ends.count == 2 else {
          throw error("neurons stand behind their activation: relu 1..4 tanh 5..8", at: name)
        }
        guard ends[0] >= 1, ends[0] <= ends[1], ends[1] <= count else {
          throw error(
            "\(ends[0])..\(ends[1]) are no neurons of the layer, which has 1..\(count)", at: name)
        }
        ranges.append(ActivationRange(activation, (ends[0] - 1)..<ends[1]))
        last = nil
      default: break
      }
    }
    if let last {
      guard ranges.isEmpty else {
        throw error("\(last.name) has no neurons behind it: relu 1..4 tanh 5..8", at: name)
      }
      return last
    }
    ranges.sort { $0.neurons.lowerBound < $1.neurons.lowerBound }
    var next = 0
    for range in ranges {
      guard range.neurons.lowerBound == next else {
        throw error(
          range.neurons.lowerBound > next
            ? "neuron \(next + 1) of the layer has no activation"
            : "neuron \(range.neurons.lowerBound + 1) has two activations", at: name)
      }
      next = range.neurons.upperBound
    }
    guard next == count else {
      throw error("neuron \(next + 1) of the layer has no activation", at: name)
    }
    if ranges.count > 1, let coupled = ranges.first(where: \.activation.couplesNeurons) {
      throw error("\(coupled.activation.name) couples the neurons of a whole layer", at: name)
    }
    return Activation(ranges: ranges)
  }
}

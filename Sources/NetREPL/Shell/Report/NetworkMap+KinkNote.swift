import Core

extension NetworkMap {
  /// Says which neurons stand exactly on a kink, where a derivative is a convention.
  func kinkNote(at x: [Double]) -> [Report.Block] {
    var places: [String] = []
    var z = x
    for (stage, value) in zip(stages, trajectory(x)) {
      if case .activation(let l) = stage {
        for range in network.layers[l].activation.ranges(of: z.count) {
          let kinks = range.activation.kinks
          for neuron in range.neurons where kinks.contains(z[neuron]) {
            places.append("neuron \(neuron + 1) of layer \(l + 1)")
          }
        }
      }
      z = value
    }
    guard !places.isEmpty else { return [] }
    let named = places.prefix(3).joined(separator: ", ")
    let more = places.count > 3 ? " and \(places.count - 3) more" : ""
    return [
      .paragraph(
        "On a kink, where the derivative is the frameworks' convention: \(named)\(more).")
    ]
  }
}

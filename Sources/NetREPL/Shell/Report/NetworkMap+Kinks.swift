import Core

/// The neurons that stand on a kink of their activation, or cross one.
extension NetworkMap {
  /// The neurons that stand on a kink at x, or on another side of one in a map with other weights at
  /// another y: on every continuous way from one to the other the kink is met.
  func kinks(
    between x: [Double], in other: NetworkMap, and y: [Double]
  ) -> [(place: NeuronPlace, isOnIt: Bool)] {
    var found: [(NeuronPlace, Bool)] = []
    var (here, there) = (x, y)
    for (stage, values) in zip(stages, zip(trajectory(x), other.trajectory(y))) {
      if case .activation(let l) = stage {
        for range in network.layers[l].activation.ranges(of: here.count) {
          let kinks = range.activation.kinks
          for i in range.neurons where !kinks.isEmpty {
            let isOnIt = kinks.contains(here[i])
            guard isOnIt || kinks.contains(where: { ($0 < here[i]) != ($0 < there[i]) }) else {
              continue
            }
            let place = NeuronPlace(
              layer: l + 1, neuron: i + 1, activation: range.activation.name)
            found.append((place, isOnIt))
          }
        }
      }
      (here, there) = values
    }
    return found
  }

  /// Says which neurons stand exactly on a kink, where a derivative is a convention.
  func kinkNote(at x: [Double]) -> [Report.Block] {
    let places = kinks(between: x, in: self, and: x)
      .map { "neuron \($0.place.neuron) of layer \($0.place.layer)" }
    guard !places.isEmpty else { return [] }
    let named = places.prefix(3).joined(separator: ", ")
    let more = places.count > 3 ? " and \(places.count - 3) more" : ""
    return [
      .paragraph(
        "On a kink, where the derivative is the frameworks' convention: \(named)\(more).")
    ]
  }
}

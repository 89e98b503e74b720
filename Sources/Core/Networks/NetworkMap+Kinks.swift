/// A neuron that stands on a kink of its activation, or that a change brings to the other side of one.
package struct KinkMeeting: Sendable, Hashable {
  package let place: NeuronPlace

  /// Whether it stands on it before the change.
  package let isOnIt: Bool

  /// Whether it is on another side after it.
  package let isCrossed: Bool
}

extension NetworkMap {
  /// The kinks that are met between x and the point y of a map with the same activations: whatever
  /// the continuous way from one to the other.
  ///
  /// - Precondition: one value for each component of `from` in both.
  package func kinks(between x: [Double], in other: NetworkMap, and y: [Double]) -> [KinkMeeting] {
    var found: [KinkMeeting] = []
    var (here, there) = (x, y)
    for (stage, values) in zip(stages, zip(trajectory(x), other.trajectory(y))) {
      if case .activation(let l) = stage {
        for range in network.layers[l].activation.ranges(of: here.count) {
          let kinks = range.activation.kinks
          for i in range.neurons where !kinks.isEmpty {
            let isOnIt = kinks.contains(here[i])
            let isCrossed = kinks.contains { ($0 < here[i]) != ($0 < there[i]) }
            if !isOnIt && !isCrossed { continue }
            found.append(
              KinkMeeting(
                place: NeuronPlace(
                  layer: l + 1, neuron: i + 1, activation: range.activation.name),
                isOnIt: isOnIt, isCrossed: isCrossed))
          }
        }
      }
      (here, there) = values
    }
    return found
  }
}

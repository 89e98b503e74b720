import Core

/// The slopes of the outputs along δ on either side of a kink, beside the one that J has there.
///
/// On the kink itself J is a convention; a hair to either side it is the slope.
struct OneSidedSlopes {
  var left: [Double]
  var right: [Double]
  var convention: [Double]

  /// How far to the side, in units of δ: far enough for every neuron to be on one side, near enough
  /// for six digits.
  private static let distance = 0x1p-30

  /// - Parameter slopes: the slopes of the outputs along δ at x + tδ.
  init(_ slopes: (_ t: Double) -> [Double]) {
    (left, right) = (slopes(-Self.distance), slopes(Self.distance))
    convention = slopes(0)
  }

  var members: Record { ["left": left, "right": right, "convention": convention] }

  func table(_ labels: MatrixTable.Labels) -> Report.Block {
    .table([
      .text("slope along δ", left.indices.map(labels.short)), .numbers("from the left", left),
      .numbers("to the right", right), .numbers("J·δ, by convention", convention),
    ])
  }
}

extension Network {
  /// The neurons that stand on a kink at an input, or on another side of one in a network with other
  /// weights at another input: on every continuous way from one to the other the kink is met.
  func kinks(
    between input: [Double], in after: Network, and other: [Double]
  ) -> [(place: NeuronPlace, isOnIt: Bool)] {
    var found: [(NeuronPlace, Bool)] = []
    let maps = (NetworkMap(self), NetworkMap(after))
    var (here, there) = (input, other)
    for (stage, values) in zip(
      maps.0.stages, zip(maps.0.trajectory(input), maps.1.trajectory(other)))
    {
      if case .activation(let l) = stage {
        for range in layers[l].activation.ranges(of: here.count) {
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
}

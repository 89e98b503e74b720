/// The guided walk that is under way.
struct OpenTour {
  /// What its network is called: a name that was free when it began.
  let network: String

  /// The network that was in use then.
  let earlier: String?

  /// The step at hand, counted from 0.
  var position = 0

  /// Whether its text has been shown: only then its command runs.
  var isShown = false

  /// Whether an empty line goes on with a derivation first, which was opened or moved later.
  var isBehindDerivation = false

  /// The first of tour, tour2, tour3 … that is no network yet: what is there is not replaced.
  init(in model: Model) {
    earlier = model.currentName
    let taken = Set(model.networks.map(\.name))
    var (name, number) = ("tour", 1)
    while taken.contains(name) {
      number += 1
      name = "tour\(number)"
    }
    network = name
  }
}

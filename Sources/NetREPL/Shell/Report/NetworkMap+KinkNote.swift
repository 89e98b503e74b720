import Core

extension NetworkMap {
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

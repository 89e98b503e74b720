import Core

/// Components of a signal as people choose them: `A2`, `A[torque]`, `I[1..3]`, `z1[2,4]`, or alone the name
/// that the network gives an input or output, `torque`.
///
/// Purely the name: which components they are is found out when it is looked up.
struct ComponentName: Hashable {
  /// A, I or z1; nil where a name stands alone.
  var signal: QuantityName?

  /// What stands in the brackets; nothing for the signal as a whole.
  var places: [Place] = []

  enum Place: Hashable {
    /// From 1.
    case number(Int)

    /// From 1; both ends are meant.
    case numbers(from: Int, to: Int)
    case name(String)
  }
}

extension ComponentName {
  init(_ quantity: QuantityName) {
    var whole = quantity
    whole.indices = []
    self.init(
      signal: whole, places: quantity.indices.map { .number($0) })
  }

  /// A name that stands alone.
  init(alone name: String) { self.init(signal: nil, places: [.name(name)]) }

  /// SIGNAL[PLACE,...]; nil where the text is none.
  init?(_ text: String) {
    guard let bracket = text.firstIndex(of: "["), text.last == "]",
      let signal = try? QuantityName(String(text[..<bracket])), signal.indices.isEmpty,
      [.input, .output, .preactivation, .activation].contains(signal.symbol)
    else { return nil }
    let inside = text[text.index(after: bracket)...].dropLast()
    var places: [Place] = []
    for part in inside.split(separator: ",", omittingEmptySubsequences: false) {
      guard let place = Place(part.trimmingSpaces) else { return nil }
      places.append(place)
    }
    self.init(signal: signal, places: places)
  }
}

extension ComponentName.Place {
  /// 3, 2..5, 2:5, a name, or one in quotation marks.
  fileprivate init?(_ text: some StringProtocol) {
    let text = String(text)
    if text.isEmpty { return nil }
    if let number = Int(text) {
      self = .number(number)
      return
    }
    for separator in ["..", ":"] {
      let ends = text.split(separator: separator, omittingEmptySubsequences: false).map { Int($0) }
      if ends.count == 2, let first = ends[0], let last = ends[1] {
        self = .numbers(from: first, to: last)
        return
      }
    }
    let isQuoted = text.count > 2 && text.first == text.last && text.first == "\""
    self = .name(isQuoted ? String(text.dropFirst().dropLast()) : text)
  }
}

extension ComponentName {
  /// Whether it names one component as such, and no range or list.
  var isOne: Bool {
    switch places.first {
    case .number?, .name?: places.count == 1
    case .numbers?, nil: false
    }
  }

  /// The signal and the components meant, in a network.
  ///
  /// - Parameters:
  ///   - standard: the signal that a name standing alone is first looked for in.
  ///   - range: where the name stands in the line.
  /// - Throws: `CommandError` when the network does not have them.
  func found(
    in network: Network, standard: Signal, at range: Range<Int>?
  ) throws(CommandError) -> (signal: Signal, components: [Int]?) {
    let signal = try self.signal(in: network, standard: standard, at: range)
    guard !places.isEmpty else { return (signal, nil) }
    let count = network.count(of: signal)
    let known = signal.names(in: network) ?? []
    let head = signal.name(in: network)
    let indexWords = "has indices \(count == 1 ? "only 1" : "1 to \(count)")"
    var chosen: [Int] = []
    for place in places {
      switch place {
      case .number(let number):
        guard (1...count).contains(number) else {
          let text =
            number < 1 ? "\(head)[\(number)]" : signal.labels(in: network).short(number - 1)
          throw CommandError("\(text): \(head) \(indexWords)", at: range)
        }
        chosen.append(number - 1)
      case .numbers(let first, let last):
        guard first >= 1, last <= count, first <= last else {
          throw CommandError(
            "\(head)[\(first)..\(last)]: \(head) \(indexWords)"
              + (first > last ? ", the smaller one first" : ""), at: range)
        }
        chosen += (first - 1)..<last
      case .name(let name):
        let matching = known.indices.filter { known[$0] == name }
        guard let index = matching.first else {
          throw CommandError(
            "\(head) has no component \(name.quoted)"
              + NearestName.suggestion(for: name, among: known), at: range)
        }
        guard matching.count == 1 else {
          let labels = matching.prefix(3).map(signal.labels(in: network).short)
          throw CommandError(
            "\(matching.count) components are called \(name.quoted): "
              + labels.joined(separator: ", "), at: range)
        }
        chosen.append(index)
      }
    }
    return (signal, chosen)
  }

  private func signal(
    in network: Network, standard: Signal, at range: Range<Int>?
  ) throws(CommandError) -> Signal {
    guard let signal else {
      // Only a name stands alone.
      guard case .name(let name)? = places.first else { return standard }
      let others = [standard, .input, network.output]
      return others.first { $0.names(in: network)?.contains(name) == true } ?? standard
    }
    try signal.require(in: network, at: range)
    switch signal.symbol {
    case .input: return .input
    case .output: return network.output
    case .preactivation: return .preactivation(signal.number ?? 1)
    case .activation: return .activation(signal.number ?? 1)
    case .scalar: throw CommandError("s is one number, and stands here alone", at: range)
    default:
      throw CommandError(
        "I, z1 and f1 can stand here; for weights there are `gradient wrt W1`, `jacobian wrt W1` "
          + "and `hessian wrt W1`", at: range)
    }
  }
}

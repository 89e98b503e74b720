import Core

extension LostDigits {
  /// Of J and of the Hessians that were given, what has lost most: "J keeps 3 digits of 16".
  private var kept: String {
    let parts = [("J", jacobian), ("H", hessians)].compactMap { name, lost in
      lost.max().map { "\(name) \(max(0, 16 - Int(clamping: $0.rounded())))" }
    }
    return parts.joined(separator: ", ") + " of 16"
  }

  /// The sentence below a table; nothing where few digits are lost.
  var note: [Report.Block] {
    guard worst > Self.limit else { return [] }
    let place =
      source.map { "layer \($0.layer) loses \(Int(clamping: $0.digits.rounded()))" }
      ?? "its terms cancel"
    return [
      .paragraph(
        "Limited by the network's own digits: \(place), which leaves \(kept). Formulas and "
          + "differences share the loss; `doctor` has more.")
    ]
  }

  /// The same as a member of a record; nothing where few digits are lost.
  var members: Record { worst > Self.limit ? ["lostDigits": found] : [:] }

  /// Where, how many, and what that means for each output.
  var found: Record {
    [
      "layer": source?.layer, "neuron": source?.neuron, "digits": source?.digits,
      "jacobian": jacobian, "hessian": hessians,
    ]
  }

  /// What the doctor says of it.
  var amount: String {
    let own = source.map { "z loses \(Int(clamping: $0.digits.rounded())) digits, " } ?? ""
    return own + "leaves \(kept)"
  }
}

import Core
import Formats
import Platform

/// What `netrepl_load` is told beside a path, from texts such as "activation=tansig".
struct LoadOptions {
  var reading = ReadOptions()

  /// The files with the scaling of inputs and targets.
  private(set) var scalers: [(side: ScaledSide, path: String)] = []

  /// Why an option is none.
  struct Problem: Error { let text: String }

  init(_ texts: [String]) throws(Problem) {
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      try take(String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }
  }

  private mutating func take(_ name: String, _ value: String?) throws(Problem) {
    switch (name, value) {
    case ("activation", let value?):
      reading.activations = (reading.activations ?? []) + [try activation(value)]
    case ("layer", let value?): reading.layers = (reading.layers ?? []) + [value]
    case ("output", let value?): reading.output = value
    case ("variable", let value?): reading.variable = value
    case ("scaler", let value?): scalers.append((.inputs, value))
    case ("outputscaler", let value?): scalers.append((.outputs, value))
    case ("raw", nil): reading.isRaw = true
    case ("folded", nil): reading.isFolded = true
    default: try setLimit(name, value)
    }
  }

  private mutating func setLimit(_ name: String, _ value: String?) throws(Problem) {
    guard let limit = ReadLimit.allCases.first(where: { $0.name == name }) else {
      throw Problem(text: "no option '\(name)', or it stands without what it needs: \(Self.known)")
    }
    guard let number = value.flatMap({ Int($0) }), ReadLimit.range.contains(number) else {
      throw Problem(
        text: "\(name) is a number from \(ReadLimit.range.lowerBound) to "
          + "\(ReadLimit.range.upperBound)")
    }
    reading.limits[limit] = number
  }

  private func activation(_ text: String) throws(Problem) -> Activation {
    let name = text.prefix { $0 != "(" }
    guard let standard = Activation(named: String(name)) else {
      throw Problem(text: "no activation '\(name)'")
    }
    let given = text.dropFirst(name.count).split { "(), ".contains($0) }
    if given.isEmpty { return standard }
    let values = given.compactMap { Double($0) }
    let rule = standard.rule
    let all = values + rule.parameters.dropFirst(values.count).map(\.standard)
    if values.count < given.count {
      throw Problem(text: "'\(text)' has a parameter that is no number")
    }
    if let problem = rule.problem(with: all) { throw Problem(text: problem.description) }
    return Activation(rule, parameters: all)
  }

  private static let known =
    "activation=, layer=, output=, variable=, scaler=, outputscaler=, raw, folded, "
    + ReadLimit.allCases.map { $0.name + "=" }.joined(separator: ", ")
}

extension LoadOptions {
  /// Most options that are read: an array without a null pointer at its end is not read on for ever.
  private static let most = 10_000

  init(_ texts: UnsafePointer<UnsafePointer<CChar>?>?) throws(Problem) {
    var strings: [String] = []
    if let texts {
      while let text = texts[strings.count] {
        guard strings.count < Self.most else {
          throw Problem(
            text: "more than \(Self.most) options; the last is followed by a null pointer")
        }
        strings.append(String(cString: text))
      }
    }
    try self.init(strings)
  }
}

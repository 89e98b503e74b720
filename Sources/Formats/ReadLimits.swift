/// What a file may ask for: what a machine survives, and a hundred times what networks have. A user
/// who means more says so, by the name of the limit.
public enum ReadLimit: String, CaseIterable, Sendable {
  case size, header, layers, parameters, scaled, values, entries, expansion

  /// What holds until the user says otherwise.
  public var standard: Int {
    switch self {
    case .size: 256 << 20
    case .header: 10 << 20
    case .layers: 10_000
    case .parameters: 100_000_000
    case .scaled: 10_000
    case .values: 300_000
    case .entries: 10_000
    case .expansion: 100
    }
  }

  /// What is counted, in the plural.
  public var counted: String {
    switch self {
    case .size: "bytes"
    case .header: "bytes of description"
    case .layers: "layers or steps"
    case .parameters: "parameters"
    // A scaling is a layer with a diagonal matrix.
    case .scaled: "values to scale"
    // Those of a JSON text or a pickle, but for rows of numbers.
    case .values: "values of its text or pickle"
    case .entries: "members of its zip"
    case .expansion: "bytes for each that is packed"
    }
  }

  /// What the user calls it: `read.layers`.
  public var name: String { "read.\(rawValue)" }

  /// What it can be raised to: products of two can still be counted.
  public static let range = 1...1_000_000_000
}

/// The limits in force, those that a user has set among them.
public struct ReadLimits: Sendable, Equatable {
  private var own: [ReadLimit: Int] = [:]

  public init() {}

  public subscript(limit: ReadLimit) -> Int {
    get { own[limit] ?? limit.standard }
    // What is as it was is the same as what was never set.
    set { own[limit] = newValue == limit.standard ? nil : newValue }
  }

  /// Those of the file that is being read, for the readers of all formats; `ModelFile.read` sets them.
  @TaskLocal static var current = ReadLimits()

  /// What is wrong with a file that has so many, more than an Int can count where nil; nil where it
  /// may.
  static func problem(_ limit: ReadLimit, _ found: Int?) -> String? {
    current.problem(limit, found)
  }

  /// What is wrong with a file of which only a part has been counted; nil where it may.
  ///
  /// - Parameter enough: what no such file can have more of, from its size; nil where nothing tells.
  static func problem(_ limit: ReadLimit, atLeast found: Int?, enough: Int? = nil) -> String? {
    current.problem(limit, atLeast: found, enough: enough)
  }

  /// The same of these limits.
  func problem(_ limit: ReadLimit, atLeast found: Int?, enough: Int? = nil) -> String? {
    let (least, most) = (found ?? .max, self[limit])
    let range = ReadLimit.range.upperBound
    guard least > most, least <= range else { return problem(limit, found) }
    let start = "it has at least \(least) \(limit.counted), and \(limit.name) is \(most); "
    if let enough {
      return start + "`set \(limit.name) \(min(max(least, enough), range))` is enough for its size"
    }
    let twice = min(2 * least, range)
    return start + "`set \(limit.name) \(twice)` allows twice that, and it may need more"
  }

  /// The limit that is passed, and how to raise it.
  public func problem(_ limit: ReadLimit, _ found: Int?) -> String? {
    let (found, most) = (found ?? .max, self[limit])
    if found <= most { return nil }
    guard found <= ReadLimit.range.upperBound else {
      return
        "it has more than \(ReadLimit.range.upperBound) \(limit.counted), and no limit goes so far"
    }
    return "it has \(found) \(limit.counted), and \(limit.name) is \(most); "
      + "`set \(limit.name) \(found)` allows it"
  }

  /// The most bytes that so many compressed ones may become.
  static func unpacked(_ count: Int) -> Int {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: current[.expansion])
    return overflow ? .max : max(bytes, bytes &+ 1 << 20)
  }
}

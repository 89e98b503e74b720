import Foundation

/// Shows measurements as they come: a table for people, or an object a line.
struct Printer {
  var isJSON: Bool
  var names: [String]

  private var width: Int { (names.map(\.count).max() ?? 0) + 2 }

  func begin() {
    if isJSON { return }
    print(
      "\(pad("", width))\(left("median"))   \(left("half of them within", 23))"
        + "\(left("runs"))   kernels: \(kernelName())")
  }

  func show(_ benchmark: Benchmark, _ measurement: Measurement) {
    let (low, high) = measurement.quartiles
    if isJSON {
      print(
        #"{"name":"\#(benchmark.name)","seconds":\#(measurement.median),"#
          + #""quartiles":[\#(low),\#(high)],"runs":\#(measurement.runs),"#
          + #""kernels":"\#(kernelName())"}"#)
    } else {
      let spread = "\(Self.time(low)) to \(Self.time(high))"
      let rate = benchmark.work.map { "   \(Self.rate($0.amount / measurement.median, $0.unit))" }
      print(
        "\(pad(benchmark.name, width))\(left(Self.time(measurement.median)))   "
          + "\(left(spread, 23))\(left("\(measurement.runs)"))\(rate ?? "")")
    }
    fflush(nil)
  }

  func show(_ benchmark: Benchmark, _ skipped: Skipped) {
    if isJSON { return }
    print("\(pad(benchmark.name, width))skipped: \(skipped.reason)")
  }

  private func pad(_ text: String, _ count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }

  private func left(_ text: String, _ count: Int = 10) -> String {
    String(repeating: " ", count: max(0, count - text.count)) + text
  }

  /// "1.24 µs": three digits.
  private static func time(_ seconds: Double) -> String {
    var (value, unit) = (seconds * 1e9, 0)
    let units = ["ns", "µs", "ms", "s"]
    while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1_000, unit + 1) }
    return "\(digits(value)) \(units[unit])"
  }

  /// "3.21 M rows/s", "89.1 Gflop/s".
  private static func rate(_ value: Double, _ unit: String) -> String {
    var (value, prefix) = (value, 0)
    let prefixes = ["", "k", "M", "G", "T"]
    while value >= 999.5, prefix < prefixes.count - 1 {
      (value, prefix) = (value / 1_000, prefix + 1)
    }
    return "\(digits(value)) \(prefixes[prefix]) \(unit)/s"
  }

  private static func digits(_ value: Double) -> String {
    String(format: value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value)
  }
}

/// The times of one computation run again and again.
struct Measurement {
  /// Seconds a run: the median, and the quartiles that half of the samples lie between.
  let median: Double
  let quartiles: (Double, Double)
  let runs: Int

  /// Runs that are so short that reading the clock would count are timed together, this long.
  private static let shortestSample = 2e-5

  private static let fewestSamples = 3

  /// - Parameter seconds: for how long to measure, after a warm-up of a tenth of that.
  init(seconds: Double, of run: () throws -> Void) throws {
    // The first run touches the memory; the others of the warm-up tell how long one takes.
    var estimate = try Self.time(1, run)
    var (warm, spent) = (1, 0.0)
    while spent < seconds / 10, warm < 1 << 24 {
      let total = try Self.time(warm, run)
      estimate = total / Double(warm)
      spent += total
      warm *= 2
    }
    let size = Int(min(max(Self.shortestSample / max(estimate, 1e-9), 1), 1e6))

    var samples: [Double] = []
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end || samples.count < Self.fewestSamples {
      samples.append(try Self.time(size, run) / Double(size))
    }
    samples.sort()
    func quantile(_ part: Double) -> Double {
      samples[Int((part * Double(samples.count - 1)).rounded())]
    }
    median = quantile(0.5)
    quartiles = (quantile(0.25), quantile(0.75))
    runs = samples.count * size
  }

  private static func time(_ count: Int, _ run: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    for _ in 0..<count { try run() }
    return (ContinuousClock.now - start) / .seconds(1)
  }
}

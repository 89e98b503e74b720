/// One thing to measure, under a name that says what and how large: `hessian/10-64-64-10`.
struct Benchmark {
  var name: String

  /// What one run amounts to, for a rate beside its time: 5000 "rows", 2e9 "flop".
  var work: (amount: Double, unit: String)?

  /// Makes everything ready, and gives what is timed; throws `Skipped` where it cannot be had.
  var prepare: () throws -> () throws -> Void

  init(
    _ name: String, work: (amount: Double, unit: String)? = nil,
    prepare: @escaping () throws -> () throws -> Void
  ) {
    (self.name, self.work, self.prepare) = (name, work, prepare)
  }
}

/// Why a benchmark cannot run here.
struct Skipped: Error {
  var reason: String
}

/// The networks of the table of goals.
let sizesOfOneInput = [
  "3-8-8-2", "10-64-64-10", "64-256-256-10", "784-100-100-10",
  "784-500-500-500-500-500-500-10", "2-256-256-256-50",
]

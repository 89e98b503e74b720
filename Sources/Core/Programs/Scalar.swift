/// A number on the way from x to a result, as a step of a program that is being made.
///
/// Arithmetic with these writes the steps; equal ones are written once, and numbers among themselves
/// are computed at once.
///
/// ```swift
/// let program = ScalarProgram { x in
///   let e = exp(-abs(x))
///   return [e / (1 + e)]
/// }
/// ```
package struct Scalar {
  fileprivate let steps: Steps
  fileprivate let place: Int

  /// The steps made so far.
  fileprivate final class Steps {
    var all: [ScalarProgram.Step] = []
    private var places: [ScalarProgram.Step: Int] = [:]

    func place(_ step: ScalarProgram.Step) -> Int {
      if let place = places[step] { return place }
      places[step] = all.count
      all.append(step)
      return all.count - 1
    }
  }

  fileprivate func step(_ step: ScalarProgram.Step) -> Scalar {
    Scalar(steps: steps, place: steps.place(step))
  }

  func number(_ value: Double) -> Scalar { step(.constant(value)) }

  /// The number that it is, if it is one.
  var known: Double? {
    if case .constant(let value) = steps.all[place] { value } else { nil }
  }
}

extension ScalarProgram {
  /// A program of the results that are made of x.
  package init(_ make: (Scalar) -> [Scalar]) {
    let steps = Scalar.Steps()
    let results = make(Scalar(steps: steps, place: steps.place(.x)))
    self = Self.pruned(steps.all, results: results.map(\.place))
  }

  /// The steps of another program, with x for its own; what each becomes is up to `change`.
  func rewritten(_ change: (Function, Scalar) -> Scalar) -> ScalarProgram {
    ScalarProgram { x in
      var values: [Scalar] = []
      for step in steps {
        switch step {
        case .x: values.append(x)
        case .constant(let value): values.append(x.number(value))
        case .apply(let function, let a): values.append(change(function, values[a]))
        default: values.append(x.step(step.moved { values[$0].place }))
        }
      }
      return results.map { values[$0] }
    }
  }
}

// MARK: Arithmetic

func + (a: Scalar, b: Scalar) -> Scalar {
  if let p = a.known, let q = b.known { return a.number(p + q) }
  if a.known == 0 { return b }
  if b.known == 0 { return a }
  return a.step(.add(a.place, b.place))
}

func - (a: Scalar, b: Scalar) -> Scalar {
  if let p = a.known, let q = b.known { return a.number(p - q) }
  if b.known == 0 { return a }
  return a.known == 0 ? -b : a.step(.subtract(a.place, b.place))
}

func * (a: Scalar, b: Scalar) -> Scalar {
  if let p = a.known, let q = b.known { return a.number(p * q) }
  if a.known == 1 { return b }
  if b.known == 1 { return a }
  if a.known == -1 { return -b }
  if b.known == -1 { return -a }
  return a.step(.multiply(a.place, b.place))
}

func / (a: Scalar, b: Scalar) -> Scalar {
  if let p = a.known, let q = b.known { return a.number(p / q) }
  return b.known == 1 ? a : a.step(.divide(a.place, b.place))
}

prefix func - (a: Scalar) -> Scalar {
  if let p = a.known { return a.number(-p) }
  if case .negate(let inner) = a.steps.all[a.place] { return Scalar(steps: a.steps, place: inner) }
  return a.step(.negate(a.place))
}

func + (a: Double, b: Scalar) -> Scalar { b.number(a) + b }
func + (a: Scalar, b: Double) -> Scalar { a + a.number(b) }
func - (a: Double, b: Scalar) -> Scalar { b.number(a) - b }
func - (a: Scalar, b: Double) -> Scalar { a - a.number(b) }
func * (a: Double, b: Scalar) -> Scalar { b.number(a) * b }
func / (a: Double, b: Scalar) -> Scalar { b.number(a) / b }
func / (a: Scalar, b: Double) -> Scalar { a / a.number(b) }

// MARK: Functions

extension Scalar {
  func apply(_ function: ScalarProgram.Function) -> Scalar {
    if let known { return number(function(known)) }
    return step(.apply(function, place))
  }

  /// Raised to a power; small whole ones are products.
  func power(_ exponent: Scalar) -> Scalar {
    if let p = exponent.known {
      if p == 0.5 { return apply(.sqrt) }
      if p == -0.5 { return 1 / apply(.sqrt) }
      if let n = Int(exactly: p), Swift.abs(n) <= 16 {
        return n < 0 ? 1 / product(-n) : product(n)
      }
    }
    return step(.power(place, exponent.place))
  }

  private func product(_ count: Int) -> Scalar {
    if count == 0 { return number(1) }
    if count == 1 { return self }
    let half = product(count / 2)
    return count % 2 == 0 ? half * half : half * half * self
  }
}

func exp(_ u: Scalar) -> Scalar { u.apply(.exp) }
func expm1(_ u: Scalar) -> Scalar { u.apply(.expm1) }
func log1p(_ u: Scalar) -> Scalar { u.apply(.log1p) }
func abs(_ u: Scalar) -> Scalar { u.apply(.abs) }

// MARK: Choices

/// A comparison of two numbers.
struct Comparing {
  let comparison: ScalarProgram.Comparison
  let (a, b): (Scalar, Scalar)

  /// One number where it holds, and another where not.
  func then(_ yes: Scalar, otherwise no: Scalar) -> Scalar {
    if let p = a.known, let q = b.known { return comparison.holds(p, q) ? yes : no }
    if yes.place == no.place { return yes }
    return a.step(
      .choose(comparison, a.place, b.place, then: yes.place, otherwise: no.place))
  }

  func then(_ yes: Double, otherwise no: Scalar) -> Scalar { then(a.number(yes), otherwise: no) }
  func then(_ yes: Scalar, otherwise no: Double) -> Scalar { then(yes, otherwise: a.number(no)) }
  func then(_ yes: Double, otherwise no: Double) -> Scalar {
    then(a.number(yes), otherwise: a.number(no))
  }
}

func > (a: Scalar, b: Double) -> Comparing {
  Comparing(comparison: .greater, a: a, b: a.number(b))
}
func >= (a: Scalar, b: Double) -> Comparing {
  Comparing(comparison: .atLeast, a: a, b: a.number(b))
}
func < (a: Scalar, b: Double) -> Comparing {
  Comparing(comparison: .greater, a: a.number(b), b: a)
}
func <= (a: Scalar, b: Double) -> Comparing {
  Comparing(comparison: .atLeast, a: a.number(b), b: a)
}

/// The larger and the smaller of two; not-a-number where x is, which stands as the second.
func max(_ a: Double, _ x: Scalar) -> Scalar {
  Comparing(comparison: .greater, a: x.number(a), b: x).then(a, otherwise: x)
}
func min(_ a: Double, _ x: Scalar) -> Scalar {
  Comparing(comparison: .greater, a: x, b: x.number(a)).then(a, otherwise: x)
}

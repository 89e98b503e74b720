import TestSupport
import Testing

@testable import Core
@testable import Networks

/// The kernels for many neurons against the oracle, the table, and themselves at other places.
@Suite struct VectorKernelTests {
  /// Every activation with a kernel, in every set of instructions that this processor has.
  static let cases = InstructionSet.available.flatMap { instructions in
    ActivationRule.all.compactMap { rule in
      VectorKernel(rule.name, instructions).map {
        Case(rule: rule, instructions: instructions, kernel: $0)
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let rule: ActivationRule
    let instructions: InstructionSet
    let kernel: VectorKernel

    var testDescription: String { "\(rule.name), \(instructions)" }

    func jets(_ parameters: [Double], _ z: [Double]) -> [Jet] {
      var (value, first, second) = (z, z, z)
      kernel.jets(
        Activation(rule, parameters: parameters).arguments, z, count: z.count, value: &value,
        first: &first, second: &second)
      return z.indices.map { Jet(value[$0], first[$0], second[$0]) }
    }

    func values(_ parameters: [Double], _ z: [Double]) -> [Double] {
      var value = z
      kernel.values(
        Activation(rule, parameters: parameters).arguments, z, count: z.count, into: &value)
      return value
    }

    /// The rows of the oracle with the same parameters.
    func oracle() throws -> [[Double]: [ActivationOracle.Row]] {
      Dictionary(grouping: try ActivationOracle.rows(of: rule.name), by: \.parameters)
    }
  }

  @Test func everyActivationThatActsOnNeuronsAloneHasAKernel() {
    for instructions in InstructionSet.available {
      let found = ActivationRule.all.filter { VectorKernel($0.name, instructions) != nil }
      let alone = ActivationRule.all.filter { $0.coupling == nil }
      #expect(found.isEmpty || found.map(\.name) == alone.map(\.name))
      #expect((VectorKernel("shiftedExp", instructions) == nil) == found.isEmpty)
    }
  }

  @Test(arguments: cases) func agreesWithTheOracle(_ example: Case) throws {
    var failures: [String] = []
    for (parameters, rows) in try example.oracle() {
      for (row, jet) in zip(rows, example.jets(parameters, rows.map(\.x))) {
        failures += row.failures(jet)
      }
    }
    #expect(failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(8))")
  }

  /// No further from the truth than the table, give or take two units in the last place of the value
  /// or, where it is close to a zero of its, of the terms that cancel there.
  @Test(arguments: cases) func isAsCloseAsTheTable(_ example: Case) throws {
    for (parameters, rows) in try example.oracle() {
      let activation = Activation(example.rule, parameters: parameters)
      for (row, found) in zip(rows, example.jets(parameters, rows.map(\.x))) {
        let table = activation.jet(row.x)
        for order in 0..<3 where abs(row.expected[order].high) >= ActivationOracle.smallest {
          let (truth, value) = (row.expected[order], found.orders[order])
          let error = abs((value - truth.high) - truth.low)
          let tableError = abs((table.orders[order] - truth.high) - truth.low)
          let unit = max(abs(truth.high), truth.scale).ulp
          #expect(error <= tableError + 2 * unit, "\(row.place(order)): \(value)")
        }
      }
    }
  }

  /// σ passes through zero only at 0, so the two ways stay close to each other everywhere: each is
  /// within four and a half units in the last place of the truth, and mostly much closer.
  @Test(arguments: cases) func valuesAreThoseOfTheTableToFourUnits(_ example: Case) {
    let activation = Activation(example.rule)
    let values = example.values(activation.parameters, Self.sample)
    for (z, value) in zip(Self.sample, values) {
      let table = activation.value(z)
      if abs(table) < ActivationOracle.smallest { continue }
      #expect(
        value == table || abs(value - table) <= 4 * table.ulp, "\(activation.name)(\(z)): \(value)")
    }
  }

  /// At every place in a vector, in full vectors and at the end, a neuron has the same bits.
  @Test(arguments: cases) func neitherThePlaceNorTheCountMatters(_ example: Case) throws {
    for (parameters, rows) in try example.oracle() {
      let z = rows.map(\.x) + Self.special
      let whole = example.jets(parameters, z).map(\.bits)
      for start in 0...8 {
        let rest = Array(z[start...])
        #expect(example.jets(parameters, rest).map(\.bits) == Array(whole[start...]))
      }
      for count in 0...17 {
        let part = Array(z.suffix(count))
        #expect(example.jets(parameters, part).map(\.bits) == whole.suffix(count))
        #expect(
          example.values(parameters, part).map(\.bitPattern)
            == whole.suffix(count).map { $0[0] }, "the value of the jet is the value")
      }
    }
  }

  /// Nothing is written beyond the count.
  @Test(arguments: cases) func theRestOfTheArraysIsLeftAlone(_ example: Case) {
    let arguments = Activation(example.rule).arguments
    let z = [0.5, -0.25, 1, 2, -3, 0.125, 0.75, -1, 4, 5, 6]
    for count in 0...z.count {
      var results = [[Double]](repeating: [Double](repeating: 77, count: 20), count: 4)
      example.kernel.values(arguments, z, count: count, into: &results[0])
      var (value, first, second) = (results[1], results[2], results[3])
      example.kernel.jets(
        arguments, z, count: count, value: &value, first: &first, second: &second)
      for result in [results[0], value, first, second] {
        #expect(result[count...].allSatisfy { $0 == 77 })
        #expect(!result[..<count].contains(77))
      }
    }
  }

  @Test(arguments: cases) func aResultMayTakeThePlaceOfZ(_ example: Case) {
    let parameters = example.rule.parameters.map(\.standard)
    let arguments = Activation(example.rule).arguments
    let z = (0..<21).map { Double($0) / 4 - 2 }
    let expected = example.jets(parameters, z)
    var (first, second) = (z, z)
    var inPlace = z
    inPlace.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return }
      example.kernel.values(arguments, start, count: z.count, into: start)
    }
    #expect(inPlace == expected.map(\.value))
    inPlace = z
    inPlace.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return }
      example.kernel.jets(
        arguments, start, count: z.count, value: start, first: &first, second: &second)
    }
    #expect(inPlace == expected.map(\.value))
    #expect(first == expected.map(\.first) && second == expected.map(\.second))
  }

  /// Zeros and infinities keep their signs; not-a-number comes through with all its bits.
  @Test(arguments: cases) func specialValuesAreThoseOfTheTable(_ example: Case) throws {
    for parameters in try example.oracle().keys {
      let activation = Activation(example.rule, parameters: parameters)
      for (z, jet) in zip(Self.special, example.jets(parameters, Self.special)) {
        #expect(jet.bits == activation.jet(z).bits, "\(activation)(\(z)): \(jet)")
      }
    }
  }

  static let special: [Double] = [
    .nan, -.nan, Double(nan: 12345, signaling: false), .infinity, -.infinity, 0, -0.0,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0x1p-1030, -0x1p-1030,
    .leastNormalMagnitude, -.leastNormalMagnitude, 1e-200, -1e-200,
    1e10, -1e10, 1e16, -1e16, 1e160, -1e160, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  ]

  @Test func everySetOfInstructionsGivesTheSameBits() throws {
    for (_, examples) in Dictionary(grouping: Self.cases, by: \.rule.name) {
      let z = Self.sample + Self.special
      let all = examples.map { $0.jets($0.rule.parameters.map(\.standard), z).map(\.bits) }
      #expect(all.allSatisfy { $0 == all[0] }, "\(examples[0].rule.name)")
    }
  }

  /// Small and large numbers of both signs.
  static let sample: [Double] = {
    var generator = SeededGenerator(seed: 7)
    return (0..<20_000).map { i in
      generator.normal() * [0.01, 1, 5, 30, 300, 1e5, 1e9][i % 7]
    }
  }()
}

extension Jet {
  fileprivate var orders: [Double] { [value, first, second] }
  fileprivate var bits: [UInt64] { orders.map(\.bitPattern) }
}

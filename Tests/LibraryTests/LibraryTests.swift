import Core
import Derivatives
import Formats
import TestSupport
import Testing

/// What C sees of the library: a C program against its header says, bit by bit, what Core says.
@Suite struct LibraryTests {
  private static let examples = "Sources/NetREPL/Shell/Commands/Networks/Examples"

  struct Model: Sendable, CustomStringConvertible {
    var path: String
    var options: [String] = []
    var description: String { path }
  }

  @Test(arguments: [
    Model(path: "\(examples)/iris.json"),
    Model(path: "\(examples)/diabetes.json"),
    Model(path: "Tests/Networks/wine_logistic_13_12_8_3.json"),
    Model(path: "Tests/Networks/onnx_own/two_heads_logsoftmax.onnx"),
    Model(path: "Tests/Networks/keras/iris_tyza66/iris_model.keras"),
    Model(
      path: "Tests/Networks/npz_own/small.npz", options: ["activation=logsig", "activation=gelu"]),
  ])
  func theNumbersAreThoseOfCore(_ model: Model) throws {
    let network = try read(model)
    let found = try numbers(try CProgram.run("numbers", model.path, model.options))
    let (d, m) = (network.inputCount, network.outputCount)
    let inputs = Matrix(rows: 7, columns: d, storage: Self.inputs(7 * d))
    let (x, v, u) = (Array(inputs.row(0)), Self.inputs(m), Self.inputs(d))
    let rule = ChainRule(NetworkMap(network))

    func expect(_ name: String, _ values: [Double], _ place: SourceLocation = #_sourceLocation) {
      #expect(
        found[name]?.map(\.bitPattern) == values.map(\.bitPattern), "\(name)", sourceLocation: place
      )
    }
    expect("output", network(x))
    expect("jacobian", try rule.jacobian(at: x).storage)
    let hessians = try rule.hessian(at: x)
    expect("hessian", hessians.flatMap(\.matrix.storage))
    expect("packed", hessians.flatMap(\.storage))
    let diagonals = try rule.hessianDiagonals(at: x)
    expect("diagonal", diagonals.storage)
    expect("laplacian", (0..<m).map { diagonals.row($0).reduce(0, +) })
    expect("gradient", gradient(rule, at: x, v))
    expect("last", gradient(rule, at: x, Self.unit(m - 1, m)))
    expect("product", (0..<m).flatMap { product(network, x, Self.unit($0, m), u) })
    expect("weighted", product(network, x, v, u))

    let quantities: [(Int, BatchQuantity)] = [
      (0, .output), (1, .jacobian), (2, .hessian(packed: false)), (3, .hessian(packed: true)),
      (5, .hessianVectorProduct(u)), (6, .diagonal), (7, .laplacian),
    ]
    for (number, quantity) in quantities {
      expect("rows\(number)", Batch(network, computing: [quantity])(inputs)[0].storage)
    }
    let weighted = Network(name: "", layers: network.layers + [Layer(weights: Matrix([v]))])
    expect("rows4", Batch(weighted, computing: [.jacobian])(inputs)[0].storage)
  }

  @Test func describesANetwork() throws {
    let run = try CProgram.run("describe", "\(Self.examples)/iris.json")
    let lines = run.split(separator: "\n").map(String.init)
    #expect(lines.first == "abi 1")
    let version = try PlainRun(
      ProgramUnderTest.path, ["--version"], environment: ProgramUnderTest.environment(home: "/"))
    #expect(version.output == "netrepl " + lines[1].dropFirst("version ".count) + "\n")
    #expect(
      Array(lines.dropFirst(2)) == [
        "name iris", "format the program's own JSON (format \"netrepl-network\")",
        "description iris: 4 -> 4 scaling -> 10 tansig -> 3 softmax", "parameters 103",
        "layer 4 scaling", "layer 10 tansig", "layer 3 softmax",
        "input sepal length (cm)", "input sepal width (cm)", "input petal length (cm)",
        "input petal width (cm)", "output setosa", "output versicolor", "output virginica",
      ])
    // What was assumed is told.
    let notes = try CProgram.run(
      "describe", "Tests/Networks/npz_own/small.npz", ["activation=logsig"])
    #expect(notes.contains("every layer has logsig but the last"), "\(notes)")
    #expect(notes.contains("input I1\n") && notes.contains("output A1\n"))
  }

  @Test func wrongArgumentsGiveCodes() throws {
    _ = try CProgram.run("errors", "\(Self.examples)/iris.json")
    _ = try CProgram.run("errors", "\(Self.examples)/small.json")
  }

  @Test func threadsAndChildrenComputeTheSame() throws {
    _ = try CProgram.run("threads", "\(Self.examples)/iris.json")
  }

  // MARK: What Core says

  private func read(_ model: Model) throws -> Network {
    var options = ReadOptions()
    options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
    let activations = model.options.map { $0.split(separator: "=")[1] }
    if !activations.isEmpty {
      options.activations = try activations.map { try #require(Activation(named: String($0))) }
    }
    return try ModelFile.read(try TestFiles.bytes(model.path), name: model.path, options: options)
      .network
  }

  /// The lines of the program: a name, then bits.
  private func numbers(_ output: String) throws -> [String: [Double]] {
    var numbers: [String: [Double]] = [:]
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ")
      numbers[String(words[0])] = try words.dropFirst().map {
        Double(bitPattern: try #require(UInt64($0, radix: 16)))
      }
    }
    return numbers
  }

  private func gradient(_ rule: ChainRule, at x: [Double], _ v: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: x.count)
    var room = gradient.mutableSpan
    GradientWorkspace(rule).evaluate(at: x.span, weights: v.span, into: &room)
    return gradient
  }

  private func product(
    _ network: Network, _ x: [Double], _ v: [Double], _ direction: [Double]
  ) -> [Double] {
    WeightDerivatives(network, at: x, dout: v).hessianProduct(.input, along: direction)
  }

  /// As the program has them.
  private static func inputs(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 * 7919 % 211) / 211 - 0.5 }
  }

  private static func unit(_ k: Int, _ count: Int) -> [Double] {
    (0..<count).map { $0 == k ? 1 : 0 }
  }
}

import Core
import Exports
import TestSupport
import Testing

/// What is written whatever the language, and what is refused.
@Suite struct CodeExportTests {
  private static let all = Set(CodeQuantity.allCases)

  @Test(arguments: [
    ("net.c", "net"), ("models/my net.c", "my_net"), ("a-b.c.c", "a_b"), (".c", "network__"),
    ("3.c", "network_3"), ("exp.c", "network_exp"), ("expf.c", "network_expf"),
    ("while.c", "network_while"), ("net_values.c", "network_net_values"), ("π.c", "network__"),
    ("def.c", "network_def"), ("sigma_tansig.c", "network_sigma_tansig"),
  ])
  func theFunctionIsCalledAsItsFile(file: String, name: String) throws {
    let network = RandomNetwork.make([2, 3, 1], seed: 1)
    #expect(try CodeExport(network, in: .c, file: file, with: []).functionName == name)
  }

  @Test(arguments: CodeLanguage.allCases)
  func hostileNamesStayInTheirPlace(language: CodeLanguage) throws {
    let some = stride(from: 0, to: HostileText.all.count, by: 4).map { HostileText.all[$0] }
    for name in some + [CodeNetworks.hostile, "", String(repeating: "é", count: 9000)] {
      let plain = RandomNetwork.make([2, 3, 1], seed: 1)
      let network = Network(
        name: name, layers: plain.layers, inputNames: [name, "b"], outputNames: [name])
      // What is called by its name has one that can be called.
      let stem = [.python, .matlab].contains(language) ? "f" : name
      let file = stem + "." + language.ending
      let text = try CodeExport(network, in: language, file: file, with: Self.all).text
      #expect(text.utf8.allSatisfy { $0 == 10 || 32..<127 ~= $0 }, "\(name.debugDescription)")
      #expect(text.utf8.count < 60_000)
    }
  }

  @Test(arguments: CodeLanguage.allCases)
  func onlyWhatIsAskedForIsWritten(language: CodeLanguage) throws {
    let network = RandomNetwork.make([2, 3, 2], seed: 1)
    let short = try CodeExport(network, in: language, file: Self.file(language), with: []).text
    let long = try CodeExport(network, in: language, file: Self.file(language), with: Self.all).text
    #expect(short.utf8.count < long.utf8.count)
    for word in ["jacobian", "hessian", "adjoint", "curvature"] {
      #expect(!short.contains(word), "\(word)")
    }
  }

  /// Each choice of quantities is strict C on its own: nothing is left over that nothing calls.
  @Test func everyChoiceIsStrictC() throws {
    let folder = try TemporaryFolder()
    var files: [String] = []
    let networks = [
      RandomNetwork.make([2, 3, 2], seed: 1),
      RandomNetwork.make([4, 3, 3], hidden: "poslin", last: "logsoftmax", seed: 2),
      RandomNetwork.make([3, 2], seed: 3),
    ]
    for (n, network) in networks.enumerated() {
      for choice in 0..<8 {
        let quantities = CodeQuantity.allCases.enumerated().filter { choice >> $0.offset & 1 == 1 }
        let name = "f\(n)\(choice).c"
        let program = try CodeExport(
          network, in: .c, file: name, with: Set(quantities.map(\.element)))
        files.append(try folder.write(program.text, to: name))
      }
    }
    try CompiledC.compile(files + ["-fsyntax-only"], in: folder)
  }

  @Test func theNumbersAreTheWeights() throws {
    let network = RandomNetwork.make([3, 5, 2], seed: 7)
    for language in CodeLanguage.allCases {
      let text = try CodeExport(network, in: language, file: Self.file(language), with: []).text
      for weight in network.layers.flatMap(\.weights.storage) {
        #expect(text.contains("\(weight)"), "\(language)")
      }
    }
  }

  @Test func whatCannotBeExpressedIsRefused() throws {
    var network = RandomNetwork.make([3, 5, 2], seed: 7)
    network.setWeight(layer: 1, 0, 0, to: .infinity)
    #expect(throws: CodeExportError.notFinite(layer: 2)) {
      try CodeExport(network, in: .c, file: "f.c", with: [])
    }
    let large = Network(
      name: "large",
      layers: [Layer(weights: Matrix(rows: 2000, columns: 2000, repeating: 0.5))])
    #expect(refusal(large, .python, [])?.contains("the most is 64 MB") == true)
    let wide = RandomNetwork.make([400, 400, 400, 2], seed: 1)
    #expect(refusal(wide, .c, [.hessian])?.contains("of stack") == true)
    #expect(refusal(wide, .swift, [])?.contains("write C") == true)
  }

  private static func file(_ language: CodeLanguage) -> String { "f." + language.ending }

  /// What is said where a network is refused.
  private func refusal(
    _ network: Network, _ language: CodeLanguage, _ quantities: Set<CodeQuantity>
  ) -> String? {
    do {
      _ = try CodeExport(network, in: language, file: Self.file(language), with: quantities)
      return nil
    } catch { return "\(error)" }
  }
}

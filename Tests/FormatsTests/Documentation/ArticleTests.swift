import Core
import Foundation
import TestSupport
import Testing

@testable import Formats

/// The code of the articles is compiled, here, and does what the articles say.
@Suite struct ArticleTests {
  static let articles = [
    "Sources/Core/Core/Documentation.docc/DerivativesAtAPoint.md",
    "Sources/Core/Core/Documentation.docc/CheckingYourDerivatives.md",
    "Sources/Formats/Documentation.docc/ReadingAndSweeping.md",
  ]

  /// What stands between the marks of `ArticleCode.swift`, in order.
  private static func regions() throws -> [String] {
    let source = try text("Tests/FormatsTests/Documentation/ArticleCode.swift")
    var regions: [String] = []
    var open: [Substring]?
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.drop { $0 == " " }
      if bare.hasPrefix("// docc: ") {
        open = []
      } else if bare == "// end", let lines = open {
        let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        regions.append(lines.map { $0.dropFirst(indent) }.joined(separator: "\n"))
        open = nil
      } else {
        open?.append(line)
      }
    }
    return regions
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try TestFiles.bytes(path), as: UTF8.self)
  }

  private static func blocks(of article: String) throws -> [String] {
    try text(article).components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func everyBlockIsCodeThatIsCompiled() throws {
    let blocks = try Self.articles.flatMap { try Self.blocks(of: $0) }
    #expect(blocks.count >= 10)
    #expect(blocks == (try Self.regions()))
  }

  @Test func derivativesAreThoseOfTheFormulas() throws {
    let network = DerivativesArticle.network()
    let (jacobian, hessians, mixed) = try DerivativesArticle.derivatives(network)
    // Those of the bundled network of the same weights, as the README shows them.
    let shown = [-0.192591, -0.494908, 0.654815, 0.0518633]
    for (value, wanted) in zip(jacobian.storage, shown) { #expect(abs(value - wanted) < 1e-6) }
    #expect(hessians.count == 2 && abs(mixed + 0.150105) < 1e-6)
    let (first, behind) = try DerivativesArticle.parts(network)
    #expect(first == network.layers[0].weights && behind == network.layers[1].weights)
    let gradient = DerivativesArticle.weights(network)
    let hidden = NetworkMap(network, to: .activation(1))([0.5, -1])
    #expect(gradient == Matrix([hidden, [0, 0, 0]]))
  }

  @Test func theSlipIsFound() throws {
    let network = DerivativesArticle.network()
    let worst = try CheckingArticle.worst(network)
    #expect(worst.verdict == .wrong && worst.place.hasPrefix("∂A1/∂I1 is off by 0.037"))
    let (mine, right) = (myJacobian(of: network), try CheckingArticle.claim(network))
    #expect(abs(abs(mine[0, 0] - right[0, 0]) - 0.0374) < 1e-4)
  }

  @Test func readingAndSweepingAgreeWithThePoint() throws {
    let bytes = try TestFiles.bytes("Sources/NetREPL/Shell/Commands/Networks/Examples/iris.json")
    let network = try ReadingArticle.read(bytes)
    #expect(network.inputCount == 4 && network.outputCount == 3)
    let (outputs, jacobians) = ReadingArticle.sweep(network)
    #expect(outputs.rows == 2 && outputs.columns == 3 && jacobians.columns == 12)
    let jacobian = try NetworkMap(network).jacobian(at: [6.2, 2.9, 4.3, 1.3])
    for (value, wanted) in zip(jacobians.row(1), jacobian.storage) {
      #expect(abs(value - wanted) < 1e-12)
    }
    let rows = try ReadingArticle.rows(Array("5.1,3.5,1.4,0.2\n6.2,2.9,4.3,1.3\n".utf8), network)
    #expect(rows == Matrix([[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]))
    #expect(
      try ModelFile.read(ReadingArticle.write(network), name: "again.json").network == network)
  }
}

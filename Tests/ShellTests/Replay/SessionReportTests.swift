import Core
import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import Shell

/// A report says what the session said, and its replay finds every digit that is not as it was.
@Suite struct SessionReportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs lines, the last of which write reports in the folder.
  private func run(_ lines: String...) throws {
    var engine = Engine(checkpoint: {})
    engine.session.folder = folder.path
    for line in lines { #expect(engine.run(line) != .quit, "\(line)") }
  }

  private func replayed(_ name: String) throws -> ReplayedFile {
    try ReplayedFile(replaying: folder.path + "/" + name)
  }

  private static let lines = [
    "load example small", "jacobian; hessian of A1", "claim J = W1", "nonsense",
    "derive hessian all",
    "plot A1 along I2", "heat J", "set precision full", "output",
  ]

  @Test(arguments: ["r.html", "r.md"]) func aReportReplays(name: String) throws {
    var engine = Engine(checkpoint: {})
    engine.session.folder = folder.path
    for line in Self.lines { engine.run(line) }
    #expect(engine.run("report \(name)") == .succeeded)
    // What a report says of itself is no part of it.
    #expect(engine.run("report \(name)") == .succeeded)
    let file = try replayed(name)
    #expect(file.isSame && file.commandCount == Self.lines.count)
  }

  @Test func changedDigitsAreFound() throws {
    try run("load example small", "jacobian", "eig(H1)", "bars J[1,:]", "report r.html")
    let text = Array(try folder.read("r.html"))
    // The answers: all between a command and the end of its section.
    var (isInside, places) = (false, [Int]())
    var position = 0
    for line in String(text).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("<section") { isInside = true }
      if line == "</section>" { isInside = false }
      if isInside, !line.hasPrefix("<pre class=\"command\">"), !line.hasPrefix("<section") {
        places += line.indices.enumerated().filter {
          line[$0.element].isASCII && line[$0.element].isNumber
        }
        .map { position + $0.offset }
      }
      position += line.count + 1
    }
    #expect(places.count > 200)
    var random = SeededGenerator(seed: 5)
    for place in places.shuffled(using: &random).prefix(200) {
      var changed = text
      let digit = text[place].wholeNumberValue ?? 0
      changed[place] = Character("\((digit + Int.random(in: 1...9, using: &random)) % 10)")
      try folder.write(String(changed), to: "changed.html")
      let around = String(text[max(place - 30, 0)..<min(place + 10, text.count)])
      #expect(try !replayed("changed.html").isSame, "\(around)")
    }
  }

  /// Each session file becomes a page: small, without scripts and addresses, its drawings and formulas well formed.
  @Test func sessionsBecomePages() throws {
    let sessions = TestSession.root + "sessions/"
    for name in ["03-the-hessian-derived", "12-pictures"] {
      try run("report \(name).html from \(sessions)\(name).md")
      let text = try folder.read("\(name).html")
      #expect(text.utf8.count <= (name.hasPrefix("03") ? 300_000 : 1_000_000))
      let plain = text.replacing("http://www.w3.org/2000/svg", with: "")
      for word in ["<script", "http:", "https:", "<link", "<img", "@import"] {
        #expect(!plain.contains(word), "\(name): \(word)")
      }
      #expect(text.contains("<h1>") && !text.contains("```"))
      var found = 0
      for element in text.matches(of: /<(math|svg)[ >](?:.|\n)*?<\/\1>/) {
        let xml = String(element.0).replacing("&#xa0;", with: " ")
        let parser = XMLParser(data: Data(xml.utf8))
        #expect(parser.parse(), "\(xml.prefix(200))")
        found += 1
      }
      #expect(found > (name.hasPrefix("03") ? 20 : 2))
    }
  }

  @Test(arguments: [
    ("J = ∂A/∂I = D2 W2 D1 W1", ["<mfrac>", "<mi>W</mi><mrow><mn>1</mn></mrow>"]),
    ("H_k = Σ_l G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l", ["<munder><mo>∑</mo>", "<mo>∘</mo>", "″"]),
    ("tansig: σ′ = 4e^(−2x)/(1 + e^(−2x))² = 1 − T²", ["tansig:", "<msup>"]),
    ("D2 = diag(σ′(z2)),  purelin: σ′ = 1", ["purelin:", "<mspace"]),
    ("∂²s/∂W1[p,q]∂W1[i,j] = Γ1[p,i] I[q] I[j]", ["<mn>2</mn>", "[p,q]"]),
  ])
  func formulas(line: String, parts: [String]) throws {
    let markup = try #require(MathML.text(of: line))
    for part in parts { #expect(markup.contains(part), "\(markup)") }
    #expect(XMLParser(data: Data(markup.replacing("&#xa0;", with: " ").utf8)).parse())
  }

  @Test(arguments: [
    "no formula here, but words", "[1,2] = 3 · 4 = 12", "x for x > 0, otherwise 0", "a = %3",
  ])
  func whatIsNoFormula(line: String) { #expect(MathML.text(of: line) == nil) }

  /// What a user or a file calls something acts on no page.
  @Test func namesAreText() throws {
    try run(
      "load example small", "define f(x) = x<script>", "jacobian of '<b>\"&'", "report r.html")
    let text = try folder.read("r.html")
    #expect(!text.contains("<script") && !text.contains("<b>"))
    #expect(try replayed("r.html").isSame)
  }

  @Test(arguments: [
    ("report r.pdf", "a report is a file in .html, .md or .tex"),
    ("report r", "a report is a file"),
    ("report r.html from missing.md", "missing.md"),
    ("report r.html", "nothing has been answered yet"),
  ])
  func whatCannotBe(line: String, message: String) throws {
    final class Told { var errors: [String] = [] }
    let told = Told()
    var engine = Engine(checkpoint: {})
    engine.session.folder = folder.path
    engine.show = { event, _ in
      if case .failure(let error, _) = event { told.errors.append(error.message) }
    }
    #expect(engine.run(line) == .failed)
    #expect(told.errors.count == 1 && told.errors[0].contains(message), "\(told.errors)")
  }

  @Test(arguments: [
    ("<section class=\"step\">\n<p>x</p>\n</section>", "begins with its command"),
    ("<section class=\"step\">\n<pre class=\"command\"><code>output</code></pre>", "no end"),
    ("<p>nothing</p>", "there is no session in it"),
  ])
  func brokenPages(text: String, message: String) throws {
    try folder.write(text, to: "broken.html")
    do {
      _ = try replayed("broken.html")
      Issue.record("read")
    } catch {
      #expect(
        "\(error)".contains(message) || (error as? CommandError)?.message.contains(message) == true)
    }
  }
}

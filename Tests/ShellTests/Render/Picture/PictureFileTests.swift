import Foundation
import Platform
import TestSupport
import Testing

@testable import Shell

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PictureFileTests {
  /// What an SVG has in it, by a parser that is not ours.
  private final class Elements: NSObject, XMLParserDelegate {
    var names: [String] = []
    var attributes: [(name: String, values: [String: String])] = []
    var texts: [String] = []
    private var text: String?

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?,
      attributes values: [String: String]
    ) {
      names.append(name)
      attributes.append((name, values))
      text = ["text", "title"].contains(name) ? "" : nil
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      if let text { texts.append(text) }
      text = nil
    }
  }

  private static func elements(of svg: String) throws -> Elements {
    let parser = XMLParser(data: Data(svg.utf8))
    let elements = Elements()
    parser.delegate = elements
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return elements
  }

  private func file(_ line: String, _ session: inout TestSession, _ folder: TemporaryFolder) throws
    -> [UInt8]
  {
    let name = String(try #require(line.split(separator: " ").last))
    let text = try session.text(line.replacing(name, with: "\(folder.path)/\(name)"))
    #expect(text.hasPrefix("Written to "), "\(text)")
    return try File.read("\(folder.path)/\(name)", limit: 1 << 24)
  }

  private static let lines = [
    "heat J", "heat H", "heat W2 values", "bars J", "plot A1 along I2", "plot activation tansig",
    "plot fd",
    "plot slope", "plot spectrum H1", "contour A1 I1 I2", "network", "jacobian", "export H1",
  ]

  @Test(arguments: lines) func everyPictureIsSVG(line: String) throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example iris")
    let arrow = line.hasPrefix("export") ? "" : " >"
    let first = try file("\(line)\(arrow) a.svg", &session, folder)
    let second = try file("\(line)\(arrow) b.svg", &session, folder)
    #expect(first == second, "the same numbers give the same bytes")
    let svg = String(decoding: first, as: UTF8.self)
    let elements = try Self.elements(of: svg)
    #expect(elements.names.first == "svg")
    // Nothing in it is run, or fetched.
    #expect(
      Set(elements.names).isSubset(of: [
        "svg", "title", "rect", "text", "path", "polygon", "circle", "clipPath", "g",
      ]))
    #expect(!svg.contains("href") && !svg.contains("nan") && !svg.contains("inf\""))
    let width = try #require(elements.attributes[0].values["width"].flatMap(Double.init))
    let height = try #require(elements.attributes[0].values["height"].flatMap(Double.init))
    #expect(width >= 300 && width < 2000 && height >= 60 && height < 2000)
    // What is written stands within the picture.
    for (name, values) in elements.attributes where name == "text" {
      let (x, y) = (Double(values["x"] ?? "") ?? -1, Double(values["y"] ?? "") ?? -1)
      #expect(x >= 0 && x <= width && y >= 0 && y <= height, "\(line): \(values)")
    }
  }

  @Test func theCellsOfAHeatMap() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example small", "w = [1 0.5; -0.25 -1; 0 0.75]")
    let elements = try Self.elements(
      of: String(decoding: file("heat w > q.svg", &session, folder), as: UTF8.self))
    let fills = elements.attributes.filter { $0.name == "rect" }.compactMap { $0.values["fill"] }
    // The paper, the cells row by row, the frame, then the scale.
    #expect(
      Array(fills.prefix(7)) == [
        "#ffffff", "#a24100", "#cf9b81", "#bdcfe5", "#1164b3", "#f3f3f3", "#ba6f49",
      ])
    #expect(elements.texts.contains("[2,1] = -0.25") && elements.texts.contains("−1"))
  }

  @Test func aCurveGoesThroughItsPlaces() throws {
    let plot = Plot(
      title: "p", x: .init(label: "x", range: 0...10), y: .init(label: "y", range: 0...1),
      series: [
        .init(
          "a", .solid, .main, [.init(0, 0), .init(5, 1), .init(7, .nan), .init(8, 0), .init(10, 1)])
      ])
    let elements = try Self.elements(of: plot.svg(caption: ""))
    let frame = try #require(elements.attributes.last { $0.name == "rect" }?.values)
    let (left, top) = (Double(frame["x"] ?? "") ?? 0, Double(frame["y"] ?? "") ?? 0)
    let (width, height) = (Double(frame["width"] ?? "") ?? 0, Double(frame["height"] ?? "") ?? 0)
    let curves = elements.attributes.filter { $0.values["stroke-width"] == "1.8" }.compactMap {
      $0.values["d"]
    }
    func place(_ x: Double, _ y: Double) -> String {
      "\(SVG.number(left + width * x))" + " " + SVG.number(top + height * (1 - y))
    }
    #expect(
      curves == ["M\(place(0, 0))L\(place(0.5, 1))", "M\(place(0.8, 0))L\(place(1, 1))"],
      "a gap at nan")
  }

  @Test func textIsEscaped() throws {
    #expect(
      "a<b & \"c\"\u{1b}[31m\u{202e}".escapedAsXML()
        == "a&lt;b &amp; &quot;c&quot;\\u{1b}[31m\\u{202e}")
    #expect(
      [0, -0.001, 1.5, 2.005, -3.10, 1e9, .nan].map(SVG.number) == [
        "0", "0", "1.5", "2", "-3.1", "1000000", "0",
      ])
  }

  @Test func pngAndPDF() throws {
    // Where the machine has no librsvg, its absence is what is tested.
    let path = environmentVariable("PATH") ?? ""
    let isThere = path.split(separator: ":").contains { ProgramFolder.canRun("\($0)/rsvg-convert") }
    let folder = try TemporaryFolder()
    var session = try TestSession("load example iris")
    guard isThere else {
      #expect(try session.error("heat J > \(folder.path)/j.png").message.contains("librsvg2-bin"))
      return
    }
    #expect(try file("heat J > j.png", &session, folder).prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    #expect(try file("plot fd > f.pdf", &session, folder).prefix(5) == Array("%PDF-".utf8)[...])
  }

  @Test func withoutTheConverterOneLineSaysHowToGetIt() throws {
    let picture = Picture.bars(BarChart(title: "b", of: "entry", bars: []))
    for search in [nil, "", "relative/folder", "/nowhere:/nowhere/else"] {
      do {
        _ = try PictureFile.bytes(of: picture, caption: "", endingIn: "png", search: search)
        Issue.record("made")
      } catch {
        #expect(
          error.description
            == "a .png is made by rsvg-convert, which is not there: `apt install librsvg2-bin` brings it; .svg "
            + "needs nothing")
      }
    }
  }

  @Test func aConverterThatFailsIsSaid() throws {
    let folder = try TemporaryFolder()
    try folder.write("#!/bin/sh\nexit 3\n", to: "rsvg-convert")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/rsvg-convert")
    let picture = Picture.bars(BarChart(title: "b", of: "entry", bars: []))
    do {
      _ = try PictureFile.bytes(of: picture, caption: "", endingIn: "pdf", search: folder.path)
      Issue.record("made")
    } catch {
      #expect(error.description.hasPrefix("rsvg-convert makes no .pdf of it: "), "\(error)")
      #expect(error.description.hasSuffix("; .svg needs nothing"))
    }
  }

  @Test func otherFilesOfPictures() throws {
    let folder = try TemporaryFolder()
    var session = try TestSession("load example iris")
    let csv = String(
      decoding: try file("plot A1 along I2 > p.csv", &session, folder), as: UTF8.self)
    #expect(csv.hasPrefix("I2,A1,tangent,quadratic\n"))
    #expect(csv.split(separator: "\n").count > 200)
    let matrix = String(decoding: try file("heat J > j.csv", &session, folder), as: UTF8.self)
    #expect(matrix.contains("setosa"))
    #expect(
      try session.error("plot fd > \(folder.path)/f.npy").message
        == "this command answers a table, which .csv .tsv .md .tex and .json hold, and a picture, which .svg .png "
        + "and .pdf are")
    let markdown = try session.text("plot A1 along I2", .markdown)
    #expect(markdown.split(separator: "\n").count { $0.hasPrefix("| ") } == 27, "25 of the places")
  }
}

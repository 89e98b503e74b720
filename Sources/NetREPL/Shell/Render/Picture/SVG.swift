import Platform

/// A drawing in SVG, written by this program alone: the same numbers give the same bytes.
///
/// Lengths are in pixels, rounded to hundredths; text is escaped, and has no character that XML does not
/// know.
struct SVG {
  let width: Double
  private(set) var height: Double
  private var body: [String] = []

  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  /// The whole file, on white, with a title that readers read aloud.
  func text(titled title: String) -> String {
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
      font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="12" fill="#222222">
      <title>\(title.escapedAsXML())</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, size: Double = 12,
    color: RGB = RGB(0x222222), isBold: Bool = false, turned degrees: Double = 0
  ) {
    if text.isEmpty { return }
    let turn =
      degrees == 0
      ? "" : " transform=\"rotate(\(Self.number(degrees)) \(Self.number(x)) \(Self.number(y)))\""
    body.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
        + "font-size=\"\(Self.number(size))\" fill=\"\(color.hex)\"\(isBold ? " font-weight=\"bold\"" : "")"
        + "\(turn)>\(text.escapedAsXML())</text>")
  }

  /// - Parameter title: what is shown while a pointer rests on it.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: RGB?, stroke: RGB? = nil,
    title: String = "", radius: Double = 0
  ) {
    let place =
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
      + "height=\"\(Self.number(height))\"\(radius > 0 ? " rx=\"\(Self.number(radius))\"" : "") "
      + "fill=\"\(fill?.hex ?? "none")\"\(stroke.map { " stroke=\"\($0.hex)\"" } ?? "")"
    body.append(
      title.isEmpty ? "\(place)/>" : "\(place)><title>\(title.escapedAsXML())</title></rect>")
  }

  mutating func line(
    _ points: [(x: Double, y: Double)], _ color: RGB, width: Double = 1, dash: String = ""
  ) {
    guard points.count > 1 else { return }
    let path = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(Self.number(point.x)) \(Self.number(point.y))"
    }.joined()
    body.append(
      "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\(Self.number(width))\""
        + "\(dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"") stroke-linejoin=\"round\"/>")
  }

  mutating func area(_ points: [(x: Double, y: Double)], _ color: RGB) {
    guard points.count > 2 else { return }
    let path = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    body.append("<polygon points=\"\(path)\" fill=\"\(color.hex)\" fill-opacity=\"0.35\"/>")
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, fill: RGB, stroke: RGB? = nil) {
    body.append(
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\" "
        + "fill=\"\(fill.hex)\"\(stroke.map { " stroke=\"\($0.hex)\"" } ?? "")/>")
  }

  /// What follows is drawn within a rectangle alone, until `endClip`.
  mutating func beginClip(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    body.append(
      "<clipPath id=\"plot\"><rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
        + "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"/></clipPath>")
    body.append("<g clip-path=\"url(#plot)\">")
  }

  mutating func endClip() { body.append("</g>") }

  mutating func grow(to height: Double) { self.height = max(self.height, height) }

  /// A length in hundredths, without zeros behind it.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    // Far outside of any drawing, where digits are no matter.
    var text = CNumber.fixed(min(max(value, -1e6), 1e6), decimals: 2)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}

extension Picture {
  /// The picture as a file.
  ///
  /// - Parameter caption: what it is about, below the title: "at I = (0.5, −1)".
  func svg(caption: String = "") -> String {
    switch self {
    case .heat(let map): map.svg(caption: caption)
    case .plot(let plot): plot.svg(caption: caption)
    case .bars(let chart): chart.svg(caption: caption)
    case .layers(let diagram): diagram.svg
    }
  }
}

extension SVG {
  static let (faint, quiet) = (RGB(0xdddddd), RGB(0x666666))

  /// Title and caption; where the drawing begins below.
  mutating func head(_ title: String, caption: String) -> Double {
    text(title, 16, 26, size: 15, isBold: true)
    if caption.isEmpty { return 40 }
    text(caption, 16, 44, size: 11, color: Self.quiet)
    return 58
  }
}

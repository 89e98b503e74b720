/// The number of terminal columns that a text takes.
///
/// Wide East Asian characters and emoji take two, combining marks none, the rest one: ∂ ² ₁ − → σ
/// │ are 1. Text with escape sequences has no width: measure before colouring.
///
/// - Complexity: linear; a text of printable ASCII costs one pass over its bytes.
package func displayWidth(of text: String) -> Int {
  if text.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) { return text.utf8.count }
  // What tables are made of stands alone: no scalar joins the one before it.
  var count = 0
  for scalar in text.unicodeScalars {
    guard 0x20...0x7e ~= scalar.value || isNarrowSign(scalar.value) else {
      return text.reduce(0) { $0 + displayWidth(of: $1) }
    }
    count += 1
  }
  return count
}

/// Greek, raised and lowered digits, arrows, signs of mathematics, lines, blocks, braille.
private func isNarrowSign(_ value: UInt32) -> Bool {
  0x391...0x3C9 ~= value || 0x2070...0x209C ~= value || 0x2190...0x22FF ~= value
    || 0x2500...0x259F ~= value || 0x2800...0x28FF ~= value
}

/// The columns of one character, a base with its marks: those of its widest scalar.
func displayWidth(of character: Character) -> Int {
  let scalars = character.unicodeScalars
  let widest = scalars.lazy.map(displayWidth).max() ?? 0
  // A flag is a pair of narrow letters, and U+FE0F asks for the wide picture of what comes before.
  let isPicture =
    scalars.count > 1
    && (scalars.contains("\u{FE0F}") || scalars.allSatisfy { 0x1F1E6...0x1F1FF ~= $0.value })
  return isPicture ? 2 : widest
}

/// East Asian Width W and F, without the emoji, which Unicode's own property tells.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
  0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
  0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265,
  0x20000...0x2FFFD, 0x30000...0x3FFFD,
]

private func displayWidth(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value < 0x20 || 0x7f..<0xa0 ~= value ? 0 : 1 }
  if isNarrowSign(value) { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  // The second and third part of a Hangul syllable written out are drawn within the first.
  if 0x1160...0x11FF ~= value { return 0 }
  let isWide =
    wideRanges.contains { $0 ~= value }
    || scalar.properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF ~= value)
  return isWide ? 2 : 1
}

import Testing

@testable import Shell

@Suite struct PressedKeyTests {
  @Test(
    arguments: [
      ("a", [.character("a")]), ("é€𝄞", [.character("é"), .character("€"), .character("𝄞")]),
      ("\r\n", [.enter, .enter]), ("\t\u{7f}\u{8}", [.tab, .backspace, .backspace]),
      ("\u{1b}[A\u{1b}OB\u{1b}[C\u{1b}OD", [.up, .down, .right, .left]),
      ("\u{1b}[H\u{1b}[4~\u{1b}[1~\u{1b}OF", [.home, .end, .home, .end]),
      ("\u{1b}[5~\u{1b}[6~", [.pageUp, .pageDown]), ("\u{1b}[1;5C", [.right]),
      // Keys that mean nothing here.
      ("\u{1b}[3~\u{1b}[24~x", [.character("x")]), ("\u{1b}q", [.escape, .character("q")]),
      ("\u{1b}", [.escape]), ("\u{1}\u{0}", []),
      ("\u{2}\u{6}\u{4}", [.pageUp, .pageDown, .escape]),
      ("\u{202e}", []),
    ] as [(String, [PressedKey])])
  func keysOfBytes(text: String, keys: [PressedKey]) {
    var bytes = Array(text.utf8)
    #expect(PressedKey.keys(in: &bytes, isAll: true) == keys)
    #expect(bytes.isEmpty)
  }

  /// What comes in pieces is one key.
  @Test(arguments: ["\u{1b}[A", "\u{1b}[5~", "€", "\u{1b}OA"]) func keysInPieces(text: String) {
    let whole = Array(text.utf8)
    for cut in 1..<whole.count {
      var bytes = Array(whole[..<cut])
      #expect(PressedKey.keys(in: &bytes, isAll: false).isEmpty)
      bytes += whole[cut...]
      #expect(PressedKey.keys(in: &bytes, isAll: false).count == 1)
      #expect(bytes.isEmpty)
    }
  }

  /// Nothing that a keyboard, or a paste, sends ends the program or stays for ever.
  @Test func anyBytes() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var bytes = (0..<Int.random(in: 0..<40)).map { _ in
        Bool.random(using: &random)
          ? [0x1B, 0x5B, 0x4F].randomElement() ?? 0 : UInt8.random(in: 0...255)
      }
      _ = PressedKey.keys(in: &bytes, isAll: false)
      _ = PressedKey.keys(in: &bytes, isAll: true)
      #expect(bytes.isEmpty)
    }
  }
}

import CLibedit
import Platform
import Shell

/// The keys of the line editor: the program's own, then ~/.editrc over them.
@safe struct KeyBindings {
  let reader: OpaquePointer

  /// Binds the keys, then lets the user's file change them.
  func install() {
    bindOwn()
    guard let path = settingsPath, let bytes = try? readFile(path, atMost: 1 << 20) else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let line = String(decoding: line, as: UTF8.self)
      if !line.allSatisfy(\.isWhitespace), !line.drop(while: \.isWhitespace).hasPrefix("#") {
        run(line)
      }
    }
  }

  // MARK: Our keys

  private func bindOwn() {
    for code in 0x9c...0x9f {
      let command = code == line_reader_key_accept ? "ed-newline" : "netrepl-key"
      bind("\\" + String(code, radix: 8), to: command)
      bind("\\" + String(code, radix: 8), to: command, alternate: true)
    }
    bind("^I", to: "netrepl-complete")
    if unsafe line_reader_is_vi(reader) {
      // In vi's insert mode Escape means command mode: what follows it is bound there, as libedit
      // does for its arrow keys.
      for (key, _, command) in Self.sequences { bind(key, to: command, alternate: true) }
    } else {
      for (key, command, _) in Self.sequences { bind("\\e" + key, to: command) }
      for (key, command) in Self.emacs { bind(key, to: command) }
    }
  }

  private func bind(_ key: String, to command: String, alternate: Bool = false) {
    unsafe line_reader_bind(reader, key, command, alternate)
  }

  /// What the keys send after Escape on the usual terminals, with emacs' command and vi's.
  private static let sequences: [(key: String, emacs: String, vi: String)] =
    ["[1~", "[7~", "[H", "OH"].map { ($0, "ed-move-to-beg", "vi-zero") }
    + ["[4~", "[8~", "[F", "OF"].map { ($0, "ed-move-to-end", "ed-move-to-end") }
    + ["[1;5C", "[1;3C", "[5C", "Oc"].map { ($0, "em-next-word", "vi-next-word") }
    + ["[1;5D", "[1;3D", "[5D", "Od"].map { ($0, "ed-prev-word", "vi-prev-word") }
    + ["[1;2C"].map { ($0, "ed-next-char", "ed-next-char") }
    + ["[1;2D"].map { ($0, "ed-prev-char", "ed-prev-char") }
    + [
      ("[3~", "ed-delete-next-char", "ed-delete-next-char"),
      ("[3;5~", "em-delete-next-word", "ed-delete-next-char"),
      ("[5~", "ed-search-prev-history", "ed-search-prev-history"),
      ("[6~", "ed-search-next-history", "ed-search-next-history"),
    ]
    // Without a meaning, but not to leave their tail on the line.
    + ["[2~", "[Z", "OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~"]
    .map { ($0, "ed-unassigned", "ed-unassigned") }
    + ["[23~", "[24~"].map { ($0, "ed-unassigned", "ed-unassigned") }

  /// Where libedit's emacs keys differ from what people know from their shell.
  private static let emacs = [
    ("^R", "em-inc-search-prev"), ("^W", "ed-delete-prev-word"), ("^U", "vi-kill-line-prev"),
  ]

  // MARK: The user's file

  private var settingsPath: String? {
    environmentVariable("EDITRC") ?? environmentVariable("HOME").map { $0 + "/.editrc" }
  }

  /// Runs one line of the file. Line by line and not with `el_source`: `bind -e` and `bind -v`,
  /// with which many files begin, forget every key, and ours must come back before the next line.
  private func run(_ line: String) {
    let tokenizer = unsafe tok_init(nil)
    defer { unsafe tok_end(tokenizer) }
    var count: CInt = 0
    var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    guard unsafe tok_str(tokenizer, line, &count, &words) == 0, count > 0,
      let words = unsafe words
    else { return }
    _ = unsafe el_parse(line_reader_editor(reader), count, words)
    let texts = (0..<Int(count)).compactMap { unsafe words[$0].map { unsafe String(cString: $0) } }
    if texts[0].hasSuffix("bind"), texts.contains("-e") || texts.contains("-v") { bindOwn() }
  }
}

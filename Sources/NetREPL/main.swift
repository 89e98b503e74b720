// For now: reads lines and says what it read, so that the terminal part can be driven.

import Glibc

var output = BufferedOutput.standardOutput()
let commands = [
  "load", "new", "networks", "use", "network", "save", "show", "set", "settings", "output", "trace",
  "jacobian", "hessian", "gradient", "perturb", "slope", "check", "define", "claim", "derive",
  "heat", "help", "history", "quit",
]

@MainActor func finish(_ status: CInt) -> Never {
  do {
    try output.flush()
  } catch {
    writeToStandardError("error: \(error)\n")
    exit(1)
  }
  exit(status)
}

Interrupt.install()
if TerminalScreen.input.isTerminal {
  let history = HistoryFile(path: HistoryFile.usualPath())
  let editor = try LineEditor(programName: "netrepl", history: history) { line, cursor in
    let before = Array(line.utf8.prefix(cursor))
    let start = (before.lastIndex(of: UInt8(ascii: " ")) ?? -1) + 1
    let text = String(decoding: before[start...], as: UTF8.self)
    return Completions(
      replaced: start..<cursor,
      candidates: commands.filter { $0.hasPrefix(text) }.map { .init(text: $0) })
  }
  let prompt = TerminalScreen.output.usesColor(.auto) ? "\u{1b}[1mnet>\u{1b}[0m " : "net> "
  loop: while true {
    if let note = history.takeNote() { writeToStandardError("note: \(note)\n") }
    switch try editor.readLine(prompt: prompt) {
    case .line("quit"), .endOfFile: break loop
    case .interrupted(discarded: true): continue
    case .interrupted(discarded: false): writeToStandardError("quit or Ctrl-D leaves\n")
    case .line(let line): print(line.escapingControls, to: &output)
    }
    try output.flush()
  }
} else {
  while let line = readLine() { print(line.escapingControls, to: &output) }
}
finish(0)

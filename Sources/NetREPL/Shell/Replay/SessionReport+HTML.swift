import Core

extension SessionReport {
  /// One file that needs no script and no network; `netrepl replay` runs its commands again and compares
  /// what stands in it.
  var html: String {
    var body = ["<h1>\(title.escapedAsXML())</h1>"]
    if isCut { body.append("<p>The first lines of the session are no longer kept.</p>") }
    for item in items {
      switch item {
      case .prose(let lines): body += HTMLProse.blocks(of: lines)
      case .step(let step): body += step.section
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="netrepl">
      <title>\(title.escapedAsXML())</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(body.joined(separator: "\n"))
      </main>
      <footer>Made by netrepl. <code>netrepl replay</code> and the name of this file run every command again and \
      compare every number.</footer>
      </body>
      </html>

      """
  }

  /// Dark where the reader's screen is, plain on paper.
  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1b1f; --paper: #ffffff; --soft: #6a6a72; --line: #d8d8de; --code: #f4f4f7; --good: #1a6b34; --doubtful: #8a5a00; --bad: #b00020; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #16161a; --soft: #9a9aa4; --line: #3a3a42; --code: #222228; --good: #6fce8f; --doubtful: #e2b04a; --bad: #ff7a85; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
    main, footer { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    footer, small, .dim { color: var(--soft); font-weight: normal; }
    pre, code { font-family: "DejaVu Sans Mono", ui-monospace, monospace; font-size: 0.9em; }
    pre { overflow-x: auto; margin: 0.4em 0; }
    pre.command { background: var(--code); border-left: 3px solid var(--soft); padding: 0.4em 0.8em; margin-top: 1.2em; }
    pre.command::before { content: "> "; color: var(--soft); }
    table { border-collapse: collapse; margin: 0.5em 0; display: block; overflow-x: auto; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.1em 0.7em; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
    td.number, th.number { text-align: right; }
    h3 { margin: 0.8em 0 0.2em; font-size: 1em; }
    .strong { font-weight: bold; } .good { color: var(--good); } .doubtful, .warning { color: var(--doubtful); } .bad, .error { color: var(--bad); }
    svg { max-width: 100%; height: auto; background: #ffffff; }
    math { font-size: 1.1em; margin: 0.3em 0; }
    @media print { body { font-size: 10pt; } section.step, table, svg { break-inside: avoid; } pre { white-space: pre-wrap; } }
    """
}

extension SessionReport.Step {
  /// The command and its answer, between lines that a replay finds.
  fileprivate var section: [String] {
    let kind =
      Recorder.isUnsteady(line) ? HTMLTranscript.unsteady : hasFailed ? HTMLTranscript.failed : ""
    return ["<section class=\"step\(kind)\">", HTMLTranscript.command(line)] + htmlLines
      + [HTMLTranscript.end]
  }
}

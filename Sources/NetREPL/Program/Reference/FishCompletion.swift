/// What Tab offers behind `netrepl` in fish.
enum FishCompletion {
  static func script(for programs: [ProgramHelp]) -> String {
    let others = programs.filter { !$0.word.isEmpty }
    let first = others.map { "-a \($0.word) -d \(quoted($0.summary))" }
    return """
      # Completion of netrepl for fish, made by the program from its own options.

      # Which of the programs under the name is meant.
      function __netrepl_program
          set -l words (commandline -opc)
          if set -q words[2]; and contains -- $words[2] \(others.map(\.word).joined(separator: " "))
              echo $words[2]
          else
              echo netrepl
          end
      end

      function __netrepl_runs
          test (__netrepl_program) = $argv[1]
      end

      function __netrepl_is_first
          test (count (commandline -opc)) -eq 1
      end

      # How a line of commands can go on, as at the prompt.
      function __netrepl_commands
          set -l words (commandline -opc)
          set -l line (commandline -ct | string replace -r '^["\\']' '')
          $words[1] ---completion -- -c 0 65536 "$line" 2>/dev/null
      end

      complete -c netrepl -f
      \(first.map { "complete -c netrepl -n __netrepl_is_first \($0)" }.joined(separator: "\n"))
      \(programs.flatMap(lines).joined(separator: "\n"))

      """
  }

  private static func lines(of program: ProgramHelp) -> [String] {
    let name = program.word.isEmpty ? "netrepl" : program.word
    let start = "complete -c netrepl -n '__netrepl_runs \(name)'"
    let options = program.arguments.filter { !$0.isPositional }.map { argument in
      let names = argument.names.map { name in
        name.hasPrefix("--") ? "-l \(name.dropFirst(2))" : "-s \(name.dropFirst())"
      }.joined(separator: " ")
      let value = argument.takesValue ? " -x" + offer(argument.completion) : ""
      return "\(start) \(names)\(value) -d \(quoted(argument.meaning))"
    }
    let operands = program.arguments.filter(\.isPositional).map { argument in
      // Words go on behind a file.
      if case .words = argument.completion {
        return "\(start) -n 'not __netrepl_is_first'" + offer(argument.completion)
      }
      return start + offer(argument.completion)
    }
    return options + operands.enumerated().filter { !operands[..<$0].contains($1) }.map(\.element)
  }

  private static func offer(_ completion: ProgramHelp.Completion) -> String {
    switch completion {
    case .nothing: ""
    case .words(let words): " -a '\(words.joined(separator: " "))'"
    case .files([]): " -a '(__fish_complete_path)'"
    case .files(let endings):
      " -a '(__fish_complete_suffix \(endings.map { ".\($0)" }.joined(separator: " ")))'"
    case .commands: " -a '(__netrepl_commands)'"
    }
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}

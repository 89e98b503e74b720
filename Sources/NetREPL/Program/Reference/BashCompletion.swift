import Shell

/// What Tab offers behind `netrepl` in bash.
enum BashCompletion {
  static func script(for programs: [ProgramHelp]) -> String {
    let words = programs.map(\.word)
    let others = words.filter { !$0.isEmpty }
    return """
      # Completion of netrepl for bash, made by the program from its own options.

      # The words that begin as typed.
      _netrepl_words() { mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$1" -- "$word"); }

      # Files with these endings and folders; any file where there is none.
      _netrepl_files() {
        local ending found=${#COMPREPLY[@]}
        compopt -o filenames
        mapfile -t -O $found COMPREPLY < <(
          compgen -d -- "$word"
          for ending in "$@"; do compgen -f -X "!*.$ending" -- "$word"; done
        )
        (( ${#COMPREPLY[@]} > found )) || mapfile -t -O $found COMPREPLY < <(compgen -f -- "$word")
      }

      # How a line of commands can go on, as at the prompt.
      _netrepl_commands() {
        local line
        compopt -o filenames -o nospace
        while IFS= read -r line; do
          [[ $line ]] && COMPREPLY+=("${line%%$'\\t'*}")
        done < <("${COMP_WORDS[0]}" ---completion -- -c 0 65536 "$word" 2> /dev/null)
      }

      _netrepl() {
        local word=$2 previous=$3 program=
        COMPREPLY=()
        # In --format=plain the sign is a word of its own.
        if [[ $word == = ]]; then word=; fi
        if [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi
        # An open quote is no part of what is meant; behind a closed one nothing goes on.
        case $word in \\'*\\' | \\"*\\") return ;; esac
        word=${word#[\\"\\']}
        if (( COMP_CWORD > 1 )); then
          case ${COMP_WORDS[1]} in \(others.joined(separator: " | "))) program=${COMP_WORDS[1]} ;; esac
        fi
        case "$program $previous" in
      \(programs.flatMap(values).joined(separator: "\n"))
        esac
        case "$program $word" in
      \(programs.map { names(of: $0) }.joined(separator: "\n"))
        esac
        (( COMP_CWORD > 1 )) || _netrepl_words '\(others.joined(separator: " "))'
        case $program in
      \(programs.map(operands).joined(separator: "\n"))
        esac
      }

      complete -F _netrepl netrepl

      """
  }

  /// What can stand behind each option that takes a value.
  private static func values(of program: ProgramHelp) -> [String] {
    program.arguments.filter(\.takesValue).map { argument in
      let names = argument.names.map { "'\(program.word) \($0)'" }.joined(separator: " | ")
      return "    \(names)) \(call(argument.completion))return ;;"
    }
  }

  /// The options, where one has been begun.
  private static func names(of program: ProgramHelp) -> String {
    let names = program.arguments.flatMap(\.names).joined(separator: " ")
    return "    '\(program.word) -'*) _netrepl_words '\(names)'; return ;;"
  }

  /// The words that stand for themselves.
  private static func operands(of program: ProgramHelp) -> String {
    let kinds = program.arguments.filter(\.isPositional).map(\.completion)
    var calls: [String] = []
    for case .words(let words) in kinds {
      let only = program.word.isEmpty ? "(( COMP_CWORD > 1 )) && " : ""
      calls.append("\(only)_netrepl_words '\(words.joined(separator: " "))'; ")
    }
    var endings: [String] = []
    for case .files(let some) in kinds { endings += some }
    calls.append(call(.files(endings)))
    return "    '\(program.word)') \(calls.joined());;"
  }

  private static func call(_ completion: ProgramHelp.Completion) -> String {
    switch completion {
    case .nothing: ""
    case .words(let words): "_netrepl_words '\(words.joined(separator: " "))'; "
    case .files(let endings): "_netrepl_files \(endings.map { $0 + " " }.joined())".trimmed + "; "
    case .commands: "_netrepl_commands; "
    }
  }
}

extension String {
  /// Without spaces at the end.
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}

/// What Tab offers behind `netrepl` in zsh.
enum ZshCompletion {
  static func script(for programs: [ProgramHelp]) -> String {
    let others = programs.map(\.word).filter { !$0.isEmpty }
    let cases = programs.map { program in
      let specs = program.arguments.filter { !$0.isPositional }.flatMap(spec)
      let lines = (specs + operands(of: program)).map { "        '\($0)'" }
      return """
            '\(program.word)')
              _arguments -s \\
        \(lines.joined(separator: " \\\n"))
              ;;
        """
    }
    return """
      #compdef netrepl
      # Completion of netrepl for zsh, made by the program from its own options.

      # How a line of commands can go on, as at the prompt.
      _netrepl_commands() {
        local -a lines
        lines=(${(f)"$(${(Q)words[1]} ---completion -- -c 0 65536 "${(Q)PREFIX}" 2> /dev/null)"})
        lines=(${lines%%$'\\t'*})
        compadd -S '' -a lines
      }

      _netrepl_first() {
        _alternative 'programs:program:(\(others.joined(separator: " ")))' \\
          'files:file:_files -g "\(glob(programs.first?.firstFiles ?? []))"'
      }

      _netrepl() {
        local program=
        if (( CURRENT > 2 )) && [[ $words[2] == (\(others.joined(separator: "|"))) ]]; then
          program=$words[2]
          shift words
          (( CURRENT-- ))
        fi
        case $program in
      \(cases.joined(separator: "\n"))
        esac
      }

      if [[ $funcstack[1] == _netrepl ]]; then _netrepl "$@"; else compdef _netrepl netrepl; fi

      """
  }

  /// One for each name of an option; where one of them was given, the other is not offered.
  private static func spec(of argument: ProgramHelp.Argument) -> [String] {
    let value =
      argument.takesValue ? ":\(escaped(argument.valueName)):\(action(argument.completion))" : ""
    let repeats = argument.isRepeating ? "*" : ""
    let excluded =
      argument.names.count > 1 && !argument.isRepeating
      ? "(\(argument.names.joined(separator: " ")))" : ""
    return argument.names.map { name in
      let sign = argument.takesValue && name.hasPrefix("--") ? "=" : ""
      return "\(excluded)\(repeats)\(name)\(sign)[\(escaped(argument.meaning))]\(value)"
    }
  }

  private static func operands(of program: ProgramHelp) -> [String] {
    program.arguments.filter(\.isPositional).enumerated().map { index, argument in
      let isFirst = program.word.isEmpty && index == 0
      let place = argument.isRepeating ? "*" : "\(index + 1)"
      return "\(place):\(escaped(argument.valueName)):"
        + (isFirst ? "_netrepl_first" : action(argument.completion))
    }
  }

  private static func action(_ completion: ProgramHelp.Completion) -> String {
    switch completion {
    case .nothing: " "
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files([]): "_files"
    case .files(let endings): "_files -g \"\(glob(endings))\""
    case .commands: "_netrepl_commands"
    }
  }

  private static func glob(_ endings: [String]) -> String {
    "*.(\(endings.joined(separator: "|")))(-.)"
  }

  /// Inside single quotes, where brackets and colons end a part.
  private static func escaped(_ text: String) -> String {
    text.replacing("'", with: "'\\''").replacing(":", with: "\\:")
      .replacing("[", with: "\\[").replacing("]", with: "\\]")
  }
}

extension ProgramHelp {
  /// The endings of the files that its first word can be.
  fileprivate var firstFiles: [String] {
    if case .files(let endings)? = arguments.first(where: \.isPositional)?.completion {
      endings
    } else {
      []
    }
  }
}

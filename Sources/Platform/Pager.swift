internal import CSystem
import Glibc

/// Shows a text by another program that scrolls it, `less` where nothing else is chosen.
package enum Pager {
  /// The command that people chose, for a shell; nil where none is wanted or there.
  ///
  /// `NETREPL_PAGER` before `PAGER`; an empty one, or `cat`, is none.
  package static func command(environment: (String) -> String?) -> String? {
    if let chosen = environment("NETREPL_PAGER") ?? environment("PAGER") {
      return ["", "cat"].contains(chosen) ? nil : chosen
    }
    return ["/usr/bin/less", "/bin/less"].first(where: ProgramFolder.canRun)
  }

  /// Runs it with the text as its standard input, and waits until it is left.
  ///
  /// - Returns: whether it ran: where it does not, nothing has been shown.
  package static func show(_ text: [UInt8], by command: String) -> Bool {
    guard let file = try? NamelessFile(text) else { return false }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, file.descriptor, STDIN_FILENO)
    let arguments: [String] = ["/bin/sh", "-c", command]
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    // As git does: colours pass, what fits is not paged, and it stays on the screen.
    if environmentVariable("LESS") == nil { unsafe setenv("LESS", "FRX", 1) }
    defer {
      while let word = unsafe words.popLast() { unsafe free(word) }
    }
    var process: pid_t = 0
    guard unsafe posix_spawn(&process, "/bin/sh", &actions, nil, &words, environ) == 0 else {
      return false
    }
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    // 126 and 127: the shell could not run it.
    return ![126, 127].contains(status >> 8 & 0xFF)
  }
}

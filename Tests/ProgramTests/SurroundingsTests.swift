import TestSupport
import Testing

@testable import Platform

/// Where the program gets little, or what is usual is missing, it works or says in words why not.
///
/// `Scripts/hardening/surroundings.sh` does so at length.
@Suite struct SurroundingsTests {
  /// Each ends in words, with a status of its own: by a hang, an abort or a trap it would not.
  @Test(arguments: [
    "ulimit -v 65536", "ulimit -v 153600", "ulimit -v 204800", "ulimit -v 225280",
    "ulimit -v 307200", "ulimit -v 409600", "ulimit -v 1048576", "ulimit -n 3", "unset HOME TERM",
  ])
  func littleIsEnoughOrNot(limit: String) throws {
    let run = try Program.shell(
      "\(limit); exec $netrepl --no-rc --keep-going -c 'new 40-40-30-2; jacobian; hessian; spectrum H1'"
        + " -c 'save net.json'", in: try TemporaryFolder())
    guard case .exited(let status) = run.status else {
      Issue.record("\(limit): \(run.status), \(run.error)")
      return
    }
    // timeout(1) says 124, a shell 128 and more of a signal.
    #expect(status < 124 || status == 127, "\(limit): \(status), \(run.error)")
    #expect(status == 0 || run.error.contains("error"), "\(limit): \(status)")
  }

  @Test func memoryIsThatOfTheLeastGroup() throws {
    let folder = try TemporaryFolder()
    func tree(_ groups: String, _ limits: [String: String]) throws -> Int? {
      try folder.createParent(of: "proc/self/x")
      try folder.write(groups, to: "proc/self/cgroup")
      for (path, text) in limits {
        try folder.createParent(of: "sys/fs/cgroup/\(path)")
        try folder.write(text + "\n", to: "sys/fs/cgroup/\(path)")
      }
      return SystemTree(root: folder.path).controlGroupMemory
    }
    #expect(try tree("", [:]) == nil)
    #expect(try tree("0::/\n", ["memory.max": "max"]) == nil)
    #expect(try tree("0::/\n", ["memory.max": "700"]) == 700)
    // The groups around it limit it too.
    #expect(try tree("0::/a/b\n", ["a/memory.max": "500", "a/b/memory.max": "max"]) == 500)
    #expect(try tree("0::/a/b\n", ["a/b/memory.max": "300"]) == 300)
    // In a container the path is one that is not there.
    #expect(try tree("0::/elsewhere\n", [:]) == 700)
    // The first kind, beside the second.
    let both = "4:cpu,memory:/docker/x\n1:name=systemd:/docker/x\n0::/\n"
    #expect(try tree(both, ["memory/memory.limit_in_bytes": "9223372036854771712"]) == 700)
    #expect(try tree(both, ["memory/docker/x/memory.limit_in_bytes": "200"]) == 200)
  }

  @Test func theLimitOnMemoryIsNoMoreThanTheMachineHas() throws {
    let limit = try #require(MemoryLimit.bytes)
    #expect(limit > 0)
    #expect(limit <= (try #require(physicalMemory)))
  }
}

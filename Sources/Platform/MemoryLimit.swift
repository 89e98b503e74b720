import Glibc

/// The addresses of this program, where `ulimit -v` limits them.
package enum AddressSpace {
  /// How many more may be taken; nil where nothing limits them.
  package static var room: Int? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      let most = Int(exactly: limit.rlim_cur), limit.rlim_cur != rlim_t.max
    else { return nil }
    return max(0, most - taken)
  }

  /// The addresses in use, 0 where they are not told.
  private static var taken: Int {
    let pages = SystemTree().words("/proc/self/statm").first.flatMap { Int($0) } ?? 0
    return pages * max(1, sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// The bytes of memory that this program may take.
package enum MemoryLimit {
  /// The least of what the limit on addresses leaves, what the control groups allow, and what the
  /// machine has; nil where none of them can be told.
  package static var bytes: Int? { [AddressSpace.room, allowed].compactMap(\.self).min() }

  private static let allowed = [SystemTree().controlGroupMemory, physicalMemory]
    .compactMap(\.self).min()
}

/// What the system tells of itself in files.
package struct SystemTree {
  /// Where the tree begins: empty, but in tests.
  private let root: String

  package init(root: String = "") { self.root = root }

  /// The words of a short file; none where there is no such file.
  func words(_ path: String) -> [String] {
    lines(path).flatMap { $0.split(separator: " ") }.map(String.init)
  }

  private func lines(_ path: String) -> [Substring] {
    guard let file = unsafe fopen(root + path, "r") else { return [] }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
  }

  /// The memory that the control groups of this program allow, of the first kind and the second: each
  /// group limits what is in it, and all those around it do too.
  var controlGroupMemory: Int? {
    // "0::/user.slice/a" of the second kind, "4:memory,cpu:/a" of the first.
    let found = lines("/proc/self/cgroup").flatMap { line -> [Int] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      if parts[0] == "0", parts[1].isEmpty {
        return limits(in: "/sys/fs/cgroup", group: parts[2], "memory.max")
      }
      guard parts[1].split(separator: ",").contains("memory") else { return [] }
      return limits(in: "/sys/fs/cgroup/memory", group: parts[2], "memory.limit_in_bytes")
    }
    return found.min()
  }

  /// The limits of a group and of all around it. In a container its own group is the top, whatever it is
  /// called outside.
  private func limits(in folder: String, group: Substring, _ name: String) -> [Int] {
    var names = group.split(separator: "/")
    var found: [Int] = []
    while true {
      let path = ([folder] + names.map(String.init)).joined(separator: "/")
      // "max" is no number; the first kind has a number beyond all memory.
      if let limit = words("\(path)/\(name)").first.flatMap({ Int($0) }) { found.append(limit) }
      if names.isEmpty { return found }
      names.removeLast()
    }
  }
}

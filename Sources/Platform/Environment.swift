internal import CSystem
import Glibc

/// A variable of the environment; nil when unset.
package func environmentVariable(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// The bytes of memory that the machine has; nil where they cannot be told.
package var physicalMemory: Int? {
  let pages = sysconf(Int32(_SC_PHYS_PAGES))
  let (bytes, overflows) = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
  return overflows || bytes <= 0 ? nil : bytes
}

/// Gives memory back to the system as soon as much of it is freed; once, at the start.
func returnLargeBlocksWhenFreed() { return_large_blocks_when_freed() }

/// Ends the program without what libraries do at an end.
package func exitAtOnce(_ status: Int32) -> Never { _exit(status) }

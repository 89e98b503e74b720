internal import FuzzTargets
internal import Glibc

/// The target that FUZZ_TARGET names.
private let target: FuzzTarget = {
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  if name == "list" {
    // For the script that runs them.
    for target in FuzzTarget.all {
      print(target.name, target.mostBytes, target.seeds.joined(separator: " "))
    }
    // The fuzzer takes an exit for a fault, and ends at once.
    fflush(nil)
    exit(0)
  }
  guard let target = FuzzTarget.named(name) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    preconditionFailure("FUZZ_TARGET is '\(name)'; it can be \(names)")
  }
  return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

// Of the library as a whole: what netrepl.h says of each.

@c(netrepl_abi_version)
public func abiVersion() -> Int32 { 1 }

@c(netrepl_version)
public func version() -> UnsafePointer<CChar> { ("0.1.0" as StaticString).cString }

@c(netrepl_code_text)
public func codeText(_ code: Int32) -> UnsafePointer<CChar> {
  (Code(rawValue: code)?.text ?? Code.unknown).cString
}

import Glibc
enum Interrupt { static var isRequested: Bool { false }; static func install() {}; static func clear() {} }
enum Screen {
  enum Stream: Int32 { case input = 0, output, error }
  static func isTerminal(_ s: Stream) -> Bool { isatty(s.rawValue) == 1 }
  static var width: Int { 80 }
  static func isColored(_ c: Settings.ColorChoice, _ s: Stream) -> Bool { c == .always }
}
struct Output { static let standard = Output(fd: 1), error = Output(fd: 2); let fd: Int32
 func write(_ t: String) { var t = t; t.withUTF8 { _ = Glibc.write(fd, $0.baseAddress, $0.count) } }
 func flush() -> Bool { true } }
enum XDG { enum Kind { case config, state }; static func file(_ k: Kind, _ n: String) -> String? { nil } }

/// `netrepl_code`: how a call ended.
enum Code: Int32, Error, CaseIterable {
  case ok
  case nullPointer
  case misaligned
  case wrongInputCount
  case wrongVectorCount
  case wrongResultCount
  case noSuchOutput
  case noSuchQuantity
  case overlap
  case tooLarge
  case notRead
  case notANetwork
  case badOption

  var text: StaticString {
    switch self {
    case .ok: "all is well"
    case .nullPointer: "a pointer that must not be null is"
    case .misaligned: "an array does not begin where a double can"
    case .wrongInputCount: "the input has not as many doubles as the network has inputs, a row"
    case .wrongVectorCount: "weights are not as many as the outputs, or a direction as the inputs"
    case .wrongResultCount: "the result has another number of doubles than what is computed"
    case .noSuchOutput: "the network has no such output; outputs count from 0"
    case .noSuchQuantity: "there is no such quantity"
    case .overlap: "the result shares memory with what is read"
    case .tooLarge: "it does not fit the memory of this machine"
    case .notRead: "the file is missing, or cannot be read"
    case .notANetwork: "the file is no network that is known here"
    case .badOption: "an option is not known, or does not fit"
    }
  }

  static let unknown: StaticString = "no code of netrepl"
}

extension StaticString {
  /// The text as C has it: literals end with a 0, and stay.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

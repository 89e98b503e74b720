internal import Platform

/// The elements of an XML file and their attributes, in the order of the file.
///
/// Read is the part of XML that data is written in: elements, attributes, comments, the references
/// to characters. A document type, which can define entities or name other files, is refused, and
/// text between the tags is passed over.
struct XMLTree {
  static let depthLimit = 64

  /// The bytes of an element with what it says; one that says nothing has a fourth of them.
  private static let usualBytes = 16

  let bytes: [UInt8]
  private(set) var elements: [Element] = []

  /// Places in the bytes, narrow since there are many.
  struct Element {
    fileprivate var name: Range<UInt32>
    fileprivate var attributes: Range<UInt32>

    /// The element behind this one and all that are in it.
    fileprivate(set) var next: Int32
  }

  /// An element by its number in the file.
  typealias Reference = Int

  struct Problem: Error {
    let message: String
    let position: TextPosition
  }

  init(_ bytes: [UInt8]) throws(Problem) {
    self.bytes = bytes
    var scanner = XMLScanner(bytes)
    var open: [Reference] = []
    let usual = bytes.count / Self.usualBytes
    while let tag = try scanner.tag() {
      if elements.count & 255 == 0, StopRequest.isMade { throw scanner.problem("stopped") }
      if tag.kind == .end {
        guard let last = open.popLast(), text(elements[last].name) == text(tag.name) else {
          throw scanner.problem("</\(Quote.shortened(text(tag.name)))> ends nothing that is open")
        }
        elements[last].next = Int32(elements.count)
        continue
      }
      guard open.count < Self.depthLimit else {
        throw scanner.problem("more than \(Self.depthLimit) elements in each other are not read")
      }
      if elements.count > usual,
        let problem = ReadLimits.problem(
          .values, atLeast: elements.count, enough: bytes.count / 4)
      {
        throw scanner.problem(problem)
      }
      guard elements.isEmpty || !open.isEmpty else {
        throw scanner.problem("there is a second root")
      }
      elements.append(
        Element(
          name: tag.name, attributes: tag.attributes, next: Int32(elements.count + 1)))
      if tag.kind == .start { open.append(elements.count - 1) }
    }
    if let last = open.last {
      throw scanner.problem("<\(Quote.shortened(name(last)))> is not ended")
    }
    guard !elements.isEmpty else { throw scanner.problem("there is no element") }
  }

  // MARK: Looking at an element

  var root: Reference { 0 }

  /// The name without the prefix of its space.
  func name(_ element: Reference) -> String {
    let name = text(elements[element].name)
    return name.split(separator: ":").last.map(String.init) ?? name
  }

  /// The elements right in an element, of that name if one is given.
  func children(_ element: Reference, _ wanted: String? = nil) -> [Reference] {
    var result: [Reference] = []
    var child = element + 1
    while child < elements[element].next {
      if wanted.map({ name(child) == $0 }) ?? true { result.append(child) }
      child = Int(elements[child].next)
    }
    return result
  }

  func child(_ element: Reference, _ name: String) -> Reference? {
    var child = element + 1
    while child < elements[element].next {
      if self.name(child) == name { return child }
      child = Int(elements[child].next)
    }
    return nil
  }

  /// An attribute by its name, its references to characters read.
  func attribute(_ key: String, of element: Reference) -> String? {
    if StopRequest.isMade { return nil }
    let range = elements[element].attributes
    var scanner = XMLScanner(bytes, Int(range.lowerBound)..<Int(range.upperBound))
    while let attribute = try? scanner.attribute() {
      guard bytes[attribute.name].elementsEqual(key.utf8) else { continue }
      return XMLScanner.characters(bytes[attribute.value])
    }
    return nil
  }

  func position(_ element: Reference) -> TextPosition {
    TextPosition(offset: Int(elements[element].name.lowerBound), in: bytes)
  }

  private func text(_ range: Range<UInt32>) -> String {
    String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
  }
}

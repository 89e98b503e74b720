/// Formulas of any layer: G_l = W_l D_(l−1) G_(l−1), whose letter stands for a number.
extension Syntax {
  /// A quantity, or σ, of the layer that a letter means, or of one beside it: f_(l−1).
  struct Layered {
    var head: String
    var letter: String
    var offset = 0

    /// What transposes it, or differentiates σ.
    var primes = ""

    /// Its name at a layer: f1.
    func name(at layer: Int) -> String { "\(head)\(layer + offset)\(primes)" }

    /// The layers of a network of some depth at which it is there: f_0 is the input.
    func layers(of depth: Int) -> [Int] {
      (1...depth).filter { ((head == "f" ? 0 : 1)...depth).contains($0 + offset) }
    }
  }

  /// The quantity of any layer that it is: G_l, or W_(l+1), which reads as W_ of a sum.
  var layered: Layered? {
    switch kind {
    case .name(let text):
      guard let name = Subscripted(text), name.isOfLayers, let letter = name.letter else {
        return nil
      }
      return Layered(head: name.head, letter: letter, primes: name.primes)
    case .application(let text, let values):
      guard let name = Subscripted(text.text), name.isOfLayers, name.subscripted.isEmpty,
        values.count == 1, let (letter, offset) = values[0].letterAndOffset
      else { return nil }
      return Layered(head: name.head, letter: letter, offset: offset, primes: name.primes)
    default: return nil
    }
  }

  /// The same at some place: what stands for a layer, written out.
  init(_ name: Layered, at range: Range<Int>) {
    func syntax(_ kind: Kind) -> Syntax { Syntax(covering: range).with(kind) }
    if name.offset == 0 {
      self = syntax(.name("\(name.head)_\(name.letter)\(name.primes)"))
      return
    }
    let index = syntax(
      .sum([
        Term(isNegative: false, value: syntax(.name(name.letter))),
        Term(isNegative: name.offset < 0, value: syntax(.number("\(abs(name.offset))"))),
      ]))
    let plain = syntax(.application(Name(text: name.head + "_", range: range), [index]))
    self = name.primes.isEmpty ? plain : syntax(.transpose(plain))
  }

  /// σ of any layer before its brackets: σ_l(z_l).
  private var layeredFunction: Layered? {
    guard case .application(let text, _) = kind, let name = Subscripted(text.text),
      name.isOfLayers, let letter = name.letter
    else { return nil }
    return Layered(head: name.head, letter: letter, primes: name.primes)
  }

  /// l, l − 1 or l + 1: a letter and what is added to it.
  private var letterAndOffset: (letter: String, offset: Int)? {
    func letter(_ syntax: Syntax) -> String? {
      guard case .name(let text) = syntax.kind, text.count == 1, text.first?.isLowercase == true
      else { return nil }
      return text
    }
    if let letter = letter(self) { return (letter, 0) }
    guard case .sum(let terms) = kind, terms.count == 2, let letter = letter(terms[0].value),
      case .number(let text) = terms[1].value.kind, let number = Int(text), number < 1000
    else { return nil }
    return (letter, terms[1].isNegative ? -number : number)
  }

  /// All that stands for a layer in it.
  private var allLayered: [Layered] {
    var own = [layered ?? layeredFunction].compactMap(\.self)
    if case .derivative(let text) = kind { own = DerivativeSubscripts(text).layered }
    return own + children.flatMap(\.allLayered)
  }

  /// The letters that stand for a layer, each once: l of G_l, f_(l−1) and ∂z_l/∂I.
  var layerLetters: [String] {
    allLayered.map(\.letter).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The layers that a letter can stand for in a network of some depth: those that have all that it names.
  func layers(meantBy letter: String, of depth: Int) -> [Int] {
    let all = allLayered.filter { $0.letter == letter }.map { Set($0.layers(of: depth)) }
    return (1...depth).filter { layer in all.allSatisfy { $0.contains(layer) } }
  }

  /// The same with the number of a layer in the place of a letter.
  func at(layer number: Int, for letter: String) -> Syntax {
    if let name = layered {
      return name.letter == letter ? with(.name(name.name(at: number))) : self
    }
    if case .derivative(let text) = kind {
      return with(.derivative(DerivativeSubscripts(text).at(layer: number, for: letter)))
    }
    let inner = replacing(children: children.map { $0.at(layer: number, for: letter) })
    guard let name = layeredFunction, name.letter == letter,
      case .application(let head, let values) = inner.kind
    else { return inner }
    return with(
      .application(Name(text: name.name(at: number), range: head.range), values))
  }
}

internal import Core

/// A module function behind a genFunction program: what `tansig_apply` or `mapminmax_reverse` does.
///
/// The functions are called by name, and anybody may change what stands in them: each one that is
/// called has to be what its name says. A sum, a product or a function of each entry is compared in its
/// values, so that blanks, names and brackets do not matter; the others in their text.
struct GenFunctionModule {
  let name: String
  let line: Int

  /// What it gives, and what it takes, the values first.
  private let output: String
  private let inputs: [String]

  /// Its code without comments, blanks and the last `end`.
  var statements: [String] = []

  /// - Returns: nil where the line is no head of a function with one output.
  init?(_ head: Substring, line: Int) {
    let text = head.dropFirst("function".count).filter { !$0.isWhitespace }
    guard let equals = text.firstIndex(of: "="), let open = text.firstIndex(of: "("),
      let close = text.lastIndex(of: ")"), equals < open, open < close
    else { return nil }
    output = text[..<equals].filter { !"[]".contains($0) }
    name = String(text[text.index(after: equals)..<open])
    inputs = text[text.index(after: open)..<close].split(separator: ",").map(String.init)
    self.line = line
  }

  /// What it computes of each entry x, a formula by its text; nil where it is no such function.
  ///
  /// - Parameter settings: what stands for the fields of the settings.
  func formula(_ settings: [String: Double] = [:]) -> Formula? {
    guard let first = inputs.first else { return nil }
    var known = [first: "x"]
    for statement in statements {
      // What is no number stays none.
      if statement.hasSuffix("=nan") || statement.hasSuffix("=NaN"),
        statement.contains("(isnan(")
      {
        continue
      }
      guard let equals = statement.firstIndex(of: "="),
        let value = Self.operators(String(statement[statement.index(after: equals)...])),
        value.utf8.count < 2_000
      else { return nil }
      let target = String(statement[..<equals])
      guard target.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
      let text = replacingNames(value, known, settings)
      known[target] = "(\(text))"
    }
    guard let result = known[output], result.utf8.count < 2_000 else { return nil }
    return try? Formula(result)
  }

  /// Names that have been computed, and fields of the settings, by what they are.
  private func replacingNames(
    _ text: String, _ known: [String: String], _ settings: [String: Double]
  ) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      guard first.isLetter else {
        // A number with its exponent is no name.
        let number = rest.prefix { $0.isNumber || $0 == "." || first.isNumber && $0 == "e" }
        result += number.isEmpty ? String(first) : String(number)
        rest = rest.dropFirst(max(number.count, 1))
        continue
      }
      let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
      rest = rest.dropFirst(name.count)
      let field = settings.first { field, _ in
        inputs.dropFirst().contains { name == "\($0).\(field)" }
          || name.hasSuffix("_\(field)") && inputs.contains(name)
      }
      if let field {
        result += "(\(JSONText.shortest(field.value)))"
      } else {
        result += known[name] ?? name
      }
    }
    return result
  }

  /// The operators of arrays as those of numbers; nil where one of them is not known.
  private static func operators(_ text: String) -> String? {
    var text = text
    for (array, number) in [("./", "/"), (".*", "*"), (".^", "^")] {
      text = text.replacing(array, with: number)
    }
    let signs = ["@minus": "-", "@plus": "+", "@times": "*", "@rdivide": "/"]
    while let start = text.ranges(of: "bsxfun(").last {
      var parts = [""]
      var depth = 0
      var end: String.Index?
      for index in text[start.upperBound...].indices {
        let character = text[index]
        if character == ")", depth == 0 {
          end = index
          break
        }
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        if character == ",", depth == 0 {
          parts.append("")
        } else {
          parts[parts.count - 1].append(character)
        }
      }
      guard let end, parts.count == 3, let sign = signs[parts[0]] else { return nil }
      text.replaceSubrange(start.lowerBound...end, with: "((\(parts[1]))\(sign)(\(parts[2])))")
    }
    return text
  }

  /// Whether it computes what another formula does, at points that tell any two of them apart.
  private func computes(
    _ settings: [String: Double] = [:], value: (Double) -> Double
  ) -> Bool {
    guard let formula = formula(settings) else { return false }
    return [-7.3, -2.1, -1.4, -0.83, -0.37, -0.01, 0.02, 0.29, 0.71, 1.3, 2.6, 5.9].allSatisfy {
      x in
      let (own, other) = (formula.value(at: x), value(x))
      return abs(own - other) <= 1e-12 * max(abs(own), abs(other), 1e-3)
    }
  }

  /// All of its code as one text.
  private var code: String {
    statements.joined().replacing("numerator", with: "numer")
      .replacing("denominator", with: "denom")
  }

  /// Whether it is the transfer function of its name.
  ///
  /// - Parameter modules: what it may call.
  func isTransfer(_ activation: Activation, among modules: [GenFunctionModule]) -> Bool {
    if !activation.couplesNeurons, computes(value: { activation.value($0) }) { return true }
    switch activation.name {
    case "softmax":
      // Later years choose where it is computed.
      let called = modules.first { $0.name == "iSoftmaxApplyCPU" }
      return [code, called?.code].contains(
        "nmax=max(n,[],1)n=bsxfun(@minus,n,nmax)numer=exp(n)denom=sum(numer,1)denom(denom==0)=1"
          + "a=bsxfun(@rdivide,numer,denom)")
        && (called == nil || code.contains("a=iSoftmaxApplyCPU(n)"))
    case "hardlim": return code.hasPrefix("a=double(n>=0)")
    case "hardlims": return code.hasPrefix("a=2*(n>=0)-1") || code.hasPrefix("a=2*double(n>=0)-1")
    default: return false
    }
  }

  /// Whether it is mapminmax, mapstd or removeconstantrows, as its name says, forward or backward.
  func isProcessing(isReversed: Bool) -> Bool {
    if name.hasPrefix("removeconstantrows") {
      return [
        "y=x(settings.keep,:)", "y=x(settings_keep,:)", "y=xy(settings.remove,:)=[]",
        "y=xy(settings_remove,:)=[]", "x(settings.remove,:)=[]y=x",
      ].contains(code)
    }
    // Numbers of no meaning: any others tell the same.
    let (offset, gain, low) = (0.75, 2.5, -1.25)
    let settings = ["xoffset": offset, "gain": gain, "ymin": low, "ymean": low]
    return computes(settings) {
      isReversed ? ($0 - low) / gain + offset : ($0 - offset) * gain + low
    }
  }
}

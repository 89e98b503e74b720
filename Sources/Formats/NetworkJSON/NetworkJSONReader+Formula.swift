internal import Core

extension NetworkJSONReader {
  /// An activation by its formula, `{"formula": "x/(1 + exp(-x))"}`, perhaps with a name of its own;
  /// without one it goes by its formula.
  mutating func formula(
    _ value: JSONValue, of activation: JSONValue, layer l: Int
  ) throws(ModelFileError) -> Activation {
    let text = try string(value, place: "layer \(l): \"formula\"")
    for member in activation.members ?? []
    where !["name", "formula", "neurons"].contains(member.key) {
      throw error(.formulaWithParameter(layer: l, name: member.key), at: member.value)
    }
    let formula: Formula
    do throws(FormulaError) {
      formula = try Formula(text)
    } catch {
      throw self.error(error, in: text, at: value, layer: l)
    }
    let name = try name(of: activation, layer: l) ?? formula.text(.unicode)
    // A formula is differentiated once, however many layers have it.
    let key = FormulaKey(name: name, formula: formula)
    if let known = formulas[key] { return known }
    let result = Activation(ActivationRule(name: name, formula: formula))
    formulas[key] = result
    return result
  }

  struct FormulaKey: Hashable {
    let name: String
    let formula: Formula
  }

  private func name(of activation: JSONValue, layer l: Int) throws(ModelFileError) -> String? {
    guard let value = activation["name"] else { return nil }
    let name = try string(value, place: "layer \(l): the activation's \"name\"")
    if ActivationRule.named(name) != nil {
      throw error(.formulaNamedAs(layer: l, activation: name), at: value)
    }
    return name.allSatisfy(\.isWhitespace) ? nil : name
  }

  /// The error with its place in the file: that of the character, unless the text is written with
  /// escapes.
  private func error(
    _ problem: FormulaError, in text: String, at value: JSONValue, layer l: Int
  ) -> ModelFileError {
    let before = Array(text.prefix(problem.range.lowerBound).utf8)
    let start = value.offset + 1
    let isVerbatim = bytes.dropFirst(start).starts(with: before)
    return ModelFileError(
      .formula(
        layer: l, text: text, problem: problem.description,
        character: problem.range.lowerBound + 1),
      at: TextPosition(offset: isVerbatim ? start + before.count : value.offset, in: bytes))
  }
}

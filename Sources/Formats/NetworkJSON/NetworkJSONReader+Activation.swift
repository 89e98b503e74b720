internal import Core

extension NetworkJSONReader {
  /// One activation for the whole layer, or a list of them with the number of neurons that have each.
  mutating func activations(
    _ value: JSONValue, layer l: Int, neurons: Int
  ) throws(ModelFileError) -> Activation {
    guard let elements = value.elements else { return try activation(value, layer: l) }
    var ranges: [ActivationRange] = []
    for element in elements {
      let start = ranges.last?.neurons.upperBound ?? 0
      let place = "layer \(l), part \(ranges.count + 1) of \"activation\""
      guard let count = element["neurons"]?.integer,
        (1...neurons).contains(count), start + count <= neurons
      else {
        throw wrongKind(
          element["neurons"] ?? element, place: "\(place): \"neurons\"",
          needed: "a count of the layer's \(neurons) neurons")
      }
      let activation = try activation(element, layer: l)
      guard !activation.couplesNeurons || elements.count == 1 else {
        throw wrongKind(
          element, place: place,
          needed: "an activation of one neuron, which \(activation.name) is not")
      }
      ranges.append(ActivationRange(activation, start..<(start + count)))
    }
    guard ranges.last?.neurons.upperBound == neurons else {
      throw wrongKind(
        value, place: "layer \(l): \"activation\"", needed: "a list for all \(neurons) neurons")
    }
    return Activation(ranges: ranges)
  }

  /// The activation of a layer: a name, or an object with a name and parameters, or with a formula.
  mutating func activation(_ value: JSONValue, layer l: Int) throws(ModelFileError) -> Activation {
    if case .string(let name) = value.content {
      return Activation(try rule(name, at: value, layer: l))
    }
    guard let members = value.members else {
      throw wrongKind(
        value, place: "layer \(l): \"activation\"", needed: "a name or an object with a name")
    }
    if let formula = value["formula"] { return try self.formula(formula, of: value, layer: l) }
    let nameValue = try member("name", of: value, place: "layer \(l): \"activation\"")
    let name = try string(nameValue, place: "layer \(l): the activation's \"name\"")
    let rule = try rule(name, at: nameValue, layer: l)
    var values = rule.parameters.map(\.standard)
    for member in members where !["name", "neurons"].contains(member.key) {
      guard let k = rule.parameters.firstIndex(where: { $0.name == member.key }) else {
        throw error(
          .unknownParameter(
            layer: l, activation: rule.name, name: member.key, known: rule.parameters.map(\.name)),
          at: member.value)
      }
      values[k] = try parameter(rule.parameters[k], from: member.value, of: rule, layer: l)
    }
    return Activation(rule, parameters: values)
  }

  private func rule(
    _ name: String, at value: JSONValue, layer l: Int
  ) throws(ModelFileError) -> ActivationRule {
    if let rule = ActivationRule.named(name) { return rule }
    let known = ActivationRule.all.flatMap { [$0.name] + $0.aliases }
    throw error(
      .unknownActivation(layer: l, name: name, nearest: NearestName.of(name, in: known)),
      at: value)
  }

  private func parameter(
    _ parameter: ActivationRule.Parameter, from value: JSONValue, of rule: ActivationRule,
    layer l: Int
  ) throws(ModelFileError) -> Double {
    guard let number = NonFiniteWord.number(value) else {
      throw wrongKind(
        value, place: "layer \(l): \(parameter.name) of '\(rule.name)'", needed: "a number")
    }
    guard number.isFinite, parameter.range.contains(number) else {
      throw error(
        .parameterOutOfRange(
          layer: l, activation: rule.name, name: parameter.name, value: number,
          range: parameter.range),
        at: value)
    }
    return number
  }
}

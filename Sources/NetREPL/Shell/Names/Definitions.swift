import Core

/// A function that the user has defined: a formula with a name, ready to be an activation.
struct Definition: Equatable, Sendable {
  let function: NamedFormula

  /// The name of its variable, for showing it as it was written.
  let variable: String

  let activation: Activation

  init(name: String, variable: String, body: Formula) {
    function = NamedFormula(name: name, body: body)
    self.variable = variable
    activation = Activation(ActivationRule(name: name, formula: body))
  }

  var name: String { function.name }
}

/// The functions that the user has defined, in the order in which they were first defined.
struct Definitions: Equatable, Sendable {
  private(set) var all: [Definition] = []

  /// The names that the network in use gives its inputs and outputs: what may stand where a component is
  /// chosen.
  var componentNames: Set<String> = []

  /// The inputs that names of one input alone mean, counted from 1.
  var inputNumbers: [String: Int] = [:]

  subscript(name: String) -> Definition? { all.first { $0.name == name } }

  /// Adds a definition, in the place of one of that name.
  mutating func add(_ definition: Definition) {
    if let index = all.firstIndex(where: { $0.name == definition.name }) {
      all[index] = definition
    } else {
      all.append(definition)
    }
  }

  /// The activation of that name: one of these, or with its standard parameters one of the table.
  func activation(_ name: String) -> Activation? {
    self[name]?.activation ?? Activation(named: name)
  }

  /// The names that activations have, aliases included.
  var activationNames: [String] {
    all.map(\.name) + ActivationRule.all.flatMap { [$0.name] + $0.aliases }
  }

  /// What a formula may call: these functions, and the activations of the table.
  func function(_ name: String) -> NamedFormula? {
    self[name]?.function ?? NamedFormula.builtIn(name)
  }

  /// The names of what a formula may call.
  var functionNames: [String] { all.map(\.name) + NamedFormula.builtInNames }
}

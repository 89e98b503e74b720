/// An expression of quantities of a network, as it was typed: `G1' diag(B1[1,:] ∘ σ″(z1)) G1`.
package struct Expression: Sendable {
  package let text: String
  package let syntax: Syntax

  /// What names mean besides the quantities of the network.
  package struct Names: Sendable {
    /// An activation, or a function of the user's.
    package var activation: @Sendable (String) -> Activation?

    /// The names that `activation` knows, for a hint.
    package var activationNames: [String]

    /// What the user has named.
    package var named: [String: Expression]

    package init(
      activationNames: [String] = [], named: [String: Expression] = [:],
      activation: @escaping @Sendable (String) -> Activation? = { Activation(named: $0) }
    ) {
      (self.activationNames, self.named, self.activation) = (activationNames, named, activation)
    }
  }

  /// - Throws: `ExpressionError`, with the place.
  package init(_ text: String, names: Names = Names()) throws(ExpressionError) {
    guard !text.isEmpty else { throw ExpressionError("an expression belongs here", at: 0..<1) }
    do throws(FormulaError) {
      syntax = try Syntax(text).readingProducts { names.isFunction($0) }
        .readingSubscripts { names.named[$0] != nil }
    } catch {
      throw ExpressionError(error.description, at: error.range)
    }
    self.text = text
  }

  /// What stands for numbers that are not worked out: they are of no network but the one at hand.
  init(calling text: String) {
    (self.text, syntax) = (text, Syntax(covering: 0..<text.count).with(.result(0)))
  }

  /// Its value in a network at an input.
  ///
  /// - Parameters:
  ///   - point: asked where a quantity of the network is named: arithmetic needs none.
  ///   - componentNames: the names that the components of a signal have.
  ///   - results: earlier results by their numbers.
  /// - Throws: `ExpressionError`, with the place, and what the checkpoint of the point throws.
  package func value(
    at point: @escaping () throws -> NetworkPoint, names: Names = Names(),
    componentNames: @escaping (Signal) -> [String]? = { _ in nil },
    results: @escaping (Int) -> Tensor? = { _ in nil }, checkpoint: @escaping Checkpoint = {}
  ) throws -> Tensor {
    let evaluation = evaluation(
      at: point, names: names, componentNames: componentNames, results: results,
      checkpoint: checkpoint)
    var value = try evaluation.whole(syntax)
    value.chosen = try evaluation.chosenComponents(of: syntax)
    return value
  }

  func evaluation(
    at point: @escaping () throws -> NetworkPoint, names: Names,
    componentNames: @escaping (Signal) -> [String]?, results: @escaping (Int) -> Tensor?,
    checkpoint: @escaping Checkpoint
  ) -> Evaluation {
    Evaluation(
      pointOfNetwork: point, names: names, characters: Array(text), componentNames: componentNames,
      results: results, checkpoint: checkpoint)
  }

  /// The letters that it sums over.
  var summedIndices: [String] {
    var found: [String] = []
    func visit(_ syntax: Syntax) {
      switch syntax.kind {
      case .name(let name): found += Evaluation.letters(ofSum: name) ?? []
      case .application(let name, _): found += Evaluation.letters(ofSum: name.text) ?? []
      default: break
      }
      syntax.children.forEach(visit)
    }
    visit(syntax)
    return found
  }

  /// The letters that it has one value for each of: k, i and j of H[k,i,j].
  package func freeIndices(names: Names) -> [String] {
    evaluation(
      at: { throw ExpressionError("", at: 0..<1) }, names: names, componentNames: { _ in nil },
      results: { _ in nil }, checkpoint: {}
    ).freeIndices(of: syntax)
  }
}

extension Expression {
  /// The names in it, without their primes.
  package var names: Set<String> {
    var found: Set<String> = []
    func visit(_ syntax: Syntax) {
      if case .name(let name) = syntax.kind { found.insert(String(name.prefix { $0 != "'" })) }
      syntax.children.forEach(visit)
    }
    visit(syntax)
    return found
  }
}

extension Expression: Equatable {
  package static func == (left: Expression, right: Expression) -> Bool { left.text == right.text }
}

extension Expression.Names {
  /// σ by its names.
  static let sigma = ["sigma", "σ"]

  /// Whether brackets behind a name hold what it is a function of.
  func isFunction(_ name: String) -> Bool {
    !isPlain(name.filter { $0 != "'" }) && Evaluation.deltaLetters(name) == nil
      && Evaluation.unitLetter(name) == nil && !Syntax.isSubscriptedQuantity(name)
  }

  /// Whether a name is a value by itself: a quantity, a constant, or one of the user's.
  package func isPlain(_ name: String) -> Bool {
    named[name] != nil || Quantity(name) != nil || ["e", "pi", "π"].contains(name)
  }

  /// Whether it is the name of a function.
  package func isCallable(_ name: String) -> Bool {
    TensorFunction(rawValue: name) != nil || Formula.Function(rawValue: name) != nil
      || activation(name) != nil || DerivativeName(name).map { activation($0.base) != nil } == true
  }

  /// Whether it means anything, as a value or as a function.
  package func hasMeaning(_ name: String) -> Bool {
    isPlain(name) || isCallable(name) || Self.sigma.contains(name)
      || Evaluation.letters(ofSum: name) != nil || Evaluation.deltaLetters(name) != nil
      || Evaluation.unitLetter(name) != nil || Syntax.isSubscripted(name)
  }

  /// Everything that can be called.
  package var functionNames: [String] {
    TensorFunction.allCases.map(\.rawValue) + Formula.Function.allCases.map(\.rawValue)
      + ["sigma"] + activationNames
  }
}

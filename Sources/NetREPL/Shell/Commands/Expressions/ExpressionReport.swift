import Core

/// The value of an expression as an answer: a number, a vector, a matrix, or a stack of matrices.
struct ExpressionReport {
  let expression: Expression
  private(set) var tensor: CheckedTensor
  private var isFull = false
  private var choice: EntryChoice?

  /// - Parameters:
  ///   - typed: the text, and the character of the line that it begins at; which entries are meant, or `full`, may
  ///     stand behind it.
  ///   - name: what it is called; its own text otherwise.
  /// - Throws: `CommandError`, with the place, and what the checkpoint throws.
  init(
    _ typed: (text: String, start: Int), as name: String? = nil, by command: String = "expression",
    _ invocation: Invocation
  ) throws {
    do {
      try self.init(read: typed, as: name, invocation)
    } catch let error as CommandError {
      // What reads as one derivative of s is pointed at more closely.
      let word = Word(text: typed.text, range: typed.start..<(typed.start + typed.text.count))
      if PartialName.resembles(typed.text), !typed.text.contains(" ") {
        _ = try PartialName(typed.text, in: word)
      }
      throw error
    }
    if tensor.command == "expression" || command == "export" { tensor.command = command }
  }

  private init(
    read typed: (text: String, start: Int), as name: String?, _ invocation: Invocation
  ) throws {
    let words = invocation.statement.words.filter { $0.range.lowerBound > typed.start }
    let suffix = words.drop { !["top", "sort", "where", "full"].contains($0.text) }
    var text = typed.text
    if let first = suffix.first {
      text = String(text.prefix(first.range.lowerBound - typed.start))
      var matcher = Matcher(allowsAbbreviations: invocation.allowsAbbreviations)
      guard let arguments = matcher.match([.entries], Array(suffix)) else {
        throw first.error(
          "behind an expression can stand `top 10`, `sort by |x|`, `where |x| > 1e-3` or `full`")
      }
      choice = try EntryChoice(arguments)
      isFull = arguments.has("full")
    }
    while text.last?.isWhitespace == true { text.removeLast() }
    let session = invocation.session
    do {
      expression = try Expression(text, names: session.expressionNames)
    } catch {
      throw CommandError(
        error.message.escapingControls,
        at: (error.range.lowerBound + typed.start)..<(error.range.upperBound + typed.start))
    }
    let (value, isOfNetwork) = try session.value(
      of: expression, from: typed.start, checkpoint: invocation.checkpoint)
    let title = name ?? expression.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let checked = try invocation.derivative(of: expression), checked.shape == value.shape {
      tensor = checked
      tensor.heading = name.map { "\($0) = \(checked.heading ?? checked.title)" }
      return
    }
    tensor = CheckedTensor.expression(
      value, title: title, at: isOfNetwork ? session.point : nil, of: session.model.current?.network
    )
    if let name { tensor.heading = "\(name) = \(expression.text)" }
    tensor.fullCommand = "\(expression.text) full"
  }

  func report(_ invocation: Invocation) -> Report {
    var tensor = tensor
    tensor.isFull = isFull
    tensor.choice = choice
    return tensor.report(invocation.settings.display)
  }
}

extension CheckedTensor {
  /// A value without differences.
  static func expression(
    _ value: Tensor, title: String, at point: Point?, of network: Network?
  ) -> CheckedTensor {
    func labels(_ axis: Int) -> Labels {
      if axis < value.chosen.count, let (signal, components) = value.chosen[axis], let network {
        return .chosen(components, of: signal.labels(in: network))
      }
      guard axis < value.axes.count, let signal = value.axes[axis], let network else {
        return .indexed("", names: nil)
      }
      return signal.labels(in: network)
    }
    let place = point?.input.map { "at I = \(Prose.vector($0))" }
    func make(_ parts: [Part], _ rows: Labels, _ columns: Labels) -> CheckedTensor {
      CheckedTensor(
        "expression", of: title, title: title, at: point, shape: value.shape,
        axes: value.shape.indices.map(labels), rows: rows, columns: columns, parts: parts,
        checkpoint: {})
    }
    switch value.shape.count {
    case 0:
      return CheckedTensor(
        "expression", of: title, title: title, at: point, value: value.storage[0])
    case 1:
      return make(
        [
          Part(
            title: title, aside: place ?? "",
            values: .dense(Matrix(rows: value.shape[0], columns: 1, storage: value.storage)))
        ], labels(0), .none)
    case 2:
      let matrix = Matrix(
        rows: value.shape[0], columns: value.shape[1], storage: value.storage)
      return make([Part(title, .dense(matrix), at: place)], labels(0), labels(1))
    default:
      let (rows, columns) = (value.shape[1], value.shape[2])
      let parts = (0..<value.shape[0]).map { k in
        let entries = Array(value.storage[(k * rows * columns)..<((k + 1) * rows * columns)])
        return Part(
          "\(title)[\(k + 1)]", .dense(Matrix(rows: rows, columns: columns, storage: entries)),
          at: k == 0 ? place : nil)
      }
      return make(parts, labels(1), labels(2))
    }
  }
}

extension Invocation {
  /// What an expression is where it is a derivative as a whole, beside its finite differences; nil where it
  /// is another one.
  fileprivate func derivative(of expression: Expression) throws -> CheckedTensor? {
    guard let derivative = expression.derivative else { return nil }
    let network = try network()
    switch derivative {
    case .jacobian(let of, let by):
      guard let (of, by) = signals(of, by, in: network) else { return nil }
      return try .jacobian(of: rule(of: network).part(from: by, to: of), self)
    case .hessian(let of, let component, let by):
      guard let (of, by) = signals(of, by, in: network) else { return nil }
      let rule = rule(of: network).part(from: by, to: of)
      return try .hessian(
        of: rule, outputs: component.map { Choice(indices: [$0], isOne: true) }, self)
    case .slope(let group): return try .gradient(wrt: .parameters(group), self)
    case .slopeOfSignal(let signal):
      let hasOutput = try session.scalarNetwork().hasOutput
      return signal == network.output && !hasOutput
        ? nil : try .gradient(wrt: .signal(signal == .activation(0) ? .input : signal), self)
    }
  }

  /// Two signals, the second before the first; A is the last f.
  private func signals(
    _ of: Signal?, _ by: Signal?, in network: Network
  ) -> (Signal, Signal)? {
    let (of, by) = (of ?? network.output, by ?? network.output)
    return by < of ? (of, by) : nil
  }
}

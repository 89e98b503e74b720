import Core

/// The words of a command, read and named as its pattern names them.
struct Arguments {
  private var values: [String: [ArgumentValue]] = [:]
  private var words: [String: [Word]] = [:]

  mutating func add(_ name: String, _ value: ArgumentValue, _ word: Word) {
    values[name, default: []].append(value)
    words[name, default: []].append(word)
  }

  mutating func add(keyword: String, _ word: Word) {
    words[keyword, default: []].append(word)
  }

  /// Whether a keyword or an argument was given.
  func has(_ name: String) -> Bool { words[name] != nil }

  /// The characters that an argument covers in the line.
  func range(_ name: String) -> Range<Int>? {
    guard let words = words[name], let first = words.first, let last = words.last else {
      return nil
    }
    return first.range.lowerBound..<last.range.upperBound
  }

  /// The characters of the word that the nth number of a list stands in, counted from 0.
  func range(_ name: String, at index: Int) -> Range<Int>? {
    guard let values = values[name], let words = words[name] else { return nil }
    var before = 0
    for (value, word) in zip(values, words) {
      if case .numbers(let numbers) = value { before += numbers.count } else { before += 1 }
      if index < before { return word.range }
    }
    return range(name)
  }

  /// What is wrong with an argument, or with the command where it was not given.
  func error(_ message: String, at name: String) -> CommandError {
    CommandError(message, at: range(name))
  }

  /// The first word of an argument.
  func word(_ name: String) -> Word? { words[name]?.first }

  func text(_ name: String) -> String? { texts(name).first }

  /// The words of a list.
  func texts(_ name: String) -> [String] {
    (values[name] ?? []).compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// All numbers of a list, those of bracketed words included.
  func numbers(_ name: String) -> [Double]? {
    values[name]?.flatMap { value -> [Double] in
      switch value {
      case .number(let number): [number]
      case .numbers(let numbers): numbers
      default: []
      }
    }
  }

  func integer(_ name: String) -> Int? {
    if case .integer(let integer) = values[name]?.first { integer } else { nil }
  }

  func integers(_ name: String) -> [Int]? {
    if case .integers(let integers) = values[name]?.first { integers } else { nil }
  }

  func quantity(_ name: String) -> QuantityName? {
    if case .quantity(let quantity) = values[name]?.first { quantity } else { nil }
  }

  /// The components that the words of an argument name, each with its word.
  func components(_ name: String) -> [(name: ComponentName, word: Word)] {
    zip(values[name] ?? [], words[name] ?? []).compactMap { value, word in
      switch value {
      case .quantity(let quantity): (ComponentName(quantity), word)
      case .components(let components): (components, word)
      default: nil
      }
    }
  }

  func partial(_ name: String) -> PartialName? {
    if case .partial(let partial) = values[name]?.first { partial } else { nil }
  }

  /// What was read of each word of an argument.
  func all(_ name: String) -> [ArgumentValue] { values[name] ?? [] }

  func activation(_ name: String) -> Activation? { activations(name).first }

  func activations(_ name: String) -> [Activation] {
    (values[name] ?? []).compactMap {
      if case .activation(let activation) = $0 { activation } else { nil }
    }
  }
}

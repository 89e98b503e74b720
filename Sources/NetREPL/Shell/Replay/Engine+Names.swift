import Core

extension Session {
  /// The names in which this session is spoken; the standard ones where people gave inputs or outputs names that would
  /// be changed.
  var spokenNames: SymbolNames {
    let names = settings.names
    guard names != .standard, let network = model.current?.network else { return names }
    let own = (network.inputNames ?? []) + (network.outputNames ?? []) + [network.name]
    let isOwn = own.contains {
      names.reading($0) != $0 || names.shown($0, activation: { _ in nil }) != $0
    }
    return isOwn ? .standard : names
  }
}

extension SymbolNames {
  /// A command in the standard names.
  func reading(_ statement: Statement) -> Statement {
    guard self != .standard else { return statement }
    var statement = statement
    statement.line = reading(statement.line)
    for index in statement.words.indices {
      statement.words[index].text = reading(statement.words[index].text)
    }
    return statement
  }
}

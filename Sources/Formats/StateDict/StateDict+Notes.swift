internal import Core

extension StateDict {
  /// What the program itself has written beside the tensors, and the options with the activations
  /// that it tells, unless others are given or only some layers are chosen.
  func notes(_ options: ReadOptions) -> (notes: NetworkNotes?, options: ReadOptions) {
    guard options.layers == nil, let text = texts.first(where: { $0.key == NetworkNotes.key })
    else { return (nil, options) }
    let notes = NetworkNotes(text.text, neurons: modules.map { $0["weight"]?.shape.first ?? 0 })
    guard notes.activations.count == modules.count else { return (nil, options) }
    var options = options
    options.activations = options.activations ?? notes.activations
    return (notes, options)
  }
}

extension ReadNetwork {
  /// With the names and the input that the program has written.
  func noting(_ notes: NetworkNotes?) -> ReadNetwork {
    guard let notes else { return self }
    var read = self
    read.network = notes.applied(to: network)
    return read
  }
}

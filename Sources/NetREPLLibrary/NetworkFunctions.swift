// Networks from files, and what they are: what netrepl.h says of each.

@c(netrepl_load)
public func load(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<UnsafePointer<CChar>?>?,
  _ network: UnsafeMutablePointer<OpaquePointer?>?, _ text: UnsafeMutablePointer<CChar>?,
  _ size: UInt
) -> Int32 {
  Loading(network: network, text: TextBuffer(start: text, size: size))
    .run(path, path: true, options).rawValue
}

@c(netrepl_read)
public func read(
  _ bytes: UnsafeRawPointer?, _ count: UInt, _ name: UnsafePointer<CChar>?,
  _ options: UnsafePointer<UnsafePointer<CChar>?>?,
  _ network: UnsafeMutablePointer<OpaquePointer?>?, _ text: UnsafeMutablePointer<CChar>?,
  _ size: UInt
) -> Int32 {
  let loading = Loading(network: network, text: TextBuffer(start: text, size: size))
  guard bytes != nil || count == 0, let count = Int(exactly: count) else {
    return loading.run(nil, path: false, options).rawValue
  }
  let given = UnsafeRawBufferPointer(start: bytes, count: count)
  return loading.run(name, path: false, bytes: given, options).rawValue
}

@c(netrepl_free)
public func free(_ network: OpaquePointer?) { network.map(LoadedNetwork.release) }

// MARK: Counts

@c(netrepl_input_count)
public func inputCount(_ network: OpaquePointer?) -> UInt { count(network, \.d) }

@c(netrepl_output_count)
public func outputCount(_ network: OpaquePointer?) -> UInt { count(network, \.m) }

@c(netrepl_layer_count)
public func layerCount(_ network: OpaquePointer?) -> UInt { count(network, \.layerCount) }

@c(netrepl_parameter_count)
public func parameterCount(_ network: OpaquePointer?) -> UInt { count(network, \.parameterCount) }

@inline(__always)
private func count(_ network: OpaquePointer?, _ count: (LoadedNetwork) -> Int) -> UInt {
  network.map { UInt(count(LoadedNetwork.of($0))) } ?? 0
}

// MARK: Texts

@c(netrepl_name)
public func name(_ network: OpaquePointer?) -> UnsafePointer<CChar>? {
  network.map { LoadedNetwork.of($0).texts.name.start }
}

@c(netrepl_format)
public func format(_ network: OpaquePointer?) -> UnsafePointer<CChar>? {
  network.map { LoadedNetwork.of($0).texts.format.start }
}

@c(netrepl_description)
public func description(_ network: OpaquePointer?) -> UnsafePointer<CChar>? {
  network.map { LoadedNetwork.of($0).texts.description.start }
}

@c(netrepl_notes)
public func notes(_ network: OpaquePointer?) -> UnsafePointer<CChar>? {
  network.map { LoadedNetwork.of($0).texts.notes.start }
}

@c(netrepl_input_name)
public func inputName(_ network: OpaquePointer?, _ input: UInt) -> UnsafePointer<CChar>? {
  network.flatMap { LoadedNetwork.of($0).texts.text(input, of: .inputs) }
}

@c(netrepl_output_name)
public func outputName(_ network: OpaquePointer?, _ output: UInt) -> UnsafePointer<CChar>? {
  network.flatMap { LoadedNetwork.of($0).texts.text(output, of: .outputs) }
}

@c(netrepl_layer)
public func layer(_ network: OpaquePointer?, _ layer: UInt) -> UnsafePointer<CChar>? {
  network.flatMap { LoadedNetwork.of($0).texts.text(layer, of: .layers) }
}

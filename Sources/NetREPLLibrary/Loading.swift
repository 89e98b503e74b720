import Core
import Formats
import Platform

/// Reads a network for C: the network or a code, and a text that says why.
struct Loading {
  private struct Failure: Error {
    let code: Code
    let text: String
  }

  let network: UnsafeMutablePointer<OpaquePointer?>?
  let text: TextBuffer

  /// - Parameters:
  ///   - path: nil where the bytes come from no file.
  ///   - bytes: those of the file, if they are there already.
  func run(
    _ name: UnsafePointer<CChar>?, path: Bool, bytes given: UnsafeRawBufferPointer? = nil,
    _ options: UnsafePointer<UnsafePointer<CChar>?>?
  ) -> Code {
    text.write("")
    network?.pointee = nil
    do throws(Failure) {
      guard let network, let name else {
        throw Failure(
          code: .nullPointer, text: "the name of the file or the network's place is null")
      }
      let options: LoadOptions = try Self.rethrowing { () throws(LoadOptions.Problem) in
        try LoadOptions(options)
      } as: {
        Failure(code: .badOption, text: $0.text)
      }
      let read = try Self.read(
        String(cString: name), isPath: path, given.map { Array($0) }, options)
      network.pointee = LoadedNetwork(read).handle
      return .ok
    } catch {
      text.write(error.text)
      return error.code
    }
  }

  private static func read(
    _ name: String, isPath: Bool, _ given: [UInt8]?, _ options: LoadOptions
  ) throws(Failure) -> ReadNetwork {
    var reading = options.reading
    reading.hdf5Reader = HDF5Place.path
    if isPath {
      let (place, limit) = (File.path(name, in: ""), reading.limits[.size])
      reading.fileBeside = { File.read($0, beside: place, limit: limit) }
    }
    var bytes = if let given { given } else { try file(name, reading.limits) }
    var read = try network(name) { () throws(ModelFileError) in
      try ModelFile.read(taking: &bytes, name: name, options: reading)
    }
    for scaler in options.scalers {
      let bytes = try file(scaler.path, reading.limits)
      try network(scaler.path) { () throws(ModelFileError) in
        try read.scale(
          scaler.side, by: ScalerFile.read(bytes, name: scaler.path, limits: reading.limits))
      }
    }
    return read
  }

  private static func file(_ path: String, _ limits: ReadLimits) throws(Failure) -> [UInt8] {
    try rethrowing { () throws(File.Problem) in
      try File.read(path, limit: limits[.size])
    } as: {
      let tooLarge = $0.excess.flatMap { limits.problem(.size, $0) }
      return Failure(code: .notRead, text: tooLarge.map { "\(path): \($0)" } ?? "\($0)")
    }
  }

  private static func network<Value>(
    _ name: String, _ read: () throws(ModelFileError) -> Value
  ) throws(Failure) -> Value {
    try rethrowing(read) { Failure(code: .notANetwork, text: "\(name): \($0.message)") }
  }

  private static func rethrowing<Value, Problem>(
    _ work: () throws(Problem) -> Value, as failure: (Problem) -> Failure
  ) throws(Failure) -> Value {
    do throws(Problem) { return try work() } catch { throw failure(error) }
  }
}

/// Where the program is that reads HDF5: beside this library, or where it is installed with it.
enum HDF5Place {
  static var path: String {
    let places = ["netrepl-hdf5", "../libexec/netrepl/netrepl-hdf5"].map { folder + $0 }
    // Where it is in none of them, its reader says in which it was looked for.
    return places.first(where: ProgramFolder.canRun) ?? places[0]
  }

  private static let folder = ProgramFolder.path(ofCode: #dsohandle)
}

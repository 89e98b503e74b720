internal import Core
internal import Formats
internal import Shell

/// A reader of this program, and what to do to it with bytes of any kind: nothing that they can be
/// ends the program, or takes long.
public struct FuzzTarget: Sendable {
  public let name: String

  /// The folders or files of the repository whose files, or lines, are a beginning.
  public let seeds: [String]

  /// The longest bytes that say anything new.
  public let mostBytes: Int

  let run: @Sendable ([UInt8]) -> Void

  public func callAsFunction(_ bytes: [UInt8]) { run(bytes) }

  public static let all: [FuzzTarget] = networks + [rows, numbers, sums, scaler, session] + lines

  /// - Precondition: there is one of that name.
  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

// MARK: Files

extension FuzzTarget {
  /// Every format of networks, but HDF5: that is read by a process of its own.
  private static let networks = [
    network("json", "a.json", ["Sources/NetREPL/Shell/Commands/Networks/Examples"]),
    network("safetensors", "a.safetensors", ["Tests/Networks/sklearn"]),
    network("pytorch", "a.pt", ["Tests/Networks/pytorch_own"]),
    network("npz", "a.npz", ["Tests/Networks/npz_own"]),
    network("sklearn", "a.joblib", ["Tests/Networks/sklearn_pickle_own"]),
    network("onnx", "a.onnx", ["Tests/Networks/onnx_own", "Tests/Networks/onnx_nodes"]),
    network("genfunction", "a.m", ["Tests/Networks/matlab_genfunction"]),
    network("mat", "a.mat", ["Tests/Networks/matlab_mat"]),
    network("nnet", "a.nnet", ["Tests/Networks/sisl_nnet"]),
    network("fann", "a.net", ["Tests/Networks/fann"]),
    network("pmml", "a.pmml", ["Tests/Networks/pmml"]),
    network("verisig", "a.yml", ["Tests/Networks/verisig"]),
  ]

  /// What `diff` reads, in each format.
  private static let numbers = FuzzTarget(
    name: "numbers", seeds: ["Tests/Oracles/sensitivities"], mostBytes: 4096
  ) { bytes in
    for ending in ResultFile.readEndings {
      _ = try? ResultFile.table(of: bytes, endingIn: ending, name: "a")
    }
  }

  /// The sums of a shard.
  private static let sums = FuzzTarget(
    name: "sums", seeds: ["Tests/Oracles/sensitivities/sums"], mostBytes: 4096
  ) { bytes in _ = SweepSummary.reads(bytes) }

  /// Read as it is, with activations where it does not tell them, and without its scaling.
  private static func network(_ name: String, _ file: String, _ seeds: [String]) -> FuzzTarget {
    FuzzTarget(name: name, seeds: seeds, mostBytes: 8192) { bytes in
      for isRaw in [false, true] {
        var options = ReadOptions()
        options.activations = isRaw ? [Activation(.tansig)] : nil
        options.isRaw = isRaw
        options.hdf5Reader = "/nothing"
        options.limits[.parameters] = 1_000_000
        guard let network = try? ModelFile.read(bytes, name: file, options: options).network else {
          continue
        }
        _ = network([Double](repeating: 0.5, count: network.inputCount))
        guard let own = try? ModelFile.write(network, endingIn: "json") else { continue }
        // What is written is read again, to the same.
        let again = try? ModelFile.read(own, name: "b.json").network
        precondition(again?.layers.count == network.layers.count, "a network is not read back")
      }
    }
  }

  /// Inputs as csv, npy and npz, of networks of one to five inputs.
  private static let rows = FuzzTarget(
    name: "rows", seeds: ["Tests/Networks/npz_own", "docs"], mostBytes: 4096
  ) { bytes in
    for columns in [1, 3, 5] {
      for member in [nil, "W1"] {
        guard
          let reader = try? RowFile.open(
            MemoryBytes(bytes), member: member, columns: InputColumns(columns))
        else { continue }
        var values = [Double](repeating: 0, count: 64 * columns)
        for _ in 0..<64 {
          let count = unsafe values.withUnsafeMutableBufferPointer { buffer in
            unsafe (try? reader.read(into: buffer).count) ?? 0
          }
          if count == 0 { break }
        }
      }
    }
  }

  private static let scaler = FuzzTarget(
    name: "scaler", seeds: ["Tests/Networks/sklearn_pickle_own", "Tests/Networks/npz_own"],
    mostBytes: 4096
  ) { bytes in
    _ = try? ScalerFile.read(bytes, name: "a.csv")
  }

  private static let session = FuzzTarget(
    name: "session", seeds: ["sessions"], mostBytes: 4096
  ) { bytes in
    FuzzedShell.readSession(bytes)
  }
}

// MARK: Lines

extension FuzzTarget {
  private static let lines = [
    FuzzTarget(name: "formula", seeds: ["Fuzz/seeds/formulas.txt"], mostBytes: 120) { bytes in
      guard let formula = try? Formula(String(decoding: bytes, as: UTF8.self)) else { return }
      _ = formula.text(.unicode)
      _ = formula.value(at: 0.5)
      let rule = ActivationRule(name: "f", formula: formula)
      _ = rule.text
    },
    FuzzTarget(name: "number", seeds: ["Fuzz/seeds/numbers.txt"], mostBytes: 60) { bytes in
      FuzzedShell.readNumber(String(decoding: bytes, as: UTF8.self))
    },
    FuzzTarget(name: "line", seeds: ["Fuzz/seeds/lines.txt"], mostBytes: 160) { bytes in
      FuzzedShell.run(String(decoding: bytes, as: UTF8.self))
    },
    FuzzTarget(name: "completion", seeds: ["Fuzz/seeds/lines.txt"], mostBytes: 100) { bytes in
      FuzzedShell.complete(String(decoding: bytes, as: UTF8.self))
    },
  ]
}

import Core
import Formats
import Synchronization

/// The texts of a network as C has them, for as long as it lives.
final class NetworkTexts: Sendable {
  let name: CText
  let format: CText
  let description: CText
  let notes: CText

  // Made when they are asked for: there may be millions of inputs.
  private let lists = Mutex<[List: CTexts]>([:])
  private let network: Network

  enum List { case inputs, outputs, layers }

  init(_ read: ReadNetwork) {
    network = read.network
    name = CText(network.name)
    format = CText(read.format)
    let layers = network.layers.map(\.text)
    description = CText(
      "\(network.name): " + (["\(network.inputCount)"] + layers).joined(separator: " -> "))
    notes = CText(
      (read.warnings.map(\.message) + read.remarks).map { $0 + "\n" }.joined())
  }

  /// Text k of a list, from 0; nil where it has none.
  func text(_ k: UInt, of list: List) -> UnsafePointer<CChar>? {
    lists.withLock { lists in
      let texts = lists[list] ?? CTexts(strings(of: list))
      lists[list] = texts
      return texts[k]
    }
  }

  private func strings(of list: List) -> [String] {
    switch list {
    case .inputs: network.inputNames ?? (1...network.inputCount).map { "I\($0)" }
    case .outputs: network.outputNames ?? (1...network.outputCount).map { "A\($0)" }
    case .layers: network.layers.map(\.text)
    }
  }
}

extension Layer {
  /// "8 tansig", "8 leakyrelu(0.1)", "4 scaling".
  fileprivate var text: String {
    "\(neuronCount) " + (isScaling ? "scaling" : activation.words)
  }
}

extension Activation {
  fileprivate var words: String {
    if let ranges {
      return ranges.map { "\($0.activation.words) of \($0.neurons.count)" }.joined(separator: ", ")
    }
    return parameters == rule.parameters.map(\.standard)
      ? name : "\(name)(\(parameters.map { "\($0)" }.joined(separator: ", ")))"
  }
}

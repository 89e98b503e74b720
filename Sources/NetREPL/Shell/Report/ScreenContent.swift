import Core

/// What a command asks a terminal to show that it has for itself.
enum ScreenContent {
  /// A table that is walked through.
  case zoom(CheckedTensor)

  /// What is pinned, while the input is moved.
  case watch(Watching)

  /// What is said where there is no terminal.
  var absence: String {
    switch self {
    case .zoom(let tensor):
      "zoom is for a terminal at the prompt; `\(tensor.parts.first?.expression ?? tensor.resultTitle) full` prints all of it"
    case .watch: "watch is for a terminal at the prompt; `plot A1 along I1` draws what a move does"
    }
  }
}

/// An input that is moved by keys: one of its components, or all of it along a direction.
struct Watching {
  let network: String
  let labels: MatrixTable.Labels
  let start: [Double]

  /// The component that is moved first, counted from 0.
  var component = 0
  var direction: [Double]?
}

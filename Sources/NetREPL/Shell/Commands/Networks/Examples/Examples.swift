import Core

/// The networks that come inside the program, so that an installed binary has them without a file.
enum Examples {
  static let all = [
    Example(
      name: "small", summary: "2-3-2, tansig and purelin: small enough to follow by hand",
      bytes: PackageResources.small_json),
    Example(
      name: "post", summary: "2-3-2-1 with the forum post's own function in its hidden layers",
      bytes: PackageResources.post_json),
    Example(
      name: "iris", summary: "4-10-3, tansig and softmax: three kinds of iris by four lengths",
      bytes: PackageResources.iris_json),
    Example(
      name: "diabetes", summary: "10-16-8-1, tansig: the course of a disease by ten measurements",
      bytes: PackageResources.diabetes_json),
  ]

  static func named(_ name: String) -> Example? {
    all.first { $0.name == name }
  }
}

/// A bundled network: a file of the program's own format that is part of the program.
struct Example: Sendable {
  let name: String

  /// What it is, in a line.
  let summary: String

  /// The file's bytes, as `ModelFile.read` takes them.
  let bytes: [UInt8]
}

extension ArgumentKind {
  static let exampleName = ArgumentKind(
    description: "the name of an example",
    read: { word throws(CommandError) in
      guard Examples.all.contains(where: { $0.name == word.text }) else {
        let hint = NearestName.suggestion(for: word.text, among: Examples.all.map(\.name))
        throw CommandError("no example \(word.text.quoted)\(hint)", at: word.range)
      }
      return .text(word.text)
    },
    candidates: { _, _ in
      Examples.all.map { .init(text: $0.name, note: $0.summary) }
    })
}

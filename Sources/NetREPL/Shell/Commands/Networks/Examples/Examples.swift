/// A network that comes inside the program, so that an installed binary has it without a file.
struct Example: Sendable {
  let name: String

  /// What it is, in a line.
  let summary: String

  /// The file's bytes, as `ModelFile.read` takes them.
  let bytes: [UInt8]

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
}

extension ArgumentKind {
  static let exampleName = name(
    "the name of an example", of: Example.all.map { ($0.name, $0.summary) }
  ) { "no example \($0)" }
}

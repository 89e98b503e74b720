import Core

/// What a sweep says of itself, at the prompt and in a shell.
extension Sweep.Result {
  /// One line a file: `out.npy: hessian, 100 × 1 × 4 × 4`.
  var lines: [String] {
    files.map { file in
      "\(file.path): \(file.quantity), \(file.shape.map(String.init).joined(separator: " × "))"
        .escapingControls
    } + (earlierRows > 0 ? ["\(Prose.count(earlierRows, "row")) of it from an earlier run"] : [])
  }

  /// What the user should know of rows that were no input.
  var warnings: [String] {
    guard badRows > 0 else { return [] }
    let first = badMessages.map(\.escapingControls).joined(separator: "; ")
    let more = badRows > badMessages.count && !first.isEmpty ? "; ..." : ""
    return [
      "\(Prose.count(badRows, "row is no input and is nan", "rows are no inputs and are nan"))"
        + (first.isEmpty ? "" : ": \(first)\(more)")
    ]
  }

  var record: JSONValue {
    .object([
      ("command", .string("sweep")), ("rows", .integer(rows)), ("bad", .integer(badRows)),
      (
        "files",
        .array(
          files.map { file in
            .object([
              ("quantity", .string(file.quantity)), ("file", .string(file.path)),
              ("shape", .integers(file.shape)),
            ])
          })
      ),
    ])
  }
}

extension SweepQuantity {
  /// The quantities asked for, in the order in which they are always written; without any, J.
  ///
  /// - Parameters:
  ///   - names: of `output`, `jacobian`, `hessian`, `diagonal`, `laplacian`.
  ///   - direction: that of the Hessian-vector product, if there is one.
  static func list(_ names: Set<String>, packed: Bool, direction: [Double]?) -> [SweepQuantity] {
    let all: [SweepQuantity] = [
      SweepQuantity(name: "output", quantity: .output),
      SweepQuantity(name: "jacobian", quantity: .jacobian),
      SweepQuantity(name: "hessian", quantity: .hessian(packed: packed)),
      SweepQuantity(name: "diagonal", quantity: .diagonal),
      SweepQuantity(name: "laplacian", quantity: .laplacian),
    ]
    var chosen = all.filter { names.contains($0.name) }
    if let direction {
      chosen.append(SweepQuantity(name: "hvp", quantity: .hessianVectorProduct(direction)))
    }
    return chosen.isEmpty ? [all[1]] : chosen
  }
}

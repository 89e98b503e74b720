/// How large a value of an expression may be: all of it is formed, whatever is shown.
enum TensorSize {
  /// 400 MB.
  private static let mostEntries = 50_000_000

  /// - Throws: `TensorProblem` where there would be more entries.
  static func require(_ shape: [Int], of name: String) throws(TensorProblem) {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow, product <= mostEntries else {
        let size = shape.map(String.init).joined(separator: "×")
        throw TensorProblem(
          message:
            "\(name) is \(size), more than the \(mostEntries) entries that an expression may form")
      }
      count = product
    }
  }
}

internal import ONNXMessages

extension ONNXModel {
  /// The inputs that these nodes take, one behind the other in the order of the file; sizes that are
  /// left open, such as that of the batch, are 1.
  func inputs(of needed: [Int]) throws(ModelFileError) -> [GraphInput] {
    let taken = Set(needed.flatMap { nodes[$0].input })
    let infos = inputs.filter { constants[$0.name] == nil && taken.contains($0.name) }
    guard !infos.isEmpty else { throw Self.refused("its output does not depend on an input") }
    if let problem = ReadLimits.problem(.layers, infos.count) { throw Self.refused(problem) }
    var inputs: [GraphInput] = []
    var end = 0
    for info in infos {
      let which = infos.count == 1 ? "its input" : "its input \(Quote.single(info.name))"
      let shape = info.type.tensorType.shape.dim.map { max(1, Int(exactly: $0.dimValue) ?? 1) }
      guard shape.count <= 8, let count = StoredNumbers.count(of: shape) else {
        throw Self.refused("\(which) has a shape that is not read")
      }
      // Each weight has an input of its own.
      if let problem = ReadLimits.problem(.parameters, max(count, end)) {
        throw Self.refused(problem)
      }
      guard info.type.tensorType.hasShape else {
        throw Self.refused("\(which) has no shape, so the number of inputs is not known")
      }
      inputs.append(
        GraphInput(
          name: info.name, isNamed: Self.isName(info.name), shape: shape,
          columns: end..<(end + count)))
      end += count
    }
    return inputs
  }

  /// Whether a person can have called something so: programs write `29`, `/fc/Gemm_output_0` and
  /// `dense/BiasAdd:0`.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.allSatisfy(\.isNumber) && !name.contains { "/:".contains($0) }
  }
}

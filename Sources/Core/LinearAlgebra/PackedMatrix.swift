internal import CKernels

/// A matrix in panels, to be multiplied by quantities of many inputs side by side.
package struct PackedMatrix: Sendable {
  let rows: Int
  let depth: Int
  private let storage: [Double]

  package init(_ matrix: Matrix) {
    let (rows, depth) = (matrix.rows, matrix.columns)
    (self.rows, self.depth) = (rows, depth)
    let room = InstructionSet.best.room(rows) * depth
    storage = [Double](unsafeUninitializedCapacity: room) { buffer, count in
      count = room
      guard let panels = buffer.baseAddress else { return }
      InstructionSet.best.kernels.pack(
        rows, depth, matrix.storage, depth, 1, panels, depth * InstructionSet.best.lanes)
    }
  }

  /// out = matrix · in + bias, (rows × depth)(depth × columns); with `adds` added to `out`.
  ///
  /// - Precondition: whole batches of columns, `batch_columns` of CKernels.h.
  package func product(
    _ input: UnsafePointer<Double>, columns: Int, bias: [Double]? = nil,
    into output: UnsafeMutablePointer<Double>, adds: Bool = false
  ) {
    let multiply = InstructionSet.best.kernels.multiply_batch
    if let bias {
      multiply(rows, depth, columns, storage, bias, input, output, adds)
    } else {
      multiply(rows, depth, columns, storage, nil, input, output, adds)
    }
  }
}

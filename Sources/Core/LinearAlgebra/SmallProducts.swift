/// Products of a few entries as plain loops.
enum SmallProducts {
  /// C = A B, or C += A B: (rows × inner)(inner × columns).
  static func multiply(
    rows m: Int, columns n: Int, inner k: Int, _ a: BLAS.Operand, _ b: BLAS.Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool
  ) {
    let (aRow, aStep) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
    let (bStep, bColumn) = b.isTransposed ? (1, b.stride) : (b.stride, 1)
    for i in 0..<m {
      for j in 0..<n {
        var sum = adding ? c[i &* stride &+ j] : 0
        var (left, right) = (a.base + i &* aRow, b.base + j &* bColumn)
        for _ in 0..<k {
          sum += left.pointee * right.pointee
          left += aStep
          right += bStep
        }
        c[i &* stride &+ j] = sum
      }
    }
  }

  /// y = A x, or y += A x: (rows × columns)(columns).
  static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    for i in 0..<m {
      let row = a + i &* n
      var sum = adding ? y[i] : 0
      for j in 0..<n { sum += row[j] * x[j] }
      y[i] = sum
    }
  }
}

/// Products of some hundred multiply-adds as plain loops, four columns at a time.
@usableFromInline
package enum SmallProducts {
  @usableFromInline
  package typealias Four = SIMD4<Double>

  /// C = A B, or C += A B: (rows × inner)(inner × columns).
  @inlinable
  package static func multiply(
    rows m: Int, columns n: Int, inner k: Int, _ a: Product.Operand, _ b: Product.Operand,
    into c: UnsafeMutablePointer<Double>, stride: Int, adding: Bool
  ) {
    let (aRow, aStep) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
    let (bStep, bColumn) = b.isTransposed ? (1, b.stride) : (b.stride, 1)
    let whole = b.isTransposed ? 0 : n & ~3
    for i in 0..<m {
      let (left, out) = (a.base + i &* aRow, c + i &* stride)
      var j = 0
      while j < whole {
        var sum = adding ? load(out + j) : Four()
        for p in 0..<k { sum += left[p &* aStep] * load(b.base + (p &* bStep &+ j)) }
        UnsafeMutableRawPointer(out + j).storeBytes(of: sum, as: Four.self)
        j &+= 4
      }
      while j < n {
        let right = b.base + j &* bColumn
        var sum = adding ? out[j] : 0
        for p in 0..<k { sum += left[p &* aStep] * right[p &* bStep] }
        out[j] = sum
        j &+= 1
      }
    }
  }

  /// y = A x, or y += A x: (rows × columns)(columns).
  @inlinable
  package static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    let whole = n & ~3
    for i in 0..<m {
      let row = a + i &* n
      var sums = Four()
      var j = 0
      while j < whole {
        sums += load(row + j) * load(x + j)
        j &+= 4
      }
      var sum = adding ? y[i] + sums.sum() : sums.sum()
      while j < n {
        sum += row[j] * x[j]
        j &+= 1
      }
      y[i] = sum
    }
  }

  @inlinable
  @inline(__always)
  package static func load(_ address: UnsafePointer<Double>) -> Four {
    UnsafeRawPointer(address).loadUnaligned(as: Four.self)
  }
}

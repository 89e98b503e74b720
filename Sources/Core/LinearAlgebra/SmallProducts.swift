/// Products of some hundred multiply-adds as plain loops, four columns at a time.
@usableFromInline
package enum SmallProducts {
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
        var sum = adding ? SIMD4(at: out + j) : SIMD4<Double>()
        for p in 0..<k { sum += left[p &* aStep] * SIMD4(at: b.base + (p &* bStep &+ j)) }
        sum.store(at: out + j)
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

  /// y = A x, or y += A x: (rows × columns)(columns), from one row of A to the next a stride.
  @inlinable
  package static func multiply(
    rows m: Int, columns n: Int, _ a: UnsafePointer<Double>, stride: Int,
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, adding: Bool
  ) {
    let whole = n & ~3
    for i in 0..<m {
      let row = a + i &* stride
      var sums = SIMD4<Double>()
      var j = 0
      while j < whole {
        sums += SIMD4(at: row + j) * SIMD4(at: x + j)
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
}

extension SIMD4<Double> {
  /// Four doubles at any address.
  @inlinable
  @inline(__always)
  package init(at address: UnsafePointer<Double>) {
    self = UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }

  @inlinable
  @inline(__always)
  package func store(at address: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
  }
}

import CLinearAlgebra

// Makes OpenBLAS choose the kernels of that name while it runs, and prints the kernels before and
// after, with a product by each: a process of its own, since no other thread may use the library.

func product() -> [Double] {
  let n = 40
  let a = (0..<(n * n)).map { Double($0 % 7) }
  let b = (0..<(n * n)).map { Double($0 % 5) }
  var c = [Double](repeating: 0, count: n * n)
  cblas_dgemm(
    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(n), Int32(n), Int32(n), 1, a, Int32(n), b,
    Int32(n), 0, &c, Int32(n))
  return c
}

let before = String(cString: blas_kernel_name())
let expected = product()
let isChosen = blas_choose_kernel(CommandLine.arguments.last ?? "") != 0
let after = String(cString: blas_kernel_name())
// Products of small integers are exact, whatever the kernel.
print(before, after, isChosen, product() == expected, getenv("OPENBLAS_CORETYPE") == nil)

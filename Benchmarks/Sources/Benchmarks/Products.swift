import CBLAS
import Core

/// dgemm alone, of the library that the program uses, with the kernels that it chooses: what shares
/// of the machine's speed are counted from.
func productBenchmarks() -> [Benchmark] {
  [500, 1_000, 2_000].map { n in
    Benchmark("dgemm/\(n)", work: (2 * Double(n) * Double(n) * Double(n), "flop")) {
      chooseKernels()
      let room = Room(
        input: (0..<(n * n)).map { Double($0 % 17) / 17 }, results: [n * n, n * n])
      room.results[0].update(from: room.input, count: n * n)
      openblas_set_num_threads(Int32(Batch.processors))
      let size = Int32(n)
      return {
        cblas_dgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, room.input, size,
          room.results[0], size, 0, room.results[1], size)
      }
    }
  }
}

/// "SkylakeX", ...: the kernels in use.
func kernelName() -> String {
  chooseKernels()
  return String(cString: cblas_kernel_name())
}

/// The program chooses its kernels at its first product.
private func chooseKernels() {
  let network = randomNetwork("3-8-8-2")
  _ = network(network.input ?? [])
}

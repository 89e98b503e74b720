import Core
import Exports
import Foundation
import TestSupport
import Testing

/// Programs in C, compiled together into one that prints what they compute.
struct CompiledC {
  /// What a program gives at one point.
  struct Values {
    var output: [Double] = []

    /// m × d, and d × d of each output.
    var jacobian: [Double] = []
    var hessian: [Double] = []

    /// Gradient and Hessian of v·A, and the same by CasADi's interface with J.
    var adjoint: [Double] = []
    var casadi: [Double] = []
  }

  /// A compiler of C on this machine: that of the system, or the one of the Swift toolchain.
  static let compiler: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for name in ["cc", "gcc", "clang"] {
      for folder in folders {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
    }
    return nil
  }()

  static let strict = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"]

  /// The weights v of the outputs that adjoints are asked for with.
  static func weights(_ count: Int) -> [Double] { (0..<count).map { 1 - 0.75 * Double($0) } }

  /// The values of each network at each of its points.
  static func values(_ networks: [Network], at points: [[[Double]]]) throws -> [[Values]] {
    let folder = try TemporaryFolder()
    var files: [String] = []
    var driver = "#include <stdio.h>\n"
    var calls = ""
    for (k, network) in networks.enumerated() {
      let program = try CodeExport(
        network, in: .c, file: "n\(k).c", with: Set(CodeQuantity.allCases))
      files.append(try folder.write(program.text, to: "n\(k).c"))
      driver += declarations("n\(k)", network.inputCount, network.outputCount)
      for point in points[k] { calls += call("n\(k)", point, network.outputCount) }
    }
    driver +=
      "static void show(const double *x, int n) { for (int i = 0; i < n; i++) printf(\"%a \", x[i]); puts(\"\"); }\n"
    driver += "int main(void)\n{\n\(calls)  return 0;\n}\n"
    files.append(try folder.write(driver, to: "driver.c"))
    let program = folder.file("run")
    try compile(files + ["-O0", "-o", program, "-lm"], in: folder)
    let run = try PlainRun(program, environment: [:])
    var lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)[...]
    return points.map { points in
      points.map { _ in
        var numbers: [[Double]] = []
        for _ in 0..<5 {
          numbers.append((lines.popFirst() ?? "").split(separator: " ").map { Double($0) ?? .nan })
        }
        return Values(
          output: numbers[0], jacobian: numbers[1], hessian: numbers[2], adjoint: numbers[3],
          casadi: numbers[4])
      }
    }
  }

  static func compile(_ arguments: [String], in folder: TemporaryFolder) throws {
    let compiler = try #require(compiler, "no compiler of C on PATH")
    let run = try PlainRun(
      compiler, strict + arguments,
      environment: ProcessInfo.processInfo.environment.filter {
        ["PATH", "HOME"].contains($0.key)
      },
      folder: folder.path, timeout: 300)
    try #require(run.status == .exited(0), "\(run.error.prefix(3000))")
  }

  private static func declarations(_ name: String, _ d: Int, _ m: Int) -> String {
    """
    void \(name)_output(const double x[\(d)], double y[\(m)]);
    void \(name)_jacobian(const double x[\(d)], double J[\(m)][\(d)]);
    void \(name)_hessian(const double x[\(d)], double H[\(m)][\(d)][\(d)]);
    void \(name)_adjoint(const double x[\(d)], const double v[\(m)], double g[\(d)], double H[\(d)][\(d)]);
    int jac_\(name)(const double **arg, double **res, long long *iw, double *w, int mem);
    int adj1_\(name)(const double **arg, double **res, long long *iw, double *w, int mem);
    int jac_adj1_\(name)(const double **arg, double **res, long long *iw, double *w, int mem);

    """
  }

  /// Lines of numbers: A, J, H, the adjoint, and what CasADi's interface gives.
  private static func call(_ name: String, _ x: [Double], _ m: Int) -> String {
    let d = x.count
    func list(_ values: [Double]) -> String {
      "{" + values.map { "\($0)" }.joined(separator: ", ") + "}"
    }
    return """
        {
          double x[] = \(list(x)), v[] = \(list(weights(m)));
          double y[\(m)], J[\(m)][\(d)], H[\(m)][\(d)][\(d)], a[\(d + d * d)], c[\(d * d + 2 * d * m + d)];
          const double *arg[] = {x, 0, v, 0};
          double *jac[] = {c + \(d * d + d * m)}, *adj[] = {c + \(d * d + 2 * d * m)}, *res[] = {c, 0, c + \(d * d)};
          \(name)_output(x, y);
          show(y, \(m));
          \(name)_jacobian(x, J);
          show(&J[0][0], \(m * d));
          \(name)_hessian(x, H);
          show(&H[0][0][0], \(m * d * d));
          \(name)_adjoint(x, v, a, (double(*)[\(d)])(a + \(d)));
          show(a, \(d + d * d));
          jac_adj1_\(name)(arg, res, 0, 0, 0);
          jac_\(name)(arg, jac, 0, 0, 0);
          adj1_\(name)(arg, adj, 0, 0, 0);
          show(c, \(d * d + 2 * d * m + d));
        }

      """
  }
}

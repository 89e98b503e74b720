import Core
import Exports
import Foundation
import TestSupport
import Testing

/// The Swift that is written, compiled together into one program, beside the program's own derivatives.
@Suite struct SwiftCodeTests {
  @Test func agrees() throws {
    let special = try CodeNetworks.special
    // Hostile names, a mix of activations, softmax in the middle and logsoftmax at the end.
    let networks = [
      special[14], special[0], special[5], special[6], RandomNetwork.ofMixedActivations(22),
    ]
    let folder = try TemporaryFolder()
    var files: [String] = []
    var main = "func show(_ x: [Double]) { print(x.map { \"\\($0)\" }.joined(separator: \" \")) }\n"
    let points = networks.map { RandomNetwork.point($0.inputCount, seed: 3) }
    for (k, network) in networks.enumerated() {
      let program = try CodeExport(
        network, in: .swift, file: "n\(k).swift", with: Set(CodeQuantity.allCases))
      files.append(try folder.write(program.text, to: "n\(k).swift"))
      main += """
        do {
          let x: [Double] = \(points[k]), v: [Double] = \(CompiledC.weights(network.outputCount))
          show(n\(k).output(x))
          show(n\(k).jacobian(x).flatMap { $0 })
          show(n\(k).hessian(x).flatMap { $0.flatMap { $0 } })
          let (gradient, hessian) = n\(k).adjoint(x, v)
          show(gradient)
          show(hessian.flatMap { $0 })
        }

        """
    }
    files.append(try folder.write(main, to: "main.swift"))
    let program = folder.file("run")
    let environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME"].contains($0.key)
    }
    let built = try PlainRun(
      "/usr/bin/env",
      ["swiftc", "-swift-version", "6", "-warnings-as-errors", "-o", program] + files,
      environment: environment, folder: folder.path, timeout: 300)
    try #require(built.status == .exited(0), "\(built.error.prefix(3000))")
    let run = try PlainRun(program, environment: environment)
    var lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)[...]
    for (network, point) in zip(networks, points) {
      let truth = try CodeNetworks.Truth(network, at: point)
      let adjoint = truth.adjoint(CompiledC.weights(network.outputCount))
      for (what, values) in [
        ("A", truth.output), ("J", truth.jacobian), ("H", truth.hessian),
        ("v J", adjoint.gradient), ("v H", adjoint.hessian),
      ] {
        let found = (lines.popFirst() ?? "").split(separator: " ").map { Double($0) ?? .nan }
        let error = CodeNetworks.error(found, values)
        #expect(error < 1e-13, "\(what) of \(network.layers.map(\.activation.name)): \(error)")
      }
    }
  }
}

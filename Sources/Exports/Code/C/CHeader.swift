extension CProgram {
  /// What the file is, and how it is built and called.
  var header: String {
    var lines = [
      "\(request.title), as C99 without dependencies but the library of C.", "",
      "Layers: \(request.layersSummary)", "",
    ]
    for (kind, names) in [("Inputs", request.inputNames), ("Outputs", request.outputNames)] {
      guard let names else { continue }
      let listed = names.prefix(40).map(QuotedText.comment).joined(separator: ", ")
      lines.append("\(kind): \(listed)\(names.count > 40 ? ", ..." : "")")
    }
    lines += [
      "",
      "Build: \(request.buildCommand)",
      "-O3 makes vectors of the loops. -ffast-math is neither needed nor understood.", "",
      "  \(name)_output(x, y)             A",
    ]
    if request.has(.jacobian) { lines.append("  \(name)_jacobian(x, J)          J, m x d") }
    if request.has(.hessian) {
      lines.append("  \(name)_hessian(x, H)           H of each output, m x d x d")
    }
    if request.has(.adjoint) {
      lines.append("  \(name)_adjoint(x, v, g, H)     gradient and Hessian of v A")
    }
    lines += [
      "",
      "d = \(d) inputs, m = \(m) outputs. Nothing is allocated and nothing is shared: it may be called in",
      "any number of threads.",
    ]
    return "/*\n" + lines.map { $0.isEmpty ? "" : "   \($0)" }.joined(separator: "\n") + "\n*/\n"
      + "\n#if defined(__FAST_MATH__)\n#error \"-ffast-math breaks the rounding that the exponential stands on\"\n#endif\n"
  }
}

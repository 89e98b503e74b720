/// The interface that CasADi's `external` looks for: the function, its Jacobian, its adjoint and the
/// Jacobian of that, each with the count, names and sparsity of what goes in and comes out.
extension CProgram {
  func casadi(_ text: inout CodeText) {
    text.add(
      """
      /* ---- For CasADi: external("\(name)", "./\(name).so") ----
         Matrices a column after the other. What is NULL among the results is not wanted, and among the
         arguments it is zero. The results that a derivative is given of the function have no entries. */

      typedef long long net_int;

      static const net_int net_x_size[] = {\(d), 1, 1}, net_y_size[] = {\(m), 1, 1};
      """)
    if request.has(.jacobian) || request.has(.adjoint) {
      let sizes =
        ["net_no_y[] = {\(m), 1, 0, 0}"]
        + (request.has(.jacobian) ? ["net_y_x_size[] = {\(m), \(d), 1}"] : [])
      text.add("static const net_int \(sizes.joined(separator: ", "));")
    }
    if request.has(.adjoint) {
      text.add("static const net_int net_no_x[] = {\(d), 1, 0, 0};")
      text.add(
        "static const net_int net_x_x_size[] = {\(d), \(d), 1}, net_x_y_size[] = {\(d), \(m), 1};")
      text.block("static const net_int net_x_no_y[] = {", end: "};") { text in
        text.items(["\(d)", "\(m)"] + Array(repeating: "0", count: m + 1), ending: "")
      }
    }
    text.add("static const double net_zeros[\(max(d, m))] = {0};\n")
    function(
      name, of: [("x", "net_x_size")], to: [("y", "net_y_size")],
      """
      if (res[0]) net_values(arg[0] ? arg[0] : net_zeros, res[0]);
      """, &text)
    if request.has(.jacobian) {
      function(
        "jac_" + name, of: [("x", "net_x_size"), ("out_y", "net_no_y")],
        to: [("jac_y_x", "net_y_x_size")],
        """
        net_slopes s;
        if (!res[0]) return 0;
        net_slopes_at(arg[0] ? arg[0] : net_zeros, &s);
        net_jacobian_at(&s, res[0]);
        """, &text)
    }
    guard request.has(.adjoint) else { return }
    let adjoint = [("x", "net_x_size"), ("out_y", "net_no_y"), ("adj_y", "net_y_size")]
    function(
      "adj1_" + name, of: adjoint, to: [("adj_x", "net_x_size")],
      """
      net_slopes s;
      if (!res[0]) return 0;
      net_slopes_at(arg[0] ? arg[0] : net_zeros, &s);
      net_gradient(&s, arg[2] ? arg[2] : net_zeros, res[0]);
      """, &text)
    function(
      "jac_adj1_" + name, of: adjoint + [("out_adj_x", "net_no_x")],
      to: [
        ("jac_adj_x_x", "net_x_x_size"), ("jac_adj_x_out_y", "net_x_no_y"),
        ("jac_adj_x_adj_y", "net_x_y_size"),
      ],
      """
      const double *x = arg[0] ? arg[0] : net_zeros;
      net_slopes s;
      if (res[0]) {
        net_curves h;
        net_curves_at(x, &s, &h);
        net_hessian_at(&s, &h, arg[2] ? arg[2] : net_zeros, res[0]);
      }
      if (res[2]) {
        double columns[\(d * m)];
        net_slopes_at(x, &s);
        net_jacobian_at(&s, columns);
        for (int o = 0; o < \(m); o++)
          for (int k = 0; k < \(d); k++) res[2][o * \(d) + k] = columns[k * \(m) + o];
      }
      """, &text)
  }

  /// One function with what belongs to it.
  private func function(
    _ function: String, of arguments: [(name: String, size: String)],
    to results: [(name: String, size: String)], _ body: String, _ text: inout CodeText
  ) {
    text.block(
      "NET_EXPORT int \(function)(const double **arg, double **res, net_int *iw, double *w, int mem)\n{"
    ) { text in
      text.add(body)
      text.add("(void)iw, (void)w, (void)mem;")
      text.add("return 0;")
    }
    text.add("")
    for (side, values) in [("in", arguments), ("out", results)] {
      text.add("NET_EXPORT net_int \(function)_n_\(side)(void) { return \(values.count); }")
      text.block("NET_EXPORT const char *\(function)_name_\(side)(net_int i)\n{") { text in
        text.block("switch (i) {") { text in
          for (k, value) in values.enumerated() { text.add("case \(k): return \"\(value.name)\";") }
          text.add("default: return NULL;")
        }
      }
      text.block("NET_EXPORT const net_int *\(function)_sparsity_\(side)(net_int i)\n{") { text in
        text.block("switch (i) {") { text in
          for (k, value) in values.enumerated() { text.add("case \(k): return \(value.size);") }
          text.add("default: return NULL;")
        }
      }
    }
    text.add(
      """
      NET_EXPORT int \(function)_work(net_int *sz_arg, net_int *sz_res, net_int *sz_iw, net_int *sz_w)
      {
        if (sz_arg) *sz_arg = \(arguments.count);
        if (sz_res) *sz_res = \(results.count);
        if (sz_iw) *sz_iw = 0;
        if (sz_w) *sz_w = 0;
        return 0;
      }

      """)
  }
}

extension CProgram {
  /// The functions that who writes C calls, in the order of rows that C has.
  func entryPoints(_ text: inout CodeText) {
    text.add("/* y = A(x). */")
    text.add(
      """
      NET_EXPORT void \(name)_output(const double x[\(d)], double y[\(m)])
      {
        net_values(x, y);
      }

      """)
    if request.has(.jacobian) {
      text.add(
        """
        /* J[o][k] = dA_o/dx_k. */
        NET_EXPORT void \(name)_jacobian(const double x[\(d)], double J[\(m)][\(d)])
        {
          net_slopes s;
          double columns[\(d * m)];
          net_slopes_at(x, &s);
          net_jacobian_at(&s, columns);
          for (int o = 0; o < \(m); o++)
            for (int k = 0; k < \(d); k++) J[o][k] = columns[k * \(m) + o];
        }

        """)
    }
    if request.has(.hessian) {
      text.add(
        """
        /* H[o][i][j] = d2A_o/dx_i dx_j. */
        NET_EXPORT void \(name)_hessian(const double x[\(d)], double H[\(m)][\(d)][\(d)])
        {
          net_slopes s;
          net_curves h;
          net_curves_at(x, &s, &h);
          for (int o = 0; o < \(m); o++) {
            double v[\(m)] = {0};
            v[o] = 1;
            net_hessian_at(&s, &h, v, &H[o][0][0]);
          }
        }

        """)
    }
    if request.has(.adjoint) {
      text.add(
        """
        /* For a row v: the gradient of v A, and its Hessian; either may be NULL. */
        NET_EXPORT void \(name)_adjoint(const double x[\(d)], const double v[\(m)], double gradient[\(d)],
                                        double H[\(d)][\(d)])
        {
          net_slopes s;
          net_curves h;
          if (H) net_curves_at(x, &s, &h);
          else net_slopes_at(x, &s);
          if (gradient) net_gradient(&s, v, gradient);
          if (H) net_hessian_at(&s, &h, v, &H[0][0]);
        }

        """)
    }
  }
}

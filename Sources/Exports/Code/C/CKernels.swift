/// The functions of C that a program is put together from.
enum CKernels {
  static let head = """
    #if defined(__GNUC__)
    #define NET_INLINE static inline __attribute__((always_inline))
    #define NET_ALIGNED __attribute__((aligned(64)))
    #else
    #define NET_INLINE static inline
    #define NET_ALIGNED
    #endif

    #if defined(_WIN32)
    #define NET_EXPORT __declspec(dllexport)
    #elif defined(__GNUC__)
    #define NET_EXPORT __attribute__((visibility("default")))
    #else
    #define NET_EXPORT
    #endif
    """

  static let products = """
    /* y[i] += sum over j of w[j * m + i] * x[j], for n columns of m numbers. The inner loop runs along the
       neurons, which do not wait for each other: it becomes vectors without any licence to reorder. */
    NET_INLINE void net_add_columns(int n, int m, const double *restrict w, const double *restrict x,
                                    double *restrict y)
    {
      const int fours = n - n % 4;
      for (int j = 0; j < fours; j += 4) {
        const double *restrict a = w + j * m, *restrict b = a + m, *restrict c = b + m, *restrict e = c + m;
        const double p = x[j], q = x[j + 1], r = x[j + 2], s = x[j + 3];
        for (int i = 0; i < m; i++) {
          double sum = y[i];
          sum += a[i] * p;
          sum += b[i] * q;
          sum += c[i] * r;
          sum += e[i] * s;
          y[i] = sum;
        }
      }
      for (int j = fours; j < n; j++) {
        const double p = x[j];
        for (int i = 0; i < m; i++) y[i] += w[j * m + i] * p;
      }
    }

    """

  static let dots = """
    /* y[i] += sum over j of w[i * stride + j] * x[j], for n rows of m numbers, m a multiple of four: in four
       sums beside each other, which are added at the end. */
    NET_INLINE void net_add_rows(int n, int m, int stride, const double *restrict w, const double *restrict x,
                                 double *restrict y)
    {
      for (int i = 0; i < n; i++) {
        const double *restrict a = w + i * stride;
        double sum[4] = {0, 0, 0, 0};
        for (int j = 0; j < m; j += 4)
          for (int l = 0; l < 4; l++) sum[l] += a[j + l] * x[j + l];
        y[i] += (sum[0] + sum[1]) + (sum[2] + sum[3]);
      }
    }

    """

  static let manyColumns = """
    /* The same as net_add_columns for rows x and y of several vectors, two at a time: each weight that is
       read serves both. Eight rows stay in the nearest cache while all of w passes by. */
    NET_INLINE void net_add_columns_of_rows(int rows, int n, int m, const double *restrict w,
                                            const double *restrict x, int x_stride,
                                            double *restrict y, int y_stride)
    {
      const int fours = n - n % 4;
      for (int first = 0; first < rows; first += 8) {
        const int last = first + 8 < rows ? first + 8 : rows;
        for (int j = 0; j < fours; j += 4) {
          const double *restrict a = w + j * m, *restrict b = a + m, *restrict c = b + m, *restrict e = c + m;
          int k = first;
          for (; k + 2 <= last; k += 2) {
            const double *restrict x0 = x + k * x_stride + j, *restrict x1 = x0 + x_stride;
            double *restrict y0 = y + k * y_stride, *restrict y1 = y0 + y_stride;
            const double p0 = x0[0], q0 = x0[1], r0 = x0[2], s0 = x0[3];
            const double p1 = x1[0], q1 = x1[1], r1 = x1[2], s1 = x1[3];
            for (int i = 0; i < m; i++) {
              double sum0 = y0[i], sum1 = y1[i];
              sum0 += a[i] * p0;
              sum1 += a[i] * p1;
              sum0 += b[i] * q0;
              sum1 += b[i] * q1;
              sum0 += c[i] * r0;
              sum1 += c[i] * r1;
              sum0 += e[i] * s0;
              sum1 += e[i] * s1;
              y0[i] = sum0;
              y1[i] = sum1;
            }
          }
          for (; k < last; k++) net_add_columns(4, m, a, x + k * x_stride + j, y + k * y_stride);
        }
        for (int k = first; k < last; k++)
          net_add_columns(n % 4, m, w + fours * m, x + k * x_stride + fours, y + k * y_stride);
      }
    }

    """

  static let bits = """
    /* e^x in two parts: x = k ln 2 + r with |r| <= ln 2 / 2, q = e^r - 1 from its series, s = 2^k / 2.
       Rounding to k by adding and subtracting 1.5 * 2^52 leaves k in the last bits of the sum.
       For -708 <= x < 709.8, to one unit in the last place; there is no branch, so it becomes vectors. */
    NET_INLINE void net_exp_parts(double x, double *q, double *s)
    {
      const double shift = 6755399441055744.0;
      const double sum = x * 1.4426950408889634 + shift;
      const double k = sum - shift;
      const double r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10;
      const double r2 = r * r;
      const double r4 = r2 * r2;
      const double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
      const double middle = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
      const double high = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
      uint64_t bits;
      memcpy(&bits, &sum, sizeof bits);
      bits = (bits + 1022) << 52;
      memcpy(s, &bits, sizeof bits);
      *q = r + r2 * (low + r4 * (middle + r4 * high));
    }

    """

  /// The functions of one number that an activation calls, with those that they stand on.
  static func elementary(_ used: Set<ScalarProgram.Function>) -> String {
    let own = [ScalarProgram.Function.exp, .expm1, .tanh].filter(used.contains)
    if own.isEmpty { return "" }
    return bits + own.compactMap { functions[$0] }.joined()
  }

  private static let functions: [ScalarProgram.Function: String] = [
    .exp: """
    NET_INLINE double net_exp(double x)
    {
      double q, s;
      const double above = x < -708.0 ? -708.0 : x;
      const double inside = above > 709.79 ? 709.79 : above;
      net_exp_parts(inside, &q, &s);
      const double value = (s + s * q) * 2;
      return x < -708.0 ? 0.0 : value;
    }

    """,
    .expm1: """
    NET_INLINE double net_expm1(double x)
    {
      double q, s;
      const double above = x < -708.0 ? -708.0 : x;
      const double inside = above > 709.79 ? 709.79 : above;
      net_exp_parts(inside, &q, &s);
      return ((s - 0.5) + s * q) * 2;
    }

    """,
    .tanh: """
    /* From e^(-2|x|) and that less 1, so that nothing is lost near 0; the compiler finds the parts of
       e^(-2|x|), which sigma' needs, computed already. */
    NET_INLINE double net_tanh(double x)
    {
      double q, s;
      const double magnitude = fabs(x);
      const double u = -2.0 * magnitude;
      const double above = u < -708.0 ? -708.0 : u;
      const double inside = above > 709.79 ? 709.79 : above;
      net_exp_parts(inside, &q, &s);
      const double value = (s + s * q) * 2;
      const double e = u < -708.0 ? 0.0 : value;
      const double less = ((s - 0.5) + s * q) * 2;
      return copysign(less / (1.0 + e), x);
    }

    """,
  ]

  static let softmax = """
    /* p = softmax(z), shifted by the largest entry so that nothing overflows; gives its place. */
    NET_INLINE int net_softmax(int n, const double *restrict z, double *restrict p)
    {
      int largest = 0;
      double sum = 0;
      for (int i = 1; i < n; i++)
        if (z[i] > z[largest]) largest = i;
      for (int i = 0; i < n; i++) p[i] = net_exp(z[i] - z[largest]);
      for (int i = 0; i < n; i++) sum += p[i];
      for (int i = 0; i < n; i++) p[i] /= sum;
      return largest;
    }

    """

  static let centre = """
    /* Takes the mean with the weights p off a row; the entry of the largest p goes first, so that what is
       left is no difference of nearly equal numbers. */
    NET_INLINE void net_centre(int n, const double *restrict p, int largest, double *restrict row)
    {
      const double offset = row[largest];
      double mean = 0;
      for (int i = 0; i < n; i++) row[i] -= offset;
      for (int i = 0; i < n; i++) mean += p[i] * row[i];
      for (int i = 0; i < n; i++) row[i] -= mean;
    }

    """

  static let logsoftmax = """
    /* ln softmax(z). */
    NET_INLINE void net_logsoftmax(int n, const double *restrict z, int largest, double *restrict f)
    {
      double sum = 0;
      for (int i = 0; i < n; i++) f[i] = net_exp(z[i] - z[largest]);
      for (int i = 0; i < n; i++) sum += i == largest ? 0 * f[i] : f[i];
      const double correction = log1p(sum);
      for (int i = 0; i < n; i++) f[i] = (z[i] - z[largest]) - correction;
    }

    """

  static let pullLogsoftmax = """
    /* A row v of dA/df times df/dz: v - (sum of v) p, where the entry of the largest p is written so that
       nothing cancels. Gives the sum of v. */
    NET_INLINE double net_pull_logsoftmax(int n, const double *restrict p, int largest, double *restrict v)
    {
      double others = 0, rest = 0;
      for (int i = 0; i < n; i++) {
        others += i == largest ? 0.0 : p[i];
        rest += i == largest ? 0.0 : v[i];
      }
      const double sum = v[largest] + rest;
      for (int i = 0; i < n; i++) v[i] -= sum * p[i];
      v[largest] = sum * others - rest;
      return sum;
    }

    """
}

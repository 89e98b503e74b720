// The loops themselves, for vectors of WIDTH doubles; batch.c includes this once an instruction set.
//
// Sums stay in registers: TILE_ROWS rows of the matrix by TILE_VECTORS vectors of lanes.

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef double NAME(vector) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define V NAME(vector)

#define AT(pointer) (*(const V *)(pointer))
#define SET(pointer) (*(V *)(pointer))
#define SPLAT(number) ((number) - (V){})

// MARK: Products

static void NAME(pack)(long rows, long depth, const double *matrix, double *packed) {
  for (long start = 0; start < rows; start += TILE_ROWS) {
    long height = rows - start < TILE_ROWS ? rows - start : TILE_ROWS;
    for (long k = 0; k < depth; k++)
      for (long r = 0; r < height; r++) *packed++ = matrix[(start + r) * depth + k];
  }
}

// `pitch` is from one row of `in` to the next, `columns` from one of `out` to the next.
INLINE void NAME(tile)(const int height, const int vectors, long depth, long pitch, long columns,
                       const double *packed, const double *bias, const double *in, double *out,
                       bool adds) {
  V sum[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < vectors; u++)
    sum[r][u] = adds ? AT(out + r * columns + u * WIDTH)
                     : SPLAT(bias ? bias[r] : 0);
  for (long k = 0; k < depth; k++) {
    V x[TILE_VECTORS];
    UNROLL for (int u = 0; u < vectors; u++) x[u] = AT(in + k * pitch + u * WIDTH);
    UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < vectors; u++)
      sum[r][u] += SPLAT(packed[k * height + r]) * x[u];
  }
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < vectors; u++)
    SET(out + r * columns + u * WIDTH) = sum[r][u];
}

// `width` columns of the product; `width` is at most that of `in`.
INLINE void NAME(strip)(const int height, long depth, long width, long pitch, long columns,
                        const double *packed, const double *bias, const double *in, double *out,
                        bool adds) {
  long x = 0;
  for (; x + TILE_VECTORS * WIDTH <= width; x += TILE_VECTORS * WIDTH)
    NAME(tile)(height, TILE_VECTORS, depth, pitch, columns, packed, bias, in + x, out + x, adds);
  for (; x < width; x += WIDTH)
    NAME(tile)(height, 1, depth, pitch, columns, packed, bias, in + x, out + x, adds);
}

// The terms k .. k + terms - 1 of every sum, for some columns.
static void NAME(terms)(long rows, long depth, long k, long terms, long width, long pitch,
                        long columns, const double *packed, const double *bias, const double *in,
                        double *out, bool adds) {
  for (long start = 0; start < rows; start += TILE_ROWS) {
    const double *panel = packed + start * depth, *shift = bias ? bias + start : bias;
    double *to = out + start * columns;
    switch (rows - start) {
#define STRIP(height) \
  case height: \
    NAME(strip)(height, terms, width, pitch, columns, panel + k * height, shift, in, to, adds); \
    break;
      STRIP(1) STRIP(2) STRIP(3)
#if TILE_ROWS > 4
      STRIP(4) STRIP(5) STRIP(6) STRIP(7)
#endif
#undef STRIP
      default:
        NAME(strip)(TILE_ROWS, terms, width, pitch, columns, panel + k * TILE_ROWS, shift, in, to,
                    adds);
    }
  }
}

static void NAME(product)(long rows, long depth, long columns, const double *packed,
                          const double *bias, const double *in, double *out, bool adds) {
  if (rows <= TILE_ROWS || depth * columns <= 32768) {
    NAME(terms)(rows, depth, 0, depth, columns, columns, columns, packed, bias, in, out, adds);
    return;
  }
  // Too large for the nearest caches: a few columns at a time are brought together first. Each sum
  // still takes its terms in the same order, so its bits are the same.
  enum { most_terms = 128, wide = 2 * TILE_VECTORS * WIDTH };
  double near[most_terms * wide];
  for (long x = 0; x < columns; x += wide) {
    long width = columns - x < wide ? columns - x : wide;
    for (long k = 0; k < depth; k += most_terms) {
      long terms = depth - k < most_terms ? depth - k : most_terms;
      for (long t = 0; t < terms; t++)
        for (long i = 0; i < width; i++) near[t * wide + i] = in[(k + t) * columns + x + i];
      NAME(terms)(rows, depth, k, terms, width, wide, columns, packed, k == 0 ? bias : NULL, near,
                  out + x, adds || k > 0);
    }
  }
}

// MARK: Factors

// Where the second factor is 0 the product is, even if the first is not a number.
INLINE V NAME(times)(V factor, V value, const bool zero) {
  typedef long long mask __attribute__((vector_size(8 * WIDTH)));
  V product = factor * value;
  if (!zero) return product;
  return (V)((mask)product & (mask)(value != 0));
}

INLINE void NAME(scaling)(long count, long width, long lanes, const double *factor,
                          const double *in, double *out, const bool zero) {
  for (long p = 0; p < count; p++, factor += lanes)
    for (long j = 0; j < width; j++, in += lanes, out += lanes)
      for (long x = 0; x < lanes; x += WIDTH)
        SET(out + x) = NAME(times)(AT(factor + x), AT(in + x), zero);
}

INLINE void NAME(spreading)(long count, long width, long lanes, const double *factor,
                            const double *matrix, double *out, const bool zero) {
  for (long p = 0; p < count; p++, factor += lanes)
    for (long j = 0; j < width; j++, matrix++, out += lanes)
      for (long x = 0; x < lanes; x += WIDTH)
        SET(out + x) = NAME(times)(AT(factor + x), SPLAT(*matrix), zero);
}

static void NAME(scale)(long count, long width, long lanes, const double *factor, const double *in,
                        double *out, bool zero) {
  if (zero) NAME(scaling)(count, width, lanes, factor, in, out, true);
  else NAME(scaling)(count, width, lanes, factor, in, out, false);
}

static void NAME(spread)(long count, long width, long lanes, const double *factor,
                         const double *matrix, double *out, bool zero) {
  if (zero) NAME(spreading)(count, width, lanes, factor, matrix, out, true);
  else NAME(spreading)(count, width, lanes, factor, matrix, out, false);
}

// MARK: Symmetric products

// A square of the triangle: rows i .. i + high - 1 against columns j .. j + wide - 1; where the two
// ranges are the same one, only its lower triangle.
INLINE void NAME(square)(const int high, const int wide, const bool onDiagonal, long count,
                         long width, long outputs, long of, long lanes, long i, long j,
                         const double *c, const double *g, double *out, bool adds) {
  V sum[4][4];
  UNROLL for (int a = 0; a < high; a++)
    UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++) sum[a][b] = (V){};
  for (long p = 0; p < count; p++) {
    const double *row = g + p * width * lanes;
    V left[4], right[4], weight = AT(c + p * outputs * lanes);
    UNROLL for (int b = 0; b < wide; b++) right[b] = AT(row + (j + b) * lanes);
    UNROLL for (int a = 0; a < high; a++)
      left[a] = weight * (onDiagonal ? right[a] : AT(row + (i + a) * lanes));
    UNROLL for (int a = 0; a < high; a++)
      UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++)
        sum[a][b] += left[a] * right[b];
  }
  UNROLL for (int a = 0; a < high; a++)
    UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++) {
      double *to = out + ((i + a) * (i + a + 1) / 2 + j + b) * of * lanes;
      SET(to) = adds ? AT(to) + sum[a][b] : sum[a][b];
    }
}

static void NAME(triangle)(long count, long width, long outputs, long of, long lanes,
                           const double *c, const double *g, double *out, bool adds) {
  for (long x = 0; x < lanes; x += WIDTH)
    for (long i = 0; i < width; i += 4)
      for (long j = 0; j <= i; j += 4)
        for (long k = 0; k < outputs; k++) {
          const double *weights = c + k * lanes + x;
          double *to = out + k * lanes + x;
#define SQUARE(high, onDiagonal) \
  NAME(square)(high, onDiagonal ? high : 4, onDiagonal, count, width, outputs, of, lanes, i, \
               j, weights, g + x, to, adds)
          switch (width - i) {
            case 1: if (i == j) SQUARE(1, true); else SQUARE(1, false); break;
            case 2: if (i == j) SQUARE(2, true); else SQUARE(2, false); break;
            case 3: if (i == j) SQUARE(3, true); else SQUARE(3, false); break;
            default: if (i == j) SQUARE(4, true); else SQUARE(4, false);
          }
#undef SQUARE
        }
}

static void NAME(diagonal)(long count, long width, long outputs, long of, long lanes,
                           const double *c, const double *g, double *out, bool adds) {
  for (long i = 0; i < width; i++)
    for (long k = 0; k < outputs; k++)
      for (long x = 0; x < lanes; x += WIDTH) {
        double *to = out + (i * of + k) * lanes + x;
        V sum = adds ? AT(to) : (V){};
        for (long p = 0; p < count; p++) {
          V entry = AT(g + (p * width + i) * lanes + x);
          sum += AT(c + (p * outputs + k) * lanes + x) * entry * entry;
        }
        SET(to) = sum;
      }
}

// MARK: Rows and lanes

// Eight rows at a time: what is read and written stays in the nearest cache.
static bool NAME(enter)(long width, long rows, long lanes, const double *from, double *to) {
  bool isClean = true;
  long x = 0;
  for (; x + 8 <= rows; x += 8)
    for (long i = 0; i < width; i++)
      for (int r = 0; r < 8; r++) {
        double entry = from[(x + r) * width + i];
        isClean &= entry == entry;
        to[i * lanes + x + r] = entry;
      }
  for (; x < rows; x++)
    for (long i = 0; i < width; i++) {
      double entry = from[x * width + i];
      isClean &= entry == entry;
      to[i * lanes + x] = entry;
    }
  return isClean;
}

static void NAME(leave)(long inner, long outer, long rows, long lanes, const double *from,
                        const long *places, long size, double *to) {
  const long stride = outer * size;
  long x = 0;
  for (; x + 8 <= rows; x += 8, to += 8 * stride)
    for (long k = 0; k < outer; k++)
      for (long t = 0; t < inner; t++) {
        const double *values = from + (t * outer + k) * lanes + x;
        double *place = to + k * size + places[t];
        UNROLL for (int r = 0; r < 8; r++) place[r * stride] = values[r];
      }
  for (; x < rows; x++, to += stride)
    for (long k = 0; k < outer; k++)
      for (long t = 0; t < inner; t++)
        to[k * size + places[t]] = from[(t * outer + k) * lanes + x];
}

#undef INLINE
#undef UNROLL
#undef V
#undef AT
#undef SET
#undef SPLAT
#undef NAME
#undef WIDTH
#undef TILE_ROWS
#undef TILE_VECTORS

// The loops themselves, for panels of LANES rows; panels.c includes this once an instruction set.
//
// A tile of the result, LANES rows by at most WIDTH panels, stays in registers: 24 of the 32 that
// AVX-512 has, 8 of AVX2's 16; of few rows up to FEW by two vectors.

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef double NAME(vector) __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
#define V NAME(vector)
#define AT(pointer) (*(const V *)(pointer))
#define SET(pointer) (*(V *)(pointer))

// So many columns at a time, and so many panels of B: what is read again and again stays in the
// nearest caches.
enum { NAME(most_depth) = 256, NAME(most_panels) = 96 / LANES };

static void NAME(pack)(long rows, long depth, const double *a, long row, long column,
                       double *panels, long pitch) {
  for (; rows > 0; rows -= LANES, a += LANES * row, panels += pitch) {
    long height = rows < LANES ? rows : LANES;
    for (long k = 0; k < depth; k++) {
      for (long r = 0; r < height; r++) panels[k * LANES + r] = a[r * row + k * column];
      for (long r = height; r < LANES; r++) panels[k * LANES + r] = 0;
    }
  }
}

static void NAME(scale)(long count, long depth, const double *factors, const double *from,
                        long from_pitch, double *to, long to_pitch) {
  for (; count > 0; count--, from += from_pitch, to += to_pitch)
    for (long k = 0; k < depth; k++) SET(to + k * LANES) = factors[k] * AT(from + k * LANES);
}

// `height` rows of A by `width` panels of B.
INLINE void NAME(tile)(const int height, const int width, long depth, const double *a, long row,
                       long column, const double *b, long b_pitch, double *out, long out_row,
                       long out_panel, bool adds) {
  V sum[LANES][WIDTH];
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
    sum[r][u] = (V){};
  for (long k = 0; k < depth; k++) {
    V x[WIDTH];
    UNROLL for (int u = 0; u < width; u++) x[u] = AT(b + u * b_pitch + k * LANES);
    UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
      sum[r][u] += a[r * row + k * column] * x[u];
  }
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++) {
    double *to = out + r * out_row + u * out_panel;
    SET(to) = adds ? AT(to) + sum[r][u] : sum[r][u];
  }
}

// `height` rows of A by the panels of B from `start` to `end`.
INLINE void NAME(strip)(const int height, long start, long end, long depth, const double *a,
                        long row, long column, const double *b, long b_pitch, double *out,
                        long out_row, long out_panel, bool adds) {
  b += start * b_pitch;
  out += start * out_panel;
  for (; end - start >= WIDTH; start += WIDTH) {
    NAME(tile)(height, WIDTH, depth, a, row, column, b, b_pitch, out, out_row, out_panel, adds);
    b += WIDTH * b_pitch;
    out += WIDTH * out_panel;
  }
#if WIDTH > 2
  if (end - start == 2)
    NAME(tile)(height, 2, depth, a, row, column, b, b_pitch, out, out_row, out_panel, adds);
#endif
  if (end - start == 1)
    NAME(tile)(height, 1, depth, a, row, column, b, b_pitch, out, out_row, out_panel, adds);
}

// The columns k ... k + depth - 1 of a product with A row by row.
static void NAME(matrix_part)(long rows, long start, long end, long k, long depth,
                              const double *a, long a_row, const double *b, long b_pitch,
                              double *out, long out_row, long out_panel, bool adds) {
  a += k;
  b += k * LANES;
  for (; rows > 0; rows -= LANES, a += LANES * a_row, out += LANES * out_row)
    switch (rows) {
#define STRIP(height) \
  NAME(strip)(height, start, end, depth, a, a_row, 1, b, b_pitch, out, out_row, out_panel, adds)
    case 1: STRIP(1); break;
    case 2: STRIP(2); break;
    case 3: STRIP(3); break;
#if LANES > 4
    case 4: STRIP(4); break;
    case 5: STRIP(5); break;
    case 6: STRIP(6); break;
    case 7: STRIP(7); break;
#endif
    default: STRIP(LANES);
#undef STRIP
    }
}

static void NAME(multiply_matrix)(long rows, long panels, long depth, const double *a, long a_row,
                                  const double *b, long b_pitch, double *out, long out_row,
                                  long out_panel, bool adds) {
  for (long k = 0; k < depth; k += NAME(most_depth)) {
    long part = depth - k < NAME(most_depth) ? depth - k : NAME(most_depth);
    for (long start = 0; start < panels; start += NAME(most_panels)) {
      long end = panels - start < NAME(most_panels) ? panels : start + NAME(most_panels);
      NAME(matrix_part)(rows, start, end, k, part, a, a_row, b, b_pitch, out, out_row, out_panel,
                        adds || k > 0);
    }
  }
}

static void NAME(multiply_panels)(long rows, long panels, long depth, const double *a,
                                  long a_pitch, const double *b, long b_pitch, double *out,
                                  long out_row, long out_panel, long first, bool adds) {
  for (long k = 0; k < depth; k += NAME(most_depth)) {
    long part = depth - k < NAME(most_depth) ? depth - k : NAME(most_depth);
    for (long start = 0; start < panels; start += NAME(most_panels)) {
      long end = panels - start < NAME(most_panels) ? panels : start + NAME(most_panels);
      for (long p = 0; p < rows; p++) {
        long last = first + p + 1 < end ? first + p + 1 : end;
        NAME(strip)(LANES, start, last, part, a + p * a_pitch + k * LANES, 1, LANES,
                    b + k * LANES, b_pitch, out + p * LANES * out_row, out_row, out_panel,
                    adds || k > 0);
      }
    }
  }
}

// MARK: Few rows

// So many rows of B ahead are sent for: each stands on a page of its own, where the processor does not
// guess that they are wanted.
enum { NAME(ahead) = 16 };

// `height` rows of A by `width` vectors of a row of B.
INLINE void NAME(few_tile)(const int height, const int width, long depth, const double *a,
                           long a_row, const double *b, long b_row, double *out, long out_row) {
  V sum[FEW][2];
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
    sum[r][u] = (V){};
  for (long k = 0; k < depth; k++, b += b_row) {
    V x[2];
    UNROLL for (int u = 0; u < width; u++) {
      x[u] = AT(b + u * LANES);
      __builtin_prefetch(b + NAME(ahead) * b_row + u * LANES);
    }
    UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
      sum[r][u] += a[r * a_row + k] * x[u];
  }
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
    SET(out + r * out_row + u * LANES) = sum[r][u];
}

INLINE void NAME(few_rows)(const int height, long columns, long depth, const double *a, long a_row,
                           const double *b, long b_row, double *out, long out_row) {
  long j = 0;
  for (; j + 2 * LANES <= columns; j += 2 * LANES)
    NAME(few_tile)(height, 2, depth, a, a_row, b + j, b_row, out + j, out_row);
  // The last vectors may overlap: what is computed twice comes out the same.
  for (; j < columns; j += LANES) {
    long place = j + LANES <= columns ? j : columns - LANES;
    NAME(few_tile)(height, 1, depth, a, a_row, b + place, b_row, out + place, out_row);
  }
}

static void NAME(multiply_few)(long rows, long columns, long depth, const double *a, long a_row,
                               const double *b, long b_row, double *out, long out_row) {
  while (rows > 0) {
    // As many tiles as it takes, of about the same height.
    long tiles = (rows + FEW - 1) / FEW, height = (rows + tiles - 1) / tiles;
    switch (height) {
#define ROWS(height) \
  case height: NAME(few_rows)(height, columns, depth, a, a_row, b, b_row, out, out_row); break;
      ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5)
#if FEW > 5
      ROWS(6) ROWS(7) ROWS(8) ROWS(9) ROWS(10) ROWS(11) ROWS(12)
#endif
#undef ROWS
    }
    rows -= height;
    a += height * a_row;
    out += height * out_row;
  }
}

// MARK: Activations

static void NAME(bend)(long count, long neurons, const double *first, const double *second,
                       double *g, double *x, long row, bool flat) {
  for (long p = 0; p < neurons; p += LANES) {
    V slope = AT(first + p), curvature = AT(second + p);
    double *to = x + p;
    for (long i = 0; i < count; i++) {
      V left = curvature * AT(g + i * row + p);
      for (long j = 0; j <= i; j++, to += row) {
        V change = left * AT(g + j * row + p);
        SET(to) = flat ? change : slope * AT(to) + change;
      }
    }
    for (long i = 0; i < count; i++) SET(g + i * row + p) = slope * AT(g + i * row + p);
  }
}

static void NAME(multiply_rows)(long count, const double *a, const double *b, double *out) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) SET(out + i) = AT(a + i) * AT(b + i);
  for (; i < count; i++) out[i] = a[i] * b[i];
}

static const struct panel_kernels NAME(kernels) = {
    LANES, NAME(pack), NAME(scale), NAME(multiply_matrix), NAME(multiply_panels),
    NAME(multiply_few), NAME(bend),
    NAME(multiply_rows)};

#undef INLINE
#undef UNROLL
#undef V
#undef AT
#undef SET
#undef NAME
#undef LANES
#undef WIDTH
#undef FEW

// Products in tiles: a part of the result whose sums stay in registers.

#pragma STDC FP_CONTRACT ON

// Entry (r, k) of the left side at at[r·row + k·column].
struct left {
  const double *at;
  long row, column;
};

// Vector u of row k of the right side at at + k·row + u·vector.
struct right {
  const double *at;
  long row, vector;
};

// Vector u of row r of the result, likewise.
struct result {
  double *at;
  long row, vector;
};

// What a sum begins with: 0, and what is there is added to it at last, if it is; or what is there, or
// else the bias.
enum beginning { from_zero, from_bias };

// So many columns at a time, and so many panels of B: what is read again and again stays in the
// nearest caches.
enum { most_depth = 256, most_panels = 96 / LANES };

// So many rows ahead are sent for where B stands as it is: each is on a page of its own, where the
// processor does not guess that they are wanted.
enum { rows_ahead = 16 };

enum { most_height = FEW > LANES ? FEW : LANES, most_vectors = VECTORS > 2 ? VECTORS : 2 };

INLINE void tile(const int height, const int width, const enum beginning beginning,
                 const long ahead, long depth, struct left a, struct right b, struct result out,
                 const double *bias, bool adds) {
  vector sum[most_height][most_vectors];
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++) {
    if (beginning == from_zero) sum[r][u] = 0;
    else if (adds) sum[r][u] = AT(out.at + r * out.row + u * out.vector);
    else sum[r][u] = bias ? bias[r] : 0;
  }
  for (long k = 0; k < depth; k++) {
    vector x[most_vectors];
    UNROLL for (int u = 0; u < width; u++) {
      x[u] = AT(b.at + k * b.row + u * b.vector);
      if (ahead) __builtin_prefetch(b.at + (k + ahead) * b.row + u * b.vector);
    }
    UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++)
      sum[r][u] += a.at[r * a.row + k * a.column] * x[u];
  }
  UNROLL for (int r = 0; r < height; r++) UNROLL for (int u = 0; u < width; u++) {
    double *to = out.at + r * out.row + u * out.vector;
    SET(to) = beginning == from_zero && adds ? AT(to) + sum[r][u] : sum[r][u];
  }
}

// `height` rows by `vectors` vectors.
INLINE void strip(const int height, const enum beginning beginning, long vectors, long depth,
                  struct left a, struct right b, struct result out, const double *bias, bool adds) {
#define TILE(width) tile(height, width, beginning, 0, depth, a, b, out, bias, adds)
  for (; vectors >= VECTORS; vectors -= VECTORS) {
    TILE(VECTORS);
    b.at += VECTORS * b.vector;
    out.at += VECTORS * out.vector;
  }
#if VECTORS > 2
  if (vectors == 2) TILE(2);
#endif
#if VECTORS > 1
  if (vectors == 1) TILE(1);
#endif
#undef TILE
}

// `rows` rows; from one LANES of them to the next on the left side it is a pitch.
INLINE void strips(const enum beginning beginning, long rows, long vectors, long depth,
                   struct left a, long pitch, struct right b, struct result out,
                   const double *bias, bool adds) {
  for (; rows > 0; rows -= LANES) {
    switch (rows) {
#define STRIP(height) strip(height, beginning, vectors, depth, a, b, out, bias, adds)
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
    a.at += pitch;
    out.at += LANES * out.row;
    if (bias) bias += LANES;
  }
}

INLINE long least(long a, long b) { return a < b ? a : b; }

// MARK: Packed matrices

static void pack(long rows, long depth, const double *a, long row, long column, double *panels,
                 long pitch) {
  for (; rows > 0; rows -= LANES, a += LANES * row, panels += pitch) {
    long height = least(rows, LANES);
    for (long k = 0; k < depth; k++) {
      for (long r = 0; r < height; r++) panels[k * LANES + r] = a[r * row + k * column];
      for (long r = height; r < LANES; r++) panels[k * LANES + r] = 0;
    }
  }
}

static void scale_columns(long count, long depth, const double *factors, const double *from,
                          long from_pitch, double *to, long to_pitch) {
  for (; count > 0; count--, from += from_pitch, to += to_pitch)
    for (long k = 0; k < depth; k++) SET(to + k * LANES) = factors[k] * AT(from + k * LANES);
}

// The terms k ... k + depth - 1 of every sum, for some panels of B.
static void multiply_matrix_part(long rows, long panels, long depth, const double *a, long a_row,
                                 const double *b, long b_pitch, double *out, long out_row,
                                 long out_panel, bool adds) {
  struct left left = {a, a_row, 1};
  struct right right = {b, LANES, b_pitch};
  struct result result = {out, out_row, out_panel};
  strips(from_zero, rows, panels, depth, left, LANES * a_row, right, result, NULL, adds);
}

static void multiply_matrix(long rows, long panels, long depth, const double *a, long a_row,
                            const double *b, long b_pitch, double *out, long out_row,
                            long out_panel, bool adds) {
  for (long k = 0; k < depth; k += most_depth)
    for (long start = 0; start < panels; start += most_panels)
      multiply_matrix_part(rows, least(panels - start, most_panels), least(depth - k, most_depth),
                           a + k, a_row, b + start * b_pitch + k * LANES, b_pitch,
                           out + start * out_panel, out_row, out_panel, adds || k > 0);
}

static void multiply_panels(long rows, long panels, long depth, const double *a, long a_pitch,
                            const double *b, long b_pitch, double *out, long out_row,
                            long out_panel, long first, bool adds) {
  for (long k = 0; k < depth; k += most_depth)
    for (long start = 0; start < panels; start += most_panels) {
      long end = start + least(panels - start, most_panels);
      for (long p = 0; p < rows; p++) {
        struct left left = {a + p * a_pitch + k * LANES, 1, LANES};
        struct right right = {b + start * b_pitch + k * LANES, LANES, b_pitch};
        struct result result = {out + p * LANES * out_row + start * out_panel, out_row, out_panel};
        strip(LANES, from_zero, least(first + p + 1, end) - start, least(depth - k, most_depth),
              left, right, result, NULL, adds || k > 0);
      }
    }
}

// MARK: Few rows

INLINE void few_rows(const int height, long columns, long depth, struct left a, struct right b,
                     struct result out) {
  const double *from = b.at;
  double *to = out.at;
  for (long j = 0; j < columns;) {
    // The last vectors may overlap: what is computed twice comes out the same.
    bool two = j + 2 * LANES <= columns;
    long place = two ? j : least(j, columns - LANES);
    b.at = from + place;
    out.at = to + place;
    if (two) tile(height, 2, from_zero, rows_ahead, depth, a, b, out, NULL, false);
    else tile(height, 1, from_zero, rows_ahead, depth, a, b, out, NULL, false);
    j += two ? 2 * LANES : LANES;
  }
}

static void multiply_few(long rows, long columns, long depth, const double *a, long a_row,
                         const double *b, long b_row, double *out, long out_row) {
  struct right right = {b, b_row, LANES};
  while (rows > 0) {
    // As many tiles as it takes, of about the same height.
    long tiles = (rows + FEW - 1) / FEW, height = (rows + tiles - 1) / tiles;
    struct left left = {a, a_row, 1};
    struct result result = {out, out_row, LANES};
    switch (height) {
#define ROWS(height) \
  case height: few_rows(height, columns, depth, left, right, result); break;
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

// MARK: Batches

// Some terms of every sum, for some columns; A is packed, from one panel to the next a pitch.
static void multiply_batch_part(long rows, long depth, long width, const double *a, long pitch,
                                const double *bias, const double *in, long in_row, double *out,
                                long out_row, bool adds) {
  struct left left = {a, 1, LANES};
  struct right right = {in, in_row, LANES};
  struct result result = {out, out_row, LANES};
  strips(from_bias, rows, width / LANES, depth, left, pitch, right, result, bias, adds);
}

static void multiply_batch(long rows, long depth, long columns, const double *a,
                           const double *bias, const double *in, double *out, bool adds) {
  long pitch = depth * LANES;
  if (rows <= LANES || depth * columns <= 32768) {
    multiply_batch_part(rows, depth, columns, a, pitch, bias, in, columns, out, columns, adds);
    return;
  }
  // Too large for the nearest caches: a few columns at a time are brought together first. Each sum
  // still takes its terms in the same order, so its bits are the same.
  enum { most_terms = 128, wide = 6 * LANES };
  double near[most_terms * wide];
  for (long x = 0; x < columns; x += wide) {
    long width = least(columns - x, wide);
    for (long k = 0; k < depth; k += most_terms) {
      long terms = least(depth - k, most_terms);
      for (long t = 0; t < terms; t++)
        for (long i = 0; i < width; i++) near[t * wide + i] = in[(k + t) * columns + x + i];
      multiply_batch_part(rows, terms, width, a + k * LANES, pitch, k == 0 ? bias : NULL, near,
                          wide, out + x, columns, adds || k > 0);
    }
  }
}

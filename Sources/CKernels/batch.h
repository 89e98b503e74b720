// A quantity of many inputs side by side.

// MARK: Factors

// Where the second factor is 0 the product is, even if the first is not a number.
INLINE vector times(vector factor, vector value, const bool zero) {
  vector product = factor * value;
  if (!zero) return product;
  return (vector)((bits)product & (value != 0));
}

// `spread` tells whether what is scaled has one number for all columns.
INLINE void scaling(long count, long width, long columns, const double *factor, const double *in,
                    double *out, const bool spread, const bool zero) {
  for (long p = 0; p < count; p++, factor += columns)
    for (long j = 0; j < width; j++, in += spread ? 1 : columns, out += columns)
      for (long x = 0; x < columns; x += LANES)
        SET(out + x) = times(AT(factor + x), spread ? (vector)*in : AT(in + x), zero);
}

static void scale_batch(long count, long width, long columns, const double *factor,
                        const double *in, double *out, bool zero) {
  if (zero) scaling(count, width, columns, factor, in, out, false, true);
  else scaling(count, width, columns, factor, in, out, false, false);
}

static void spread_batch(long count, long width, long columns, const double *factor,
                         const double *matrix, double *out, bool zero) {
  if (zero) scaling(count, width, columns, factor, matrix, out, true, true);
  else scaling(count, width, columns, factor, matrix, out, true, false);
}

// MARK: Symmetric products

// A block of the triangle: rows i .. i + high - 1 against columns j .. j + wide - 1; where the two
// ranges are the same one, only its lower triangle.
INLINE void block(const int high, const int wide, const bool onDiagonal, long count, long width,
                  long outputs, long of, long columns, long i, long j, const double *c,
                  const double *g, double *out, bool adds) {
  vector sum[4][4];
  UNROLL for (int a = 0; a < high; a++)
    UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++) sum[a][b] = 0;
  for (long p = 0; p < count; p++) {
    const double *row = g + p * width * columns;
    vector left[4], right[4], weight = AT(c + p * outputs * columns);
    UNROLL for (int b = 0; b < wide; b++) right[b] = AT(row + (j + b) * columns);
    UNROLL for (int a = 0; a < high; a++)
      left[a] = weight * (onDiagonal ? right[a] : AT(row + (i + a) * columns));
    UNROLL for (int a = 0; a < high; a++)
      UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++)
        sum[a][b] += left[a] * right[b];
  }
  UNROLL for (int a = 0; a < high; a++)
    UNROLL for (int b = 0; b < (onDiagonal ? a + 1 : wide); b++) {
      double *to = out + ((i + a) * (i + a + 1) / 2 + j + b) * of * columns;
      SET(to) = adds ? AT(to) + sum[a][b] : sum[a][b];
    }
}

static void triangle(long count, long width, long outputs, long of, long columns, const double *c,
                     const double *g, double *out, bool adds) {
  for (long x = 0; x < columns; x += LANES)
    for (long i = 0; i < width; i += 4)
      for (long j = 0; j <= i; j += 4)
        for (long k = 0; k < outputs; k++) {
          const double *weights = c + k * columns + x;
          double *to = out + k * columns + x;
#define BLOCK(high, onDiagonal) \
  block(high, onDiagonal ? high : 4, onDiagonal, count, width, outputs, of, columns, i, \
        j, weights, g + x, to, adds)
          switch (width - i) {
            case 1: if (i == j) BLOCK(1, true); else BLOCK(1, false); break;
            case 2: if (i == j) BLOCK(2, true); else BLOCK(2, false); break;
            case 3: if (i == j) BLOCK(3, true); else BLOCK(3, false); break;
            default: if (i == j) BLOCK(4, true); else BLOCK(4, false);
          }
#undef BLOCK
        }
}

static void diagonal(long count, long width, long outputs, long of, long columns, const double *c,
                     const double *g, double *out, bool adds) {
  for (long i = 0; i < width; i++)
    for (long k = 0; k < outputs; k++)
      for (long x = 0; x < columns; x += LANES) {
        double *to = out + (i * of + k) * columns + x;
        vector sum = adds ? AT(to) : 0;
        for (long p = 0; p < count; p++) {
          vector entry = AT(g + (p * width + i) * columns + x);
          sum += AT(c + (p * outputs + k) * columns + x) * entry * entry;
        }
        SET(to) = sum;
      }
}

// MARK: Rows and columns

// Eight rows at a time: what is read and written stays in the nearest cache.
static bool enter(long width, long rows, long columns, const double *from, double *to) {
  bool isClean = true;
  long x = 0;
  for (; x + 8 <= rows; x += 8)
    for (long i = 0; i < width; i++)
      for (int r = 0; r < 8; r++) {
        double entry = from[(x + r) * width + i];
        isClean &= entry == entry;
        to[i * columns + x + r] = entry;
      }
  for (; x < rows; x++)
    for (long i = 0; i < width; i++) {
      double entry = from[x * width + i];
      isClean &= entry == entry;
      to[i * columns + x] = entry;
    }
  return isClean;
}

static void leave(long inner, long outer, long rows, long columns, const double *from,
                  const long *places, long size, double *to) {
  const long stride = outer * size;
  long x = 0;
  for (; x + 8 <= rows; x += 8, to += 8 * stride)
    for (long k = 0; k < outer; k++)
      for (long t = 0; t < inner; t++) {
        const double *values = from + (t * outer + k) * columns + x;
        double *place = to + k * size + places[t];
        UNROLL for (int r = 0; r < 8; r++) place[r * stride] = values[r];
      }
  for (; x < rows; x++, to += stride)
    for (long k = 0; k < outer; k++)
      for (long t = 0; t < inner; t++)
        to[k * size + places[t]] = from[(t * outer + k) * columns + x];
}

// Row by row over the neurons of a layer.

static void bend(long count, long neurons, const double *first, const double *second, double *g,
                 double *x, long row, bool flat) {
  for (long p = 0; p < neurons; p += LANES) {
    vector slope = AT(first + p), curvature = AT(second + p);
    double *to = x + p;
    for (long i = 0; i < count; i++) {
      vector left = curvature * AT(g + i * row + p);
      for (long j = 0; j <= i; j++, to += row) {
        vector change = left * AT(g + j * row + p);
        SET(to) = flat ? change : slope * AT(to) + change;
      }
    }
    for (long i = 0; i < count; i++) SET(g + i * row + p) = slope * AT(g + i * row + p);
  }
}

static void multiply_rows(long count, const double *a, const double *b, double *out) {
  long i = 0;
  for (; i + LANES <= count; i += LANES) SET(out + i) = AT(a + i) * AT(b + i);
  for (; i < count; i++) out[i] = a[i] * b[i];
}

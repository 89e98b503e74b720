// ActivationTable+Gates.swift: x·(a sigmoid of x). The arrangements are explained there.

INLINE struct jet swish(vector x, struct parameters p) {
  struct logistic s = logistic(x, (vector)0.0);
  // Where e^(-|x|) is zero.
  vector a = smaller(magnitude(x), (vector)750.0);
  vector slope = logistic_slope(s), first = slope * ((1 - a) + s.e);
  return (struct jet){
      larger(x, (vector)-750.0) * logistic_value(s), x < 0 ? first : 1 - first,
      slope * fused(s.e, 2 + a, 2 - a) / (1 + s.e)};
}

INLINE struct jet gelutanh(vector x, struct parameters p) {
  // v = c x + d x^3: GeluTanh.swift.
  const struct pair c = pair_constant(1.5957691216057308, -9.96930880911092e-17);
  const struct pair d = pair_constant(0.07135481627260025, -6.175149918155315e-19);
  vector a = smaller(magnitude(x), (vector)32.0);
  struct pair bend = pair_multiply(d, pair_product(a, a));
  struct pair v = pair_scale(a, pair_add(c, bend));
  struct logistic s = logistic(with_sign(v.high, x), x < 0 ? -v.low : v.low);

  struct pair slope = pair_add(c, pair_scale((vector)3.0, bend));
  struct pair moment = pair_scale(a, slope);
  struct pair rest = pair_add(pair_constant(1, 0), pair_negated(moment));
  vector first = logistic_slope(s) * (rest.high + s.e);
  struct pair q = pair_add(pair_scale((vector)2.0, c), pair_scale((vector)12.0, bend));
  struct pair r = pair_multiply(moment, slope);
  vector difference = pair_add(q, pair_negated(r)).high;
  return (struct jet){
      larger(x, -a) * logistic_value(s), x < 0 ? first : 1 - first,
      logistic_slope(s) * fused(s.e, q.high + r.high, difference) / (1 + s.e)};
}

// c0 + c1 e + c2 e^2 + c3 e^3 with one rounding a step, as its zeros need.
INLINE vector cubic(vector e, vector c0, vector c1, vector c2, vector c3) {
  return fused(e, fused(e, fused(e, c3, c2), c1), c0);
}

INLINE struct jet mish(vector x, struct parameters p) {
  // Mish.swift: e = e^(-|x|), and t is x, cut where e is zero.
  vector t = larger(smaller(x, (vector)750.0), (vector)-750.0);
  vector e = exponential(-magnitude(x), (vector)0.0).value;
  vector right_m = 1 + 2 * e * (1 + e), left_m = 2 + e * (2 + e);
  vector m = x > 0 ? right_m : left_m, scale = m * m * m;
  vector right_slope = (1 + 2 * e) * m + 4 * t * e * e * (1 + e);
  vector left_slope = e * cubic(e, 4 + 4 * t, 6 + 4 * t, (vector)4.0, (vector)1.0);
  vector c0 = 4 + 2 * t, c1 = 8 + 2 * t, c2 = 3 * (2 - t), c3 = 2 - 2 * t;
  vector right_bend = e * cubic(e, c3, c2, c1, c0), left_bend = cubic(e, c0, c1, c2, c3);
  return (struct jet){
      x > 0 ? x * ((1 + 2 * e) / m) : t * (e * (2 + e) / m),
      (x > 0 ? right_slope : left_slope) / (m * m),
      4 * e * (x > 0 ? right_bend : left_bend) / scale};
}

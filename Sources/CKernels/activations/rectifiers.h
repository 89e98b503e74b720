// ActivationTable+Rectifiers.swift.

// The jet of `right` where x > 0, and that of `left` elsewhere.
INLINE struct jet joined(vector x, struct jet left, struct jet right) {
  return (struct jet){
      x > 0 ? right.value : left.value, x > 0 ? right.first : left.first,
      x > 0 ? right.second : left.second};
}

// x times a constant.
INLINE struct jet line(vector x, double slope) {
  return (struct jet){slope * x, (vector)slope, (vector)0.0};
}

INLINE struct jet poslin(vector x, struct parameters p) {
  struct jet zero = {(vector)0.0, (vector)0.0, (vector)0.0};
  return joined(x, zero, line(x, 1));
}

INLINE struct jet leakyrelu(vector x, struct parameters p) {
  struct jet left = line(x, p.first);
  // The limit at -infinity.
  if (p.first == 0) left.value = (vector)0.0;
  return joined(x, left, line(x, 1));
}

INLINE struct jet elu(vector x, struct parameters p) {
  struct exponential e = exponential(x, (vector)0.0);
  vector slope = p.first * e.value;
  return joined(x, (struct jet){p.first * e.minus_one, slope, slope}, line(x, 1));
}

INLINE struct jet selu(vector x, struct parameters p) {
  struct jet left = elu(x, (struct parameters){1.7580993408473768, 0});
  return joined(x, left, line(x, 1.0507009873554805));
}

INLINE struct jet celu(vector x, struct parameters p) {
  // Unlike e^u - 1, e^u amplifies the rounding of u.
  vector u = x / p.first, low = fused(-u, (vector)p.first, x) / p.first;
  struct exponential e = exponential(u, magnitude(u) < 800 ? low : (vector)0.0);
  struct jet left = {p.first * e.minus_one, e.value, e.value / p.first};
  return joined(x, left, line(x, 1));
}

// ActivationTable+Clamps.swift.

// x between two borders, and the border beyond.
INLINE struct jet clamped(vector x, double lower, double upper) {
  bits is_low = x <= lower, is_high = x >= upper;
  vector value = is_low ? (vector)lower : is_high ? (vector)upper : x;
  return (struct jet){value, is_low | is_high ? (vector)0.0 : (vector)1.0, (vector)0.0};
}

INLINE struct jet satlin(vector x, struct parameters p) {
  return clamped(x, 0, 1);
}

INLINE struct jet satlins(vector x, struct parameters p) {
  return clamped(x, -1, 1);
}

INLINE struct jet relu6(vector x, struct parameters p) {
  return clamped(x, 0, 6);
}

INLINE struct jet hardsigmoid(vector x, struct parameters p) {
  double lower = -p.second / p.first, upper = (1 - p.second) / p.first;
  bits is_low = x <= lower, is_high = x >= upper;
  vector line = fused((vector)p.first, x, (vector)p.second);
  vector value = is_low ? (vector)0.0 : is_high ? (vector)1.0 : line;
  return (struct jet){value, is_low | is_high ? (vector)0.0 : (vector)p.first, (vector)0.0};
}

INLINE struct jet hardswish(vector x, struct parameters p) {
  bits is_low = x <= -3, is_high = x >= 3;
  return (struct jet){
      is_low ? (vector)0.0 : is_high ? x : x * (x + 3) / 6,
      is_low ? (vector)0.0 : is_high ? (vector)1.0 : (2 * x + 3) / 6,
      is_low | is_high ? (vector)0.0 : (vector)(1.0 / 3)};
}

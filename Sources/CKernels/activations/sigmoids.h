// ActivationTable+Sigmoids.swift.

// The logistic function s(u) = 1/(1 + e^(-u)), from e = e^(-|u|): Logistic.swift.
struct logistic {
  vector u, e, rest;  // rest = 1 - e
};

INLINE struct logistic logistic(vector high, vector low) {
  struct exponential e = exponential(-magnitude(high), high < 0 ? low : -low);
  return (struct logistic){high, e.value, -e.minus_one};
}

INLINE vector logistic_value(struct logistic s) {
  return (s.u < 0 ? s.e : (vector)1.0) / (1 + s.e);
}

// s'.
INLINE vector logistic_slope(struct logistic s) { return s.e / ((1 + s.e) * (1 + s.e)); }

// 2s - 1 = tanh(u/2).
INLINE vector logistic_tangent(struct logistic s) { return with_sign(s.rest / (1 + s.e), s.u); }

// s''.
INLINE vector logistic_bend(struct logistic s) { return -logistic_slope(s) * logistic_tangent(s); }

INLINE struct jet tansig(vector x, struct parameters p) {
  struct logistic s = logistic(2 * x, (vector)0.0);
  vector value = logistic_tangent(s), slope = logistic_slope(s);
  return (struct jet){value, 4 * slope, -8 * slope * value};
}

INLINE struct jet logsig(vector x, struct parameters p) {
  struct logistic s = logistic(x, (vector)0.0);
  return (struct jet){logistic_value(s), logistic_slope(s), logistic_bend(s)};
}

INLINE struct jet posttansig(vector x, struct parameters p) {
  struct logistic s = logistic(-2 * x, (vector)0.0);
  return (struct jet){-logistic_value(s), 2 * logistic_slope(s), -4 * logistic_bend(s)};
}

INLINE struct jet softsign(vector x, struct parameters p) {
  vector scale = 1 + magnitude(x), first = 1 / (scale * scale);
  vector sign = x != 0 ? with_sign((vector)1.0, x) : (vector)0.0;
  bits is_infinite = magnitude(x) == __builtin_inf();
  return (struct jet){is_infinite ? sign : x / scale, first, -2 * sign * first / scale};
}

INLINE struct jet softplus(vector x, struct parameters p) {
  struct pair u = pair_product((vector)p.first, x);
  // Where e^(-|u|) is zero, u may be infinite and have no low part.
  struct logistic s = logistic(u.high, magnitude(u.high) < 800 ? u.low : (vector)0.0);
  return (struct jet){
      larger(x, (vector)0.0) + logarithm_of_one_plus(s.e) / p.first, logistic_value(s),
      p.first * logistic_slope(s)};
}

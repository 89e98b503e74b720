// ActivationTable+Elementary.swift.

INLINE struct jet purelin(vector x, struct parameters p) {
  return (struct jet){x, (vector)1.0, (vector)0.0};
}

INLINE struct jet square(vector x, struct parameters p) {
  return (struct jet){x * x, 2 * x, (vector)2.0};
}

INLINE struct jet sine(vector x, struct parameters p) {
  struct circle at = circle_at(x);
  return (struct jet){at.sine, at.cosine, -at.sine};
}

INLINE struct jet cosine(vector x, struct parameters p) {
  struct circle at = circle_at(x);
  return (struct jet){at.cosine, -at.sine, -at.cosine};
}

INLINE struct jet e_to_the(vector x, struct parameters p) {
  vector e = exponential(x, (vector)0.0).value;
  return (struct jet){e, e, e};
}

INLINE struct jet radbas(vector x, struct parameters p) {
  // The exponential is zero long before 40: the cut keeps 0·∞ away.
  x = larger(smaller(x, (vector)40.0), (vector)-40.0);
  struct pair squared = pair_negated(pair_product(x, x));
  vector g = exponential(squared.high, squared.low).value;
  // One rounding, so that nothing is lost next to the zeros ±1/√2.
  return (struct jet){g, -2 * x * g, fused(4 * x, x, (vector)-2.0) * g};
}

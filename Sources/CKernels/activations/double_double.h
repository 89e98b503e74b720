// Numbers carried as the sum of two doubles: DoubleDouble.swift, whose comments hold here.

struct pair {
  vector high, low;
};

// a + b without rounding.
INLINE struct pair pair_sum(vector a, vector b) {
  vector high = a + b, share = high - a;
  return (struct pair){high, (a - (high - share)) + (b - share)};
}

// The same where |a| >= |b| or a is 0.
INLINE struct pair pair_ordered_sum(vector a, vector b) {
  vector high = a + b;
  return (struct pair){high, b - (high - a)};
}

// a b without rounding.
INLINE struct pair pair_product(vector a, vector b) {
  vector high = a * b;
  return (struct pair){high, fused(a, b, -high)};
}

INLINE struct pair pair_negated(struct pair a) { return (struct pair){-a.high, -a.low}; }

INLINE struct pair pair_add(struct pair a, struct pair b) {
  struct pair s = pair_sum(a.high, b.high);
  return pair_sum(s.high, s.low + (a.low + b.low));
}

INLINE struct pair pair_multiply(struct pair a, struct pair b) {
  struct pair p = pair_product(a.high, b.high);
  return pair_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

INLINE struct pair pair_scale(vector a, struct pair b) {
  struct pair p = pair_product(a, b.high);
  return pair_sum(p.high, p.low + a * b.low);
}

// A constant.
INLINE struct pair pair_constant(double high, double low) {
  return (struct pair){(vector)high, (vector)low};
}

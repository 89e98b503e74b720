// gelu and the upper tail of the normal distribution, Q(a) = Φ(-a) for a = |x|: NormalTail.swift.

// The coefficients of t, t^2, ..., t^24 in g(t), from Tests/NetworksTests/Oracles/normal_tail.py.
static const double tail_coefficients[] = {
    -0.09155228183400904,
    0.031030368425962847,
    0.010002352385229382,
    -0.026401042966267253,
    0.024536963243678652,
    -0.015170415403281224,
    0.006522000667783896,
    -0.0016760723371645697,
    7.791597409338999e-06,
    0.00018233410307611755,
    -5.36075811148722e-05,
    -9.895946159334735e-06,
    9.05982468125664e-06,
    -7.070628846317715e-08,
    -1.3074486019237587e-06,
    1.284479710649634e-07,
    1.9627809920091187e-07,
    -2.688202129280215e-08,
    -3.095201755804207e-08,
    4.022493382168717e-09,
    4.4011596227599254e-09,
    -4.327297110082094e-10,
    -3.815816262632953e-10,
    2.5086998016985133e-11,
};

INLINE struct jet gelu(vector x, struct parameters p) {
  const struct pair peak = pair_constant(0.3989422804014327, -2.49232720227773e-17);
  const struct pair constant = pair_constant(0.46151582985003775, 2.4915132418747322e-17);
  // Cut where e^(-a²/2) is zero.
  vector a = smaller(magnitude(x), (vector)40.0);
  struct pair exponent = pair_negated(pair_product(a, a / 2));
  vector gaussian = exponential(exponent.high, exponent.low).value;
  vector t = (a - 5) / (a + 5);
  vector correction = t * polynomial(t, tail_coefficients, 24);

  vector tail = gaussian * (constant.high + correction) / (1 + a);
  // Q(a) - a φ(a), whose two terms cancel at a = 0.7518.
  struct pair moment = pair_scale(a, pair_multiply(pair_sum((vector)1.0, a), peak));
  vector difference = pair_add(constant, pair_negated(moment)).high;
  vector slope = gaussian * (difference + correction) / (1 + a);
  return (struct jet){
      x < 0 ? -a * tail : x * (1 - tail), x < 0 ? slope : 1 - slope,
      // One rounding, so that nothing is lost next to the zeros ±√2.
      fused(-a, a, (vector)2.0) * (gaussian * peak.high)};
}

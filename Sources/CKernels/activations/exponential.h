// e^x and e^x - 1, both from one polynomial.
//
// x = k ln 2 + r with |r| <= ln 2/2, and e^r - 1 = r + r^2 Q(r) is kept as the sum of two doubles, so
// that 2^k (1 + ...) and (2^k - 1) + 2^k (...) round little more than once: within 0.7 and 1 ulp.

// Q, from Tests/NetworksTests/Oracles/vector_kernels.py; 0.0074 units of 2^-53 off.
static const double exponential_coefficients[] = {
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326112,
    0.001388888888888373,
    0.0001984126987490126,
    2.4801587325605324e-05,
    2.7557255297969643e-06,
    2.755727357010214e-07,
    2.5105259538448494e-08,
    2.0914717341716378e-09,
};

struct exponential {
  vector value, minus_one;
};

// 2^k for the k in the last bits of a number as large as `last_bits`.
INLINE vector power_of_two(vector k) {
  return (vector)(((bits)k << 52) + (bits)(vector)1.0);
}

// e^(high + low), low being at most an ulp of high and 0 where high is not finite.
INLINE struct exponential exponential(vector high, vector low) {
  // From here on the result is 0 or infinity.
  high = high < -800 ? (vector)-800.0 : high;
  high = high > 800 ? (vector)800.0 : high;
  // Adding it rounds to an integer, which stands in the last bits of the sum.
  const vector last_bits = (vector)0x1.8p52;
  vector quotient = fused(high, (vector)1.4426950408889634, last_bits);
  vector k = quotient - last_bits;
  // k ln 2 in two parts; the first difference is exact. r + tail is what remains.
  vector rest = fused(k, (vector)-0.6931471805599453, high);
  vector small = fused(k, (vector)-2.3190468138462996e-17, low);
  vector r = rest + small, tail = (rest - r) + small;
  // e^(r + tail) is e^r + tail e^r.
  vector curved = fused(
      r * r, polynomial(r, exponential_coefficients, 11), fused(tail, r, tail));
  struct pair rise = pair_ordered_sum(r, curved);

  // 2^k as a product of two, since k may be outside the range of exponents.
  vector half = fused(high, (vector)0.7213475204444817, last_bits);
  vector scale = power_of_two(half);
  vector other_scale = power_of_two(quotient - (half - last_bits));
  struct pair sum = pair_ordered_sum((vector)1.0, rise.high);
  vector value = (sum.high + (sum.low + rise.low)) * scale * other_scale;

  vector power = scale * other_scale;
  struct pair difference = pair_ordered_sum(power - 1, power * rise.high);
  vector minus_one = difference.high + (difference.low + power * rise.low);
  // A zero would lose its sign.
  return (struct exponential){value, with_sign(minus_one, high)};
}

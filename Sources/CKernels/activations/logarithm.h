// ln(1 + x).

// (ln((1 + s)/(1 - s)) - 2s)/s^3 in s^2, from Tests/NetworksTests/Oracles/vector_kernels.py; 0.0065 units
// of 2^-53 off.
static const double logarithm_coefficients[] = {
    0.6666666666666666,
    0.4000000000000794,
    0.28571428567275936,
    0.2222222304835159,
    0.18181737626302938,
    0.15388867805613718,
    0.13209708242059462,
    0.13609030262858499,
};

// ln(1 + x) for 0 <= x <= 1, within 1 ulp.
//
// With 1 + x = 2^k (1 + f), where f = x or (x - 1)/2 is exact, and s = f/(2 + f), it is
// k ln 2 + f - (f^2/2 - s (f^2/2 + R)), R = s^2 times the polynomial.
INLINE vector logarithm_of_one_plus(vector x) {
  bits is_large = x > 0.5;
  vector f = is_large ? (x - 1) * 0.5 : x;
  vector s = f / (2 + f), square = s * s, half_square = 0.5 * f * f;
  vector rest = square * polynomial(square, logarithm_coefficients, 8);
  vector curved = half_square - s * (half_square + rest);
  vector low = is_large ? (vector)2.3190468138462996e-17 : (vector)0.0;
  vector high = is_large ? (vector)0.6931471805599453 : (vector)0.0;
  struct pair sum = pair_ordered_sum(high, f);
  return sum.high + (sum.low + (low - curved));
}

// sin x and cos x.

// (sin(r) - r)/r^3 in r^2, from Tests/NetworksTests/Oracles/vector_kernels.py; 0.051 units of 2^-53 off.
static const double sine_coefficients[] = {
    -0.16666666666666666,
    0.008333333333333331,
    -0.0001984126984126504,
    2.755731921932058e-06,
    -2.50521062259944e-08,
    1.6058530596645953e-10,
    -7.586636882825159e-13,
};

// (cos(r) - 1 + r^2/2)/r^4 in r^2, likewise; 0.0075 units of 2^-53 off.
static const double cosine_coefficients[] = {
    0.041666666666666664,
    -0.0013888888888887389,
    2.48015872987544e-05,
    -2.755731726587808e-07,
    2.087614504941318e-09,
    -1.138254464534925e-11,
};

struct circle {
  vector sine, cosine;
};

// Both, within 1 ulp.
//
// x = k π/2 + r with |r| <= π/4, r as the sum of two doubles: π/2 is subtracted in three parts (Cody
// and Waite), which serves up to |x| = 2^30, far beyond what a network meets; a neuron further out,
// or at infinity, is left to the C library.
INLINE struct circle circle_at(vector x) {
  const vector last_bits = (vector)0x1.8p52;
  bits is_far = !(magnitude(x) <= 0x1p30);
  vector near = is_far ? (vector)0.0 : x;
  vector quotient = fused(near, (vector)0.6366197723675814, last_bits);
  vector k = quotient - last_bits;
  // The first difference is exact; the other parts are at most a rounding of it each.
  vector rest = fused(k, (vector)-1.5707963267948966, near);
  struct pair part = pair_product(k, (vector)6.123233995736766e-17);
  struct pair r = pair_sum(rest, -part.high);
  vector low = r.low - fused(k, (vector)-1.4973849048591698e-33, part.low);

  vector square = r.high * r.high;
  vector cubic = square * r.high * polynomial(square, sine_coefficients, 7);
  // sin(high + low) = sin(high) + low cos(high), cos(high + low) = cos(high) - low sin(high).
  vector sine = r.high + (cubic + fused(-0.5 * square, low, low));
  struct pair top = pair_ordered_sum((vector)1.0, -0.5 * square);
  vector quartic = square * square * polynomial(square, cosine_coefficients, 6);
  vector cosine = top.high + (top.low + (quartic - r.high * low));
  // What is added to a zero or a subnormal would take its sign or its last bit.
  sine = magnitude(near) < 0x1p-27 ? near : sine;

  // k mod 4: swapped where odd; signs from the two last bits.
  bits quarter = (bits)quotient;
  bits is_odd = -(quarter & 1);
  bits sine_sign = (quarter & 2) << 62, cosine_sign = ((quarter + 1) & 2) << 62;
  struct circle result = {
      (vector)((bits)(is_odd ? cosine : sine) ^ sine_sign),
      (vector)((bits)(is_odd ? sine : cosine) ^ cosine_sign)};
  if (__builtin_reduce_or(is_far)) {
    for (int i = 0; i < LANES; i++) {
      if (is_far[i] && x[i] == x[i]) {
        result.sine[i] = __builtin_sin(x[i]);
        result.cosine[i] = __builtin_cos(x[i]);
      }
    }
  }
  return result;
}

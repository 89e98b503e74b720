// What every activation is made of.

// A product and a sum are fused where it says `fused`, and nowhere else, whatever the processor.
#pragma STDC FP_CONTRACT OFF

// σ, σ′ and σ″.
struct jet {
  vector value, first, second;
};

// The parameters of an activation, in the order of the table; few need them.
#pragma clang diagnostic ignored "-Wunused-parameter"
struct parameters {
  double first, second;
};

// a b + c with one rounding.
INLINE vector fused(vector a, vector b, vector c) { return __builtin_elementwise_fma(a, b, c); }

INLINE vector magnitude(vector x) { return __builtin_elementwise_abs(x); }

// |x| with the sign of s.
INLINE vector with_sign(vector x, vector s) { return __builtin_elementwise_copysign(x, s); }

// The smaller and the larger one; the second one where either is not a number.
INLINE vector smaller(vector a, vector b) { return a < b ? a : b; }
INLINE vector larger(vector a, vector b) { return a > b ? a : b; }

// c[0] + c[1] x + ... + c[count - 1] x^(count - 1), the even and the odd powers side by side.
INLINE vector polynomial(vector x, const double *c, int count) {
  vector sums[2] = {(vector)c[count - 1], (vector)c[count - 2]};
  for (int k = count - 3, side = 0; k >= 0; k--, side ^= 1) {
    sums[side] = fused(sums[side], x * x, (vector)c[k]);
  }
  return fused(sums[count % 2], x, sums[1 - count % 2]);
}

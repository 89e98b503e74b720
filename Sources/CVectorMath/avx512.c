#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,fma"))), apply_to = function)

#define LANES 8
#define KERNELS avx512_kernels
#include "vector.h"

INLINE __mmask8 leading(ptrdiff_t count) { return (__mmask8)((1u << count) - 1); }

INLINE vector load_leading(const double *from, ptrdiff_t count) {
  return (vector)_mm512_maskz_loadu_pd(leading(count), from);
}

INLINE void store_leading(double *to, ptrdiff_t count, vector x) {
  _mm512_mask_storeu_pd(to, leading(count), (__m512d)x);
}

#include "activations.h"

#pragma clang attribute pop

#endif

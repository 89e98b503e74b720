#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), \
                             apply_to = function)

// 24 of the 32 registers hold sums.
#define LANES 8
#define VECTORS 3
#define FEW 12
#include "vector.h"

INLINE __mmask8 leading(ptrdiff_t count) { return (__mmask8)((1u << count) - 1); }

INLINE vector load_leading(const double *from, ptrdiff_t count) {
  return (vector)_mm512_maskz_loadu_pd(leading(count), from);
}

INLINE void store_leading(double *to, ptrdiff_t count, vector x) {
  _mm512_mask_storeu_pd(to, leading(count), (__m512d)x);
}

#include "kernel_set.h"

const struct kernel_set avx512_kernels = KERNEL_SET("AVX-512", activations);

#pragma clang attribute pop

#endif

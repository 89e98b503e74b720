#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

// 8 of the 16 registers hold sums; with 12 the compiler puts some of them into memory.
#define LANES 4
#define VECTORS 2
#define FEW 5
#include "vector.h"

INLINE __m256i leading(ptrdiff_t count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}

INLINE vector load_leading(const double *from, ptrdiff_t count) {
  return (vector)_mm256_maskload_pd(from, leading(count));
}

INLINE void store_leading(double *to, ptrdiff_t count, vector x) {
  _mm256_maskstore_pd(to, leading(count), (__m256d)x);
}

#include "kernel_set.h"

const struct kernel_set avx2_kernels = KERNEL_SET("AVX2", activations);

#pragma clang attribute pop

#endif

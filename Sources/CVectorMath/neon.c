#if defined(__aarch64__)

#define LANES 2
#define KERNELS neon_kernels
#include "vector.h"

// Fewer than two is one.
INLINE vector load_leading(const double *from, ptrdiff_t count) {
  (void)count;
  return (vector){from[0], 0};
}

INLINE void store_leading(double *to, ptrdiff_t count, vector x) {
  (void)count;
  to[0] = x[0];
}

#include "activations.h"

#endif

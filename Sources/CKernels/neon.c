#if defined(__aarch64__)

// Two registers a vector; 16 of the 32 hold sums.
#define LANES 4
#define VECTORS 2
#define FEW 5
#include "vector.h"

INLINE vector load_leading(const double *from, ptrdiff_t count) {
  vector x = 0;
  for (ptrdiff_t i = 0; i < count; i++) x[i] = from[i];
  return x;
}

INLINE void store_leading(double *to, ptrdiff_t count, vector x) {
  for (ptrdiff_t i = 0; i < count; i++) to[i] = x[i];
}

#include "kernel_set.h"

const struct kernel_set neon_kernels = KERNEL_SET("NEON", activations);

#endif

#include "CVectorMath.h"
#include "sets.h"

#include <string.h>

// The kernels for one set of instructions, ended by an entry without a name.
static const struct vector_kernel *kernels(enum vector_instructions instructions) {
  switch (instructions) {
#if defined(__x86_64__)
  case vector_instructions_avx512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") ? avx512_kernels
                                                                                   : NULL;
  case vector_instructions_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2_kernels : NULL;
#elif defined(__aarch64__)
  case vector_instructions_neon:
    return neon_kernels;
#endif
  default:
    return NULL;
  }
}

const struct vector_kernel *vector_kernel_named(
    const char *name, enum vector_instructions instructions) {
  const struct vector_kernel *kernel = kernels(instructions);
  while (kernel && kernel->name && strcmp(kernel->name, name) != 0) kernel++;
  return kernel && kernel->name ? kernel : NULL;
}

#define _GNU_SOURCE

#include "CKernels.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

// As the files of the sets define them.
extern const struct kernel_set avx512_kernels, avx2_kernels, neon_kernels, portable_kernels;

const struct kernel_set *kernels_for(enum instruction_set set) {
  switch (set) {
#if defined(__x86_64__)
  case instruction_set_avx512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl")
               ? &avx512_kernels
               : NULL;
  case instruction_set_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_kernels : NULL;
#elif defined(__aarch64__)
  case instruction_set_neon:
    return &neon_kernels;
#endif
  case instruction_set_portable:
    return &portable_kernels;
  default:
    return NULL;
  }
}

const struct activation_kernel *activation_named(
    const struct kernel_set *kernels, const char *name) {
  const struct activation_kernel *kernel = kernels->activations;
  while (kernel && kernel->name && strcmp(kernel->name, name) != 0) kernel++;
  return kernel && kernel->name ? kernel : NULL;
}

int processor_count(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

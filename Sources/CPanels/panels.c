#include "CPanels.h"

#include <stddef.h>
#include <string.h>

// A vector is never passed between functions that are not inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define NAME(name) name##_any
#define LANES 4
#define WIDTH 2
#define FEW 5
#include "loops.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(name) name##_avx2
#define LANES 4
#define WIDTH 2
#define FEW 5
#include "loops.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), \
                             apply_to = function)
#define NAME(name) name##_avx512
#define LANES 8
#define WIDTH 3
#define FEW 12
#include "loops.h"
#pragma clang attribute pop

#endif

const struct panel_kernels *panel_kernels(enum panel_instructions instructions) {
  switch (instructions) {
#if defined(__x86_64__)
  case panel_instructions_avx512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl")
               ? &kernels_avx512
               : NULL;
  case panel_instructions_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_avx2 : NULL;
#endif
  case panel_instructions_any:
    return &kernels_any;
  default:
    return NULL;
  }
}

const struct panel_kernels *best_panel_kernels(void) {
  for (enum panel_instructions i = panel_instructions_avx512; i < panel_instructions_any; i++) {
    const struct panel_kernels *kernels = panel_kernels(i);
    if (kernels) return kernels;
  }
  return &kernels_any;
}

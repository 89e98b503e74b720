#define _GNU_SOURCE

#include "CBatch.h"

#include <sched.h>
#include <stddef.h>
#include <unistd.h>

// A vector is never passed between functions that are not inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define NAME(name) name##_portable
#define WIDTH 2
#define TILE_ROWS 4
#define TILE_VECTORS 2
#include "loops.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(name) name##_avx2
#define WIDTH 4
#define TILE_ROWS 4
#define TILE_VECTORS 3
#include "loops.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), \
                             apply_to = function)
#define NAME(name) name##_avx512
#define WIDTH 8
#define TILE_ROWS 8
#define TILE_VECTORS 3
#include "loops.h"
#pragma clang attribute pop

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

#define CHOOSE(name) (has_avx512() ? name##_avx512 : has_avx2() ? name##_avx2 : name##_portable)

const char *batch_instructions(void) {
  return has_avx512() ? "AVX-512" : has_avx2() ? "AVX2" : "portable";
}

#else

#define CHOOSE(name) name##_portable

const char *batch_instructions(void) { return "portable"; }

#endif

int batch_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

void batch_pack(long rows, long depth, const double *matrix, double *packed) {
  CHOOSE(pack)(rows, depth, matrix, packed);
}

void batch_product(long rows, long depth, long columns, const double *packed, const double *bias,
                   const double *in, double *out, bool adds) {
  CHOOSE(product)(rows, depth, columns, packed, bias, in, out, adds);
}

void batch_scale(long count, long width, long lanes, const double *factor, const double *in,
                 double *out) {
  CHOOSE(scale)(count, width, lanes, factor, in, out, false);
}

void batch_spread(long count, long width, long lanes, const double *factor, const double *matrix,
                  double *out) {
  CHOOSE(spread)(count, width, lanes, factor, matrix, out, false);
}

void batch_scale_zero(long count, long width, long lanes, const double *factor, const double *in,
                      double *out) {
  CHOOSE(scale)(count, width, lanes, factor, in, out, true);
}

void batch_spread_zero(long count, long width, long lanes, const double *factor,
                       const double *matrix, double *out) {
  CHOOSE(spread)(count, width, lanes, factor, matrix, out, true);
}

void batch_triangle(long count, long width, long outputs, long of, long lanes,
                    const double *c, const double *g, double *out, bool adds) {
  CHOOSE(triangle)(count, width, outputs, of, lanes, c, g, out, adds);
}

void batch_diagonal(long count, long width, long outputs, long of, long lanes,
                    const double *c, const double *g, double *out, bool adds) {
  CHOOSE(diagonal)(count, width, outputs, of, lanes, c, g, out, adds);
}

bool batch_enter(long width, long rows, long lanes, const double *from, double *to) {
  return CHOOSE(enter)(width, rows, lanes, from, to);
}

void batch_leave(long inner, long outer, long rows, long lanes, const double *from,
                 const long *places, long size, double *to) {
  CHOOSE(leave)(inner, outer, rows, lanes, from, places, size, to);
}

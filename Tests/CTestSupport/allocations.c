#define _GNU_SOURCE
#include "CTestSupport.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// The program's own malloc stands before the C library's, so that a test can count its calls. Not
// under a sanitizer, which has a malloc of its own.
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

extern void *__libc_malloc(size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local int is_counting;
static _Thread_local long count;

// Some of OpenBLAS's kernels take their scratch anew in each call, which is not ours to change.
static void note(const void *caller) {
  Dl_info info;
  if (dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "openblas")) return;
  count += 1;
}

void *malloc(size_t size) {
  if (is_counting) note(__builtin_return_address(0));
  return __libc_malloc(size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (is_counting) note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int allocations_begin(void) {
  count = 0;
  return is_counting = 1;
}

long allocations_end(void) {
  is_counting = 0;
  return count;
}

#else

int allocations_begin(void) { return 0; }
long allocations_end(void) { return 0; }

#endif

#include "CTestSupport.h"

#include <stdlib.h>

// The program's own malloc stands before the C library's, so that a test can count its calls. Not
// under a sanitizer, which has a malloc of its own.
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

extern void *__libc_malloc(size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local long count;

void *malloc(size_t size) {
  count += 1;
  return __libc_malloc(size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count += 1;
  return __libc_memalign(alignment, size);
}

long allocation_count(void) { return count; }

#else

long allocation_count(void) { return -1; }

#endif

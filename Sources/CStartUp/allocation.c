// Memory that is not there, said in words.
//
// Swift ends the program by a trap where it gets no memory, and tells nobody why. `Memory` refuses what
// cannot fit before it is begun; for the rest, what Swift asks of the C library comes through here.

#include "CStartUp.h"

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

void die_of_no_memory(unsigned long bytes) {
  // On the stack: nothing else is left.
  char text[160];
  int count = snprintf(
      text, sizeof text,
      "\nerror: there is no memory for %lu bytes more (ulimit -v, or the machine); the program ends here\n",
      bytes);
  (void)!write(STDERR_FILENO, text, (size_t)count);
  _exit(1);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define is_watched 1
#endif
#endif

// A sanitizer puts its own functions in this place; weak, since tests count allocations by theirs.
#if defined(__GLIBC__) && !defined(is_watched)
extern void *__libc_malloc(size_t count);
extern void *__libc_memalign(size_t alignment, size_t count);

__attribute__((weak)) void *malloc(size_t count) {
  void *memory = __libc_malloc(count);
  if (!memory && count > 0) die_of_no_memory(count);
  return memory;
}

__attribute__((weak)) int posix_memalign(void **memory, size_t alignment, size_t count) {
  *memory = __libc_memalign(alignment, count);
  if (!*memory && count > 0) die_of_no_memory(count);
  return 0;
}

__attribute__((weak)) void *aligned_alloc(size_t alignment, size_t count) {
  void *memory = __libc_memalign(alignment, count);
  if (!memory && count > 0) die_of_no_memory(count);
  return memory;
}
#endif

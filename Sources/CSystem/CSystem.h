#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/* Blocks of a megabyte and more go back to the system as soon as they are freed.

   By itself glibc keeps ever larger ones for later, the text of a network's file first of all, and
   what is asked for next does not fit there: a tenth of the peak. Swift does not import malloc.h. */
static inline void return_large_blocks_when_freed(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

#include <pthread.h>
#include <stdio.h>
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

/* A number with so many decimals, as %f or with a power of ten as %e: Swift calls no function with
   arguments of any number but by a list made on the heap. */
static inline int print_fixed(char *text, size_t size, int decimals, double value) {
  return snprintf(text, size, "%.*f", decimals, value);
}
static inline int print_scientific(char *text, size_t size, int decimals, double value) {
  return snprintf(text, size, "%.*e", decimals, value);
}

#if defined(__linux__)
/* These are hidden from Swift, which does not define _GNU_SOURCE. */
extern int memfd_create(const char *name, unsigned int flags);
extern int pipe2(int ends[2], int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int dladdr(const void *address, void *info);

/* The file that code at this address was loaded from; null where that is not known. */
static inline const char *file_of_code(const void *address) {
  struct {
    const char *file;
    void *base;
    const char *symbol;
    void *symbol_address;
  } info = {0, 0, 0, 0};
  return dladdr(address, &info) ? info.file : 0;
}

static inline int name_thread(pthread_t thread, const char *name) {
  return pthread_setname_np(thread, name);
}

/* An open file without a name, closed in other programs; -1 and errno where there is none. */
static inline int open_nameless_file(void) { return memfd_create("network", 1 /* MFD_CLOEXEC */); }

/* The reading end and the writing end of a pipe, closed in other programs. */
static inline int open_pipe(int ends[2]) { return pipe2(ends, 02000000 /* O_CLOEXEC */); }
#endif

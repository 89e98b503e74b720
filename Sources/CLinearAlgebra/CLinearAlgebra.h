#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What OpenBLAS has beside the BLAS. Weak: where one is missing, its address is null. */
extern char *openblas_get_corename(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern int blas_thread_shutdown_(void) __attribute__((weak));
extern void *blas_memory_alloc(int place) __attribute__((weak));
extern void blas_memory_free(void *buffer) __attribute__((weak));

/* The kernels that OpenBLAS chose for this processor; empty where it does not say. */
static inline const char *blas_kernel_name(void) {
  return openblas_get_corename ? openblas_get_corename() : "";
}

/* The kernels that suit this processor by the instructions it has; null where no name is known.
   Swift cannot ask for them. */
static inline const char *blas_kernel_for_processor(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return 0;
}

/* Makes OpenBLAS choose its kernels anew, by name; 0 where it cannot. Its choice is read from the
   environment, which is put back as it was. Not while another thread uses OpenBLAS. */
static inline int blas_choose_kernel(const char *name) {
  if (!gotoblas_dynamic_quit || !gotoblas_dynamic_init || getenv("OPENBLAS_CORETYPE")) return 0;
  if (setenv("OPENBLAS_CORETYPE", name, 1) != 0) return 0;
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
  return 1;
}

/* Ends the threads of OpenBLAS, which otherwise ask for work for a tenth of a second whenever they have
   had some, and when they are started. It starts them again when it needs them. */
static inline void blas_end_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}

/* Makes OpenBLAS take the buffers of so many threads, which it keeps, in at most so many bytes of
   addresses; gives how many there was room for. A library without such buffers needs none. */
static inline int blas_take_buffers(int count, size_t bytes) {
  enum { buffer_bytes = 128 << 20, most_buffers = 128 };
  if (!blas_memory_alloc || !blas_memory_free) return count;
  void *buffers[most_buffers];
  int taken = 0;
  for (; taken < count && taken < most_buffers; taken++) {
    if (bytes < (size_t)(taken + 1) * buffer_bytes) break;
    /* It would ask for ever. */
    void *room = mmap(0, buffer_bytes + (8 << 20), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) break;
    munmap(room, buffer_bytes + (8 << 20));
    buffers[taken] = blas_memory_alloc(0);
  }
  for (int i = 0; i < taken; i++) blas_memory_free(buffers[i]);
  return taken;
}

/* LAPACK, which OpenBLAS holds too: Fortran, so everything is an address, matrices stand column by
   column, and the lengths of the character arguments come last. */
extern void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                    double *w, double *work, const int *lwork, int *iwork, const int *liwork,
                    int *info, size_t, size_t);
extern void dgeev_(const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda,
                   double *wr, double *wi, double *vl, const int *ldvl, double *vr, const int *ldvr,
                   double *work, const int *lwork, int *info, size_t jobvl_length,
                   size_t jobvr_length);
extern void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda,
                    double *s, double *u, const int *ldu, double *vt, const int *ldvt,
                    double *work, const int *lwork, int *iwork, int *info, size_t);

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

/* What OpenBLAS has beside the BLAS. Weak: where one is missing, its address is null. */
extern char *openblas_get_corename(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern int blas_thread_shutdown_(void) __attribute__((weak));

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

/* LAPACK, which OpenBLAS holds too: Fortran, so everything is an address, matrices stand column by
   column, and the lengths of the character arguments come last. */
extern void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                    double *w, double *work, const int *lwork, int *iwork, const int *liwork,
                    int *info, size_t, size_t);
extern void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda,
                    double *s, double *u, const int *ldu, double *vt, const int *ldvt,
                    double *work, const int *lwork, int *iwork, int *info, size_t);

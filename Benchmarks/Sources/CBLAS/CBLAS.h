#include <cblas.h>

/* Weak: other BLAS libraries have no such name, and the address is null. */
extern char *openblas_get_corename(void) __attribute__((weak));

static inline const char *cblas_kernel_name(void) {
  return openblas_get_corename ? openblas_get_corename() : "";
}

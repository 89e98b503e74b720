// The one function of Fortran's library that the linear algebra library calls, so that this one need not be
// there: left and right side by side, with blanks behind them or cut to fit.

#include <stddef.h>
#include <string.h>

// What is called where it is there (CLinearAlgebra.h): here it is, of the archive.
extern char openblas_get_corename, gotoblas_dynamic_quit, gotoblas_dynamic_init, blas_thread_shutdown_,
    blas_memory_alloc, blas_memory_free;
const void *const netrepl_openblas[] = {&openblas_get_corename, &gotoblas_dynamic_quit, &gotoblas_dynamic_init,
                                        &blas_thread_shutdown_, &blas_memory_alloc, &blas_memory_free};

void _gfortran_concat_string(
    size_t size, char *result, size_t left_size, const char *left, size_t right_size, const char *right);

void _gfortran_concat_string(
    size_t size, char *result, size_t left_size, const char *left, size_t right_size, const char *right) {
  size_t from_left = left_size < size ? left_size : size;
  size_t from_right = right_size < size - from_left ? right_size : size - from_left;
  memcpy(result, left, from_left);
  memcpy(result + from_left, right, from_right);
  memset(result + from_left + from_right, ' ', size - from_left - from_right);
}

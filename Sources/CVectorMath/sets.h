// The kernels as they were compiled for each set of instructions.

#ifndef SETS_H
#define SETS_H

#include "CVectorMath.h"

extern const struct vector_kernel avx512_kernels[], avx2_kernels[], neon_kernels[];

#endif

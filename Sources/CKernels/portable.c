// What every processor has. Without activations: a fused multiply-add that is not an instruction takes
// longer than the functions of the table.

// Two registers a vector on x86; 8 of the 16 hold sums.
#define LANES 4
#define VECTORS 1
#define FEW 5
#include "vector.h"

#define HAS_NO_ACTIVATIONS
#include "kernel_set.h"

const struct kernel_set portable_kernels = KERNEL_SET("portable", NULL);

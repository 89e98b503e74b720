// Every kernel for the vectors of vector.h, in tiles of at most LANES rows by VECTORS vectors, or FEW
// rows by two vectors; the file of an instruction set includes this behind it.

#include "CKernels.h"

// In products the compiler may fuse where the processor can; the files say so themselves.
#include "products.h"

#include "batch.h"
#include "neurons.h"

#ifndef HAS_NO_ACTIVATIONS
#include "activations/activations.h"
#endif

#define KERNEL_SET(name, activations)                                                             \
  {name,           LANES,        pack,          scale_columns, multiply_matrix,                   \
   multiply_panels, multiply_few, bend,          multiply_rows, activations,                       \
   multiply_batch, scale_batch,  spread_batch,  triangle,      diagonal,                          \
   enter,          leave}

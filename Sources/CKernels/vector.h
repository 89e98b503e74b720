// A vector of LANES doubles, and what every kernel is made of. The file of an instruction set says how
// many LANES there are before it includes this.

#include <stdbool.h>
#include <stddef.h>

// A vector is never passed between functions that are not inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef double vector __attribute__((ext_vector_type(LANES)));

// The bits of a vector, or what a comparison gives: -1 where it holds.
typedef long bits __attribute__((ext_vector_type(LANES)));

_Static_assert(sizeof(vector) == sizeof(bits), "a lane of each has 64 bits");

// A vector at any address of a double.
typedef vector stored_vector __attribute__((aligned(8), may_alias));
#define AT(address) (*(const stored_vector *)(address))
#define SET(address) (*(stored_vector *)(address))

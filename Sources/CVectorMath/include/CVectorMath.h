// The activations for many neurons at once, as kernels for the vector instructions of the processor.
//
// A kernel is the same sequence of additions, multiplications, divisions and fused multiply-adds for
// every set of instructions, so that every machine that has one of the sets gives the same bits.
// In C: Swift can neither name an instruction set for one function nor ask the processor for it.
//
// No library serves: glibc's exp for vectors is off by 3 units in the last place and its sin and cos
// by 3.4, too much for derivatives within 1e-15; SLEEF's tanh takes longer than a kernel with both
// derivatives. Both give other bits for other instructions, and neither is everywhere.

#ifndef CVECTORMATH_H
#define CVECTORMATH_H

#include <stddef.h>

// The sets of instructions that there are kernels for, each with a fused multiply-add.
enum vector_instructions {
  vector_instructions_avx512,
  vector_instructions_avx2,
  vector_instructions_neon,
};

// An activation for `count` neurons: its parameters in the order of the table of activations, the
// pre-activations z, and the results. An array of results may be z itself; otherwise none overlap.
// Swift is told that it may be shared between threads: it never changes.
struct __attribute__((swift_attr("@Sendable"))) vector_kernel {
  const char *_Nonnull name;

  void (*_Nonnull values)(
      double first_parameter, double second_parameter, const double *_Nonnull z, ptrdiff_t count,
      double *_Nonnull value);

  void (*_Nonnull jets)(
      double first_parameter, double second_parameter, const double *_Nonnull z, ptrdiff_t count,
      double *_Nonnull value, double *_Nonnull first, double *_Nonnull second);
};

// The kernel of that name; NULL when there is none, or when this processor lacks the instructions.
const struct vector_kernel *_Nullable vector_kernel_named(
    const char *_Nonnull name, enum vector_instructions instructions);

#endif

// The inner loops, compiled for several sets of vector instructions.
//
// In C: Swift can neither compile a function for several sets and choose when it runs, nor ask the
// processor which ones it has; without that half to seven eighths of it lie idle. Beside the linear
// algebra library: of a symmetric product the loops here compute one half alone, to a vector, and a
// matrix that many products share is arranged once and not in each of them. Beside libraries of
// functions: glibc's exp for vectors is off by 3 units in the last place and its sin and cos by 3.4, too
// much for derivatives within 1e-15; SLEEF's tanh takes longer than a kernel with both derivatives. Both
// give other bits for other instructions, and neither is everywhere.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

// What there are kernels for, the widest first. The last set is plain C, without a fused multiply-add.
enum instruction_set {
  instruction_set_avx512,
  instruction_set_avx2,
  instruction_set_neon,
  instruction_set_portable,
};

// An activation for `count` neurons: its parameters in the order of the table of activations, the
// pre-activations z, and the results. An array of results may be z itself; otherwise none overlap.
//
// It is the same sequence of additions, multiplications, divisions and fused multiply-adds for every
// set of instructions, so that every machine that has one of the sets gives the same bits.
// Swift is told that it may be shared between threads: it never changes.
struct __attribute__((swift_attr("@Sendable"))) activation_kernel {
  const char *name;

  void (*values)(
      double first_parameter, double second_parameter, const double *z, ptrdiff_t count,
      double *value);

  void (*jets)(
      double first_parameter, double second_parameter, const double *z, ptrdiff_t count,
      double *value, double *first, double *second);
};

// Everything for one set of instructions.
//
// A packed matrix stands in panels of `lanes` rows side by side: entry (i, k) at
// [i / lanes][k][i % lanes], and rows that are missing in the last panel are 0. So both sides of a
// product are read from front to back, and every sum stays in a register. From one panel to the next it
// is a pitch.
struct __attribute__((swift_attr("@Sendable"))) kernel_set {
  const char *name;
  long lanes;

  // MARK: Packed matrices

  // The panels of a rows × depth matrix with entry (i, k) at a[i·row + k·column].
  void (*pack)(
      long rows, long depth, const double *a, long row, long column, double *panels, long pitch);

  // to[.][k][.] = factors[k] from[.][k][.], for k < depth of `count` panels.
  void (*scale_columns)(
      long count, long depth, const double *factors, const double *from, long from_pitch,
      double *to, long to_pitch);

  // out = A Bᵀ, or with `adds` out += A Bᵀ, where A has `rows` rows and B has `panels` panels, both of
  // `depth` columns. Row i of out begins at out + i·out_row, and what belongs to the next panel of B
  // stands `out_panel` behind it.
  //
  // Here A stands row by row, from one row to the next `a_row`.
  void (*multiply_matrix)(
      long rows, long panels, long depth, const double *a, long a_row, const double *b,
      long b_pitch, double *out, long out_row, long out_panel, bool adds);

  // Here A has `rows` panels, and out has room for all of their rows. Of B, panel p of A meets the
  // panels 0 ... first + p alone; with a `first` of `panels` or more these are all.
  void (*multiply_panels)(
      long rows, long panels, long depth, const double *a, long a_pitch, const double *b,
      long b_pitch, double *out, long out_row, long out_panel, long first, bool adds);

  // out = A B, for A with few rows, rows × depth, and B, depth × columns, both as they are: row by row,
  // from one row to the next `a_row` and `b_row`. `columns` is at least `lanes`.
  void (*multiply_few)(
      long rows, long columns, long depth, const double *a, long a_row, const double *b, long b_row,
      double *out, long out_row);

  // MARK: Neurons

  // Derivatives through neurons that act alone, each with σ' and σ'': for i < count, j <= i,
  //
  //     x[t][.] = σ'[.] x[t][.] + σ''[.] g[i][.] g[j][.]  (x is taken for 0 if `flat`),  g[i][.] *= σ'[.]
  //
  // with rows of `neurons` numbers, `row` apart, and room in all of them for whole panels.
  void (*bend)(
      long count, long neurons, const double *first, const double *second, double *g, double *x,
      long row, bool flat);

  // out[i] = a[i] b[i], for i < count; out may be a or b.
  void (*multiply_rows)(long count, const double *a, const double *b, double *out);

  // Ended by an entry without a name; null where there is no fused multiply-add.
  const struct activation_kernel *_Nullable activations;

  // MARK: Batches
  //
  // A quantity of one input after the other stands side by side, `columns` of them, and no input ever
  // meets another. So what is computed for one depends neither on its neighbours nor on how many there
  // are. `columns` is a multiple of batch_columns; nothing overlaps.

  // out = A · in + bias: (rows × depth)(depth × columns) with A packed, its panels side by side, and
  // one bias a row; bias may be null. With `adds` it is added to `out`, and there is no bias.
  void (*multiply_batch)(
      long rows, long depth, long columns, const double *a, const double *_Nullable bias,
      const double *in, double *out, bool adds);

  // out[p,j,:] = factor[p,:] · in[p,j,:] for p < count, j < width. With `zero` it is 0 wherever the
  // second factor is, whatever the first one is.
  void (*scale_batch)(
      long count, long width, long columns, const double *factor, const double *in, double *out,
      bool zero);

  // out[p,j,:] = factor[p,:] · matrix[p,j], likewise.
  void (*spread_batch)(
      long count, long width, long columns, const double *factor, const double *matrix, double *out,
      bool zero);

  // out[t,k,:] = Σ_p c[p,k,:] g[p,i,:] g[p,j,:], t running over j <= i < width, k < outputs.
  // With `adds` it is added to `out`, which has room for `of` outputs.
  void (*triangle)(
      long count, long width, long outputs, long of, long columns, const double *c, const double *g,
      double *out, bool adds);

  // out[i,k,:] = Σ_p c[p,k,:] g[p,i,:]², likewise.
  void (*diagonal)(
      long count, long width, long outputs, long of, long columns, const double *c, const double *g,
      double *out, bool adds);

  // From rows to columns: to[i,x] = from[x,i] for i < width, x < rows. False if one is not a number.
  bool (*enter)(long width, long rows, long columns, const double *from, double *to);

  // From columns to rows: to[x,k,places[t]] = from[t,k,x] for t < inner, k < outer, x < rows; a row of
  // `to` has outer·size numbers.
  void (*leave)(
      long inner, long outer, long rows, long columns, const double *from, const long *places,
      long size, double *to);
};

// The columns of a batch come in multiples of this many.
enum { batch_columns = 16 };

// The kernels for one set of instructions; null where this processor lacks it.
const struct kernel_set *_Nullable kernels_for(enum instruction_set set);

// The activation of that name; null when there is none.
const struct activation_kernel *_Nullable activation_named(
    const struct kernel_set *kernels, const char *name);

// The processors that this program may use: a job of a cluster has fewer than the machine. In C:
// sched_getaffinity is an extension that Swift does not import.
int processor_count(void);

#pragma clang assume_nonnull end

#endif

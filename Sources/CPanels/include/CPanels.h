// Products of matrices in panels, for the vector instructions of the processor.
//
// A panel holds `lanes` rows of a matrix side by side: entry (i, k) of the matrix stands at
// [i / lanes][k][i % lanes], and rows that are missing in the last panel are 0. Both sides of a
// product A Bᵀ are then read from front to back, and every sum stays in a register.
//
// In C: Swift cannot compile a function for several instruction sets and choose when it runs. Beside
// the linear algebra library: of a symmetric product it computes one half alone, to a vector, and a
// matrix that many products share is arranged once and not in each of them.

#ifndef CPANELS_H
#define CPANELS_H

#include <stdbool.h>

enum panel_instructions { panel_instructions_avx512, panel_instructions_avx2, panel_instructions_any };

// Swift is told that it may be shared between threads: it never changes.
struct __attribute__((swift_attr("@Sendable"))) panel_kernels {
  long lanes;

  // The panels of a rows × depth matrix with entry (i, k) at a[i·row + k·column].
  void (*_Nonnull pack)(
      long rows, long depth, const double *_Nonnull a, long row, long column,
      double *_Nonnull panels, long pitch);

  // to[.][k][.] = factors[k] from[.][k][.], for k < depth of `count` panels.
  void (*_Nonnull scale)(
      long count, long depth, const double *_Nonnull factors, const double *_Nonnull from,
      long from_pitch, double *_Nonnull to, long to_pitch);

  // out = A Bᵀ, or with `adds` out += A Bᵀ, where A has `rows` rows and B has `panels` panels, both of
  // `depth` columns. Row i of out begins at out + i·out_row, and what belongs to the next panel of B
  // stands `out_panel` behind it.
  //
  // Here A stands row by row, from one row to the next `a_row`.
  void (*_Nonnull multiply_matrix)(
      long rows, long panels, long depth, const double *_Nonnull a, long a_row,
      const double *_Nonnull b, long b_pitch, double *_Nonnull out, long out_row, long out_panel,
      bool adds);

  // Here A has `rows` panels, and out has room for all of their rows. Of B, panel p of A meets the
  // panels 0 ... first + p alone; with a `first` of `panels` or more these are all.
  void (*_Nonnull multiply_panels)(
      long rows, long panels, long depth, const double *_Nonnull a, long a_pitch,
      const double *_Nonnull b, long b_pitch, double *_Nonnull out, long out_row, long out_panel,
      long first, bool adds);

  // out = A B, for A with few rows, rows × depth, and B, depth × columns, both as they are: row by row,
  // from one row to the next `a_row` and `b_row`. `columns` is at least `lanes`.
  void (*_Nonnull multiply_few)(
      long rows, long columns, long depth, const double *_Nonnull a, long a_row,
      const double *_Nonnull b, long b_row, double *_Nonnull out, long out_row);

  // Derivatives through neurons that act alone, each with σ' and σ'': for i < count, j <= i,
  //
  //     x[t][.] = σ'[.] x[t][.] + σ''[.] g[i][.] g[j][.]  (x is taken for 0 if `flat`),  g[i][.] *= σ'[.]
  //
  // with rows of `neurons` numbers, `row` apart, and room in all of them for whole panels.
  void (*_Nonnull bend)(
      long count, long neurons, const double *_Nonnull first, const double *_Nonnull second,
      double *_Nonnull g, double *_Nonnull x, long row, bool flat);

  // out[i] = a[i] b[i], for i < count; out may be a or b.
  void (*_Nonnull multiply_rows)(
      long count, const double *_Nonnull a, const double *_Nonnull b, double *_Nonnull out);
};

// The kernels for one set of instructions; NULL where this processor lacks it.
const struct panel_kernels *_Nullable panel_kernels(enum panel_instructions instructions);

// Those for the widest instructions that it has.
const struct panel_kernels *_Nonnull best_panel_kernels(void);

#endif

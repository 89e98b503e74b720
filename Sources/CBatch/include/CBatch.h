// The inner loops of a batch, for the instruction set of the machine at hand.
//
// In C: Swift cannot compile a function for several instruction sets and choose when it runs, and
// without that half to seven eighths of the processor lie idle.
//
// Everything is in lanes: a quantity of one input after the other stands side by side, `lanes` of
// them, and no lane ever meets another. So what is computed for an input depends neither on its
// neighbours nor on how many there are. `lanes` is a multiple of batch_lanes; nothing overlaps.

#ifndef CBATCH_H
#define CBATCH_H

#include <stdbool.h>

// Lanes come in multiples of this many.
enum { batch_lanes = 16 };

// The instruction set in use, for people: "AVX-512", "AVX2" or "portable".
const char *batch_instructions(void);

// The processors that this program may use: a job of a cluster has fewer than the machine. In C:
// sched_getaffinity is an extension that Swift does not import.
int batch_processors(void);

// Arranges a rows × depth matrix, stored row by row, as batch_product reads it; rows·depth doubles.
void batch_pack(long rows, long depth, const double *matrix, double *packed);

// out = matrix · in + bias: (rows × depth)(depth × columns), one bias a row; bias may be NULL.
// With `adds` it is added to `out`, and there is no bias. `columns` is a multiple of batch_lanes.
void batch_product(long rows, long depth, long columns, const double *packed, const double *bias,
                   const double *in, double *out, bool adds);

// out[p,j,:] = factor[p,:] · in[p,j,:] for p < count, j < width.
void batch_scale(long count, long width, long lanes, const double *factor, const double *in,
                 double *out);

// out[p,j,:] = factor[p,:] · matrix[p,j].
void batch_spread(long count, long width, long lanes, const double *factor, const double *matrix,
                  double *out);

// The same two, with 0 wherever the second factor is 0, whatever the first one is.
void batch_scale_zero(long count, long width, long lanes, const double *factor, const double *in,
                      double *out);
void batch_spread_zero(long count, long width, long lanes, const double *factor,
                       const double *matrix, double *out);

// out[t,k,:] = Σ_p c[p,k,:] g[p,i,:] g[p,j,:], t running over j <= i < width, k < outputs.
// With `adds` it is added to `out`, which has room for `of` outputs.
void batch_triangle(long count, long width, long outputs, long of, long lanes, const double *c,
                    const double *g, double *out, bool adds);

// out[i,k,:] = Σ_p c[p,k,:] g[p,i,:]², likewise.
void batch_diagonal(long count, long width, long outputs, long of, long lanes, const double *c,
                    const double *g, double *out, bool adds);

// From rows to lanes: to[i,x] = from[x,i] for i < width, x < rows. False if one is not a number.
bool batch_enter(long width, long rows, long lanes, const double *from, double *to);

// From lanes to rows: to[x,k,places[t]] = from[t,k,x] for t < inner, k < outer, x < rows; a row of
// `to` has outer·size numbers.
void batch_leave(long inner, long outer, long rows, long lanes, const double *from,
                 const long *places, long size, double *to);

#endif

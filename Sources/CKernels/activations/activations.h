// Every activation as a kernel. Nothing here looks at more than one lane: a neuron's result depends on
// nothing but its z.

#include "elements.h"

#include "double_double.h"
#include "exponential.h"
#include "logarithm.h"
#include "trigonometry.h"

#include "clamps.h"
#include "elementary.h"
#include "rectifiers.h"
#include "sigmoids.h"

#include "gates.h"
#include "gelu.h"

// e^(z - c): softmax's exponentials, which would amplify the rounding of the difference.
INLINE struct jet shifted_exp(vector z, struct parameters p) {
  struct pair difference = pair_sum(z, (vector)-p.first);
  bits is_small = magnitude(difference.high) < 800;
  vector e = exponential(difference.high, is_small ? difference.low : (vector)0.0).value;
  return (struct jet){e, e, e};
}

// Not-a-number passes through unchanged, as in the table.
INLINE vector unless_nan(vector x, vector result) { return x == x ? result : x; }

// The two functions of a kernel. A last vector that is not full is filled up with zeros, so that no
// result depends on the place or the count. The value is computed the same way in both: what the
// derivatives alone need is removed by the compiler.
#define DEFINE(activation)                                                                        \
  static void activation##_values(                                                                \
      double first_parameter, double second_parameter, const double *z, ptrdiff_t count,          \
      double *value) {                                                                            \
    struct parameters p = {first_parameter, second_parameter};                                    \
    for (; count > 0; z += LANES, value += LANES, count -= LANES) {                               \
      vector x = count >= LANES ? AT(z) : load_leading(z, count);                                 \
      vector result = unless_nan(x, activation(x, p).value);                                      \
      if (count >= LANES) SET(value) = result;                                                    \
      else store_leading(value, count, result);                                                   \
    }                                                                                             \
  }                                                                                               \
                                                                                                  \
  static void activation##_jets(                                                                  \
      double first_parameter, double second_parameter, const double *z, ptrdiff_t count,          \
      double *value, double *first, double *second) {                                             \
    struct parameters p = {first_parameter, second_parameter};                                    \
    for (; count > 0; count -= LANES) {                                                           \
      vector x = count >= LANES ? AT(z) : load_leading(z, count);                                 \
      struct jet result = activation(x, p);                                                       \
      result.value = unless_nan(x, result.value);                                                 \
      result.first = unless_nan(x, result.first);                                                 \
      result.second = unless_nan(x, result.second);                                               \
      if (count >= LANES) {                                                                       \
        SET(value) = result.value;                                                                \
        SET(first) = result.first;                                                                \
        SET(second) = result.second;                                                              \
      } else {                                                                                    \
        store_leading(value, count, result.value);                                                \
        store_leading(first, count, result.first);                                                \
        store_leading(second, count, result.second);                                              \
      }                                                                                           \
      z += LANES, value += LANES, first += LANES, second += LANES;                                \
    }                                                                                             \
  }

#define ENTRY(activation, name) {name, activation##_values, activation##_jets},

#define FOR_EACH(APPLY)                                                                           \
  APPLY(purelin, "purelin")                                                                       \
  APPLY(tansig, "tansig")                                                                         \
  APPLY(logsig, "logsig")                                                                         \
  APPLY(poslin, "poslin")                                                                         \
  APPLY(leakyrelu, "leakyrelu")                                                                   \
  APPLY(elu, "elu")                                                                               \
  APPLY(selu, "selu")                                                                             \
  APPLY(celu, "celu")                                                                             \
  APPLY(relu6, "relu6")                                                                           \
  APPLY(softplus, "softplus")                                                                     \
  APPLY(softsign, "softsign")                                                                     \
  APPLY(radbas, "radbas")                                                                         \
  APPLY(satlin, "satlin")                                                                         \
  APPLY(satlins, "satlins")                                                                       \
  APPLY(hardsigmoid, "hardsigmoid")                                                               \
  APPLY(hardswish, "hardswish")                                                                   \
  APPLY(gelu, "gelu")                                                                             \
  APPLY(gelutanh, "gelutanh")                                                                     \
  APPLY(swish, "swish")                                                                           \
  APPLY(mish, "mish")                                                                             \
  APPLY(sine, "sin")                                                                              \
  APPLY(cosine, "cos")                                                                            \
  APPLY(e_to_the, "exp")                                                                          \
  APPLY(square, "square")                                                                         \
  APPLY(posttansig, "posttansig")                                                                 \
  APPLY(shifted_exp, "shiftedExp")

#define DEFINE_NAMED(activation, name) DEFINE(activation)
FOR_EACH(DEFINE_NAMED)

static const struct activation_kernel activations[] = {FOR_EACH(ENTRY){NULL, NULL, NULL}};

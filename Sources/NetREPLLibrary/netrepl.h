/* libnetrepl: outputs and derivatives of feed-forward networks, from C.
 *
 *     netrepl_network *network;
 *     char text[256];
 *     if (netrepl_load("net.onnx", NULL, &network, text, sizeof text) != NETREPL_OK) ...
 *     double x[3] = {0.1, 0.2, 0.3}, jacobian[2 * 3];
 *     int code = netrepl_jacobian(network, x, 3, jacobian, 6);
 *     netrepl_free(network);
 *
 * d is the number of inputs of a network, m that of its outputs. All numbers are doubles, all arrays
 * row-major and the caller's; rows and entries count from 0. Every array comes with its number of
 * doubles, which must be the right one: nothing is read or written otherwise. Not-a-number and the
 * infinities are numbers here: they give results that are none, and no error.
 *
 * Errors. What can fail returns NETREPL_OK, 0, or another code of `netrepl_code`; then results are
 * unspecified. netrepl_code_text says what a code means; netrepl_load, which has more to say, writes a
 * sentence into a buffer of the caller's. Nothing is kept a thread or a process.
 *
 * Threads. A network is never changed, and any number of threads may use one at once; the room that a
 * computation needs is taken from the network and given back. Nobody may use a network while, or
 * after, it is freed. After fork() the child may use the networks of its parent if no thread of the
 * parent was in a call at that time, and computes on one thread.
 *
 * State of the process. Work of a tenth of a millisecond and more (a Hessian of a large network, rows
 * on several threads) starts a pool of threads, one a processor, which sleeps when idle and stays
 * until the end: do not dlclose the library. No signal handler is installed, nothing of the
 * environment is changed but OPENBLAS_CORETYPE, for an instant, before the first large product on a
 * processor that the linear algebra library does not know. The linear algebra library inside is the
 * library's own; it reads the environment (OPENBLAS_NUM_THREADS) when it is loaded.
 *
 * Memory. What cannot fit the machine is refused with NETREPL_TOO_LARGE before it is begun. Where the
 * system refuses memory all the same, the process ends, as all Swift programs do.
 */
#ifndef NETREPL_H
#define NETREPL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a program that was compiled with an older header could not use the library any more;
 * functions, codes and quantities are added without. */
#define NETREPL_ABI_VERSION 1

/* NETREPL_ABI_VERSION of the library that is loaded: compare it before anything else. */
int netrepl_abi_version(void);

/* The version of the program that the library belongs to, "0.1.0". */
const char *netrepl_version(void);

typedef enum netrepl_code {
  NETREPL_OK = 0,
  NETREPL_NULL_POINTER = 1,       /* an argument that must not be null is */
  NETREPL_MISALIGNED = 2,         /* an array does not begin where a double can */
  NETREPL_WRONG_INPUT_COUNT = 3,  /* x has not d numbers, or not rows times d */
  NETREPL_WRONG_VECTOR_COUNT = 4, /* weights have not m numbers, or a direction has not d */
  NETREPL_WRONG_RESULT_COUNT = 5, /* the result has another number of doubles than what is computed */
  NETREPL_NO_SUCH_OUTPUT = 6,
  NETREPL_NO_SUCH_QUANTITY = 7,
  NETREPL_OVERLAP = 8,            /* the result shares memory with what is read */
  NETREPL_TOO_LARGE = 9,          /* it does not fit the memory of this machine */
  NETREPL_NOT_READ = 10,          /* the file is missing, or cannot be read */
  NETREPL_NOT_A_NETWORK = 11,     /* the file is read, and is no network that is known here */
  NETREPL_BAD_OPTION = 12         /* an option of netrepl_load is not known, or does not fit */
} netrepl_code;

/* What a code means: a sentence without a period, which always stays; never null. */
const char *netrepl_code_text(int code);

/* -- Networks ------------------------------------------------------------------------------------ */

typedef struct netrepl_network netrepl_network;

/* Reads a network from a file, of any format that the program reads: its own JSON, ONNX, PyTorch,
 * Keras, scikit-learn, safetensors, MATLAB, PMML and others.
 *
 * path: UTF-8; `~/` is the home folder.
 * options: null, or texts of which the last is followed by a null pointer, what `load` of the program
 *   takes: "activation=tansig" for each layer in order (one alone: for all layers but the last),
 *   "layer=fc1" for each layer to read, "scaler=FILE", "outputscaler=FILE", "output=NAME",
 *   "variable=NAME", "raw", "folded", and the limits of what a file may hold, "read.layers=20000".
 * network: receives the network, or null.
 * text: null, or room for `size` bytes: receives why there is no network, one line of UTF-8, cut where
 *   it is too long and always ended by a 0; empty where all is well.
 *
 * HDF5 (.h5, .keras, MATLAB 7.3) is read by the program netrepl-hdf5, which is looked for beside the
 * library and in ../libexec/netrepl; the text says so where it is not there. No other format starts a
 * process. */
int netrepl_load(const char *path, const char *const *options, netrepl_network **network,
                 char *text, size_t size);

/* The same of the bytes of a file. `name` is what the file is called: its ending tells the format
 * where the bytes do not. Files beside it are not found. */
int netrepl_read(const void *bytes, size_t count, const char *name, const char *const *options,
                 netrepl_network **network, char *text, size_t size);

/* Frees a network and all that was taken for it; null is allowed. */
void netrepl_free(netrepl_network *network);

/* d, m, and the numbers of layers and of weights and biases; 0 of a null pointer. */
size_t netrepl_input_count(const netrepl_network *network);
size_t netrepl_output_count(const netrepl_network *network);
size_t netrepl_layer_count(const netrepl_network *network);
size_t netrepl_parameter_count(const netrepl_network *network);

/* Texts of a network, UTF-8, which stay until it is freed; null where there is none, or an argument
 * is out of range. A 0 within a name is written as U+FFFD. */
const char *netrepl_name(const netrepl_network *network);

/* The format of its file, "ONNX". */
const char *netrepl_format(const netrepl_network *network);

/* Its name and layers in a line: "iris: 4 -> 8 tansig -> 3 softmax". */
const char *netrepl_description(const netrepl_network *network);

/* What was assumed, left out or found odd while its file was read: line after line; empty where there
 * is nothing to say. */
const char *netrepl_notes(const netrepl_network *network);

/* Names that the file gave; I1, I2, ... and A1, A2, ... where it gave none. */
const char *netrepl_input_name(const netrepl_network *network, size_t input);
const char *netrepl_output_name(const netrepl_network *network, size_t output);

/* Layer l from 0, "8 tansig"; "4 scaling" of one that only scales. */
const char *netrepl_layer(const netrepl_network *network, size_t layer);

/* -- At one input -------------------------------------------------------------------------------- */

/* All of them: `x` has `d` doubles, `result` has `count`, and the two share no memory. The numbers are
 * those of the program at its prompt, to the bit for output, J, H, diagonal and Laplacian. Costs are
 * those of the computation, about 0.1 us besides; the first call of a kind prepares its room. */

/* A: m numbers. */
int netrepl_output(const netrepl_network *network, const double *x, size_t d, double *result,
                   size_t count);

/* dA/dI: m x d. */
int netrepl_jacobian(const netrepl_network *network, const double *x, size_t d, double *result,
                     size_t count);

/* d2A/dI2 of every output: m x d x d. */
int netrepl_hessian(const netrepl_network *network, const double *x, size_t d, double *result,
                    size_t count);

/* The same, of each output the lower triangle alone, row by row: m x d(d+1)/2; entry (i, j), j <= i,
 * stands at i(i+1)/2 + j. The program's packed form, and the cheaper one. */
int netrepl_hessian_packed(const netrepl_network *network, const double *x, size_t d, double *result,
                           size_t count);

/* The gradient of v.A for weights v of the outputs, `m` numbers: d numbers. */
int netrepl_gradient(const netrepl_network *network, const double *x, size_t d, const double *v,
                     size_t m, double *result, size_t count);

/* The gradient of one output, counted from 0: d numbers. */
int netrepl_gradient_of_output(const netrepl_network *network, const double *x, size_t d,
                               size_t output, double *result, size_t count);

/* H of every output times one direction of d numbers: m x d. Costs m times the next one. */
int netrepl_hessian_vector_product(const netrepl_network *network, const double *x, size_t d,
                                   const double *direction, size_t direction_count, double *result,
                                   size_t count);

/* The Hessian of v.A times a direction: d numbers. H is never formed. */
int netrepl_weighted_hessian_vector_product(const netrepl_network *network, const double *x, size_t d,
                                            const double *v, size_t m, const double *direction,
                                            size_t direction_count, double *result, size_t count);

/* The diagonals of the Hessians: m x d. */
int netrepl_diagonal(const netrepl_network *network, const double *x, size_t d, double *result,
                     size_t count);

/* Their traces: m numbers. */
int netrepl_laplacian(const netrepl_network *network, const double *x, size_t d, double *result,
                      size_t count);

/* -- At many inputs ------------------------------------------------------------------------------ */

typedef enum netrepl_quantity {
  NETREPL_OUTPUT = 0,                 /* rows x m */
  NETREPL_JACOBIAN = 1,               /* rows x m x d */
  NETREPL_HESSIAN = 2,                /* rows x m x d x d */
  NETREPL_HESSIAN_PACKED = 3,         /* rows x m x d(d+1)/2 */
  NETREPL_GRADIENT = 4,               /* rows x d; vector: v, m numbers */
  NETREPL_HESSIAN_VECTOR_PRODUCT = 5, /* rows x m x d; vector: the direction, d numbers */
  NETREPL_DIAGONAL = 6,               /* rows x m x d */
  NETREPL_LAPLACIAN = 7               /* rows x m */
} netrepl_quantity;

/* The doubles of a quantity for one row; 0 where it cannot be counted, or an argument is wrong. */
size_t netrepl_count(const netrepl_network *network, int quantity);

/* A quantity at each of `rows` inputs, one a row.
 *
 * x: rows x d; x_count doubles. result: rows x netrepl_count; result_count doubles.
 * vector: what the quantity asks for, else null and 0.
 * threads: how many may work at once, the caller being one; 0 for one a processor.
 *
 * The bytes are those that `netrepl sweep` writes. The numbers of a row depend on that row alone, to
 * the bit: not on the others nor on threads. They agree with those at one input to rounding. A row
 * with a not-a-number gives that in all its results. No rows are no error.
 *
 * The first call prepares tables of the network, which it keeps (for a gradient, until another v is
 * given). While one thread of the process has the pool, others compute alone. */
int netrepl_rows(const netrepl_network *network, int quantity, size_t rows, const double *x,
                 size_t x_count, const double *vector, size_t vector_count, double *result,
                 size_t result_count, size_t threads);

#ifdef __cplusplus
}
#endif

#endif

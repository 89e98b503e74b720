/* Calls libnetrepl as a program in C does. The tests compile it, run it and look at what it says.
 *
 *     abi numbers NETWORK [OPTION...]   every quantity at one input and at rows, as bits
 *     abi describe NETWORK [OPTION...]  its texts
 *     abi errors NETWORK                wrong arguments give codes
 *     abi threads NETWORK               eight threads and a forked child give the same bits
 *     abi time NETWORK                  nanoseconds a call
 */
#define _POSIX_C_SOURCE 200809L

#include <netrepl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { row_count = 7, thread_count = 8 };

static size_t d, m;
static int failures;

static void expect(int is_so, const char *what) {
  if (is_so) return;
  failures++;
  fprintf(stderr, "not so: %s\n", what);
}

static double *numbers(size_t count) {
  double *result = malloc((count ? count : 1) * sizeof *result);
  if (!result) exit(3);
  for (size_t i = 0; i < count; i++) result[i] = -1;
  return result;
}

/* The same as in the tests. */
static double *inputs(size_t count) {
  double *x = numbers(count);
  for (size_t i = 0; i < count; i++) x[i] = (double)((i * 7919) % 211) / 211 - 0.5;
  return x;
}

static netrepl_network *load(const char *path, const char *const *options) {
  char text[500];
  netrepl_network *network;
  int code = netrepl_load(path, options, &network, text, sizeof text);
  if (code != NETREPL_OK) {
    printf("%d %s\n", code, text);
    exit(1);
  }
  d = netrepl_input_count(network);
  m = netrepl_output_count(network);
  return network;
}

static void show(const char *name, int code, const double *values, size_t count) {
  if (code != NETREPL_OK) fprintf(stderr, "%s: %s\n", name, netrepl_code_text(code));
  printf("%s", name);
  for (size_t i = 0; i < count; i++) {
    uint64_t bits;
    memcpy(&bits, values + i, sizeof bits);
    printf(" %llx", (unsigned long long)bits);
  }
  printf("\n");
}

static int show_numbers(const netrepl_network *n) {
  size_t jacobian = m * d, hessian = m * d * d, packed = m * (d * (d + 1) / 2);
  double *x = inputs(row_count * d), *v = inputs(m), *u = inputs(d), *r = numbers(row_count * hessian);
  show("output", netrepl_output(n, x, d, r, m), r, m);
  show("jacobian", netrepl_jacobian(n, x, d, r, jacobian), r, jacobian);
  show("hessian", netrepl_hessian(n, x, d, r, hessian), r, hessian);
  show("packed", netrepl_hessian_packed(n, x, d, r, packed), r, packed);
  show("gradient", netrepl_gradient(n, x, d, v, m, r, d), r, d);
  show("last", netrepl_gradient_of_output(n, x, d, m - 1, r, d), r, d);
  show("product", netrepl_hessian_vector_product(n, x, d, u, d, r, jacobian), r, jacobian);
  show("weighted", netrepl_weighted_hessian_vector_product(n, x, d, v, m, u, d, r, d), r, d);
  show("diagonal", netrepl_diagonal(n, x, d, r, jacobian), r, jacobian);
  show("laplacian", netrepl_laplacian(n, x, d, r, m), r, m);
  for (int q = NETREPL_OUTPUT; q <= NETREPL_LAPLACIAN; q++) {
    size_t count = row_count * netrepl_count(n, q);
    size_t vector = q == NETREPL_GRADIENT ? m : q == NETREPL_HESSIAN_VECTOR_PRODUCT ? d : 0;
    const double *given = q == NETREPL_GRADIENT ? v : vector ? u : NULL;
    char name[20];
    snprintf(name, sizeof name, "rows%d", q);
    show(name, netrepl_rows(n, q, row_count, x, row_count * d, given, vector, r, count, 2), r, count);
  }
  free(x), free(v), free(u), free(r);
  return 0;
}

static int describe(const netrepl_network *n) {
  printf("abi %d\nversion %s\n", netrepl_abi_version(), netrepl_version());
  printf("name %s\nformat %s\n", netrepl_name(n), netrepl_format(n));
  printf("description %s\n", netrepl_description(n));
  printf("parameters %zu\n", netrepl_parameter_count(n));
  for (size_t l = 0; l < netrepl_layer_count(n); l++) printf("layer %s\n", netrepl_layer(n, l));
  for (size_t i = 0; i < d; i++) printf("input %s\n", netrepl_input_name(n, i));
  for (size_t k = 0; k < m; k++) printf("output %s\n", netrepl_output_name(n, k));
  printf("%s", netrepl_notes(n));
  return 0;
}

static int check_errors(netrepl_network *n, const char *path) {
  double *x = inputs(2 * d + 2), *r = numbers(2 * m * d * d + 2);
  size_t j = m * d;
  expect(netrepl_abi_version() == NETREPL_ABI_VERSION, "the version");
  for (int code = -1; code < 20; code++) expect(netrepl_code_text(code) != NULL, "every code has a text");

  expect(netrepl_jacobian(NULL, x, d, r, j) == NETREPL_NULL_POINTER, "no network");
  expect(netrepl_jacobian(n, NULL, d, r, j) == NETREPL_NULL_POINTER, "no x");
  expect(netrepl_jacobian(n, x, d, NULL, j) == NETREPL_NULL_POINTER, "no result");
  expect(netrepl_jacobian(n, x, d + 1, r, j) == NETREPL_WRONG_INPUT_COUNT, "a longer x");
  expect(netrepl_jacobian(n, x, 0, r, j) == NETREPL_WRONG_INPUT_COUNT, "an empty x");
  expect(netrepl_jacobian(n, x, SIZE_MAX, r, j) == NETREPL_WRONG_INPUT_COUNT, "an endless x");
  expect(netrepl_jacobian(n, x, d, r, j - 1) == NETREPL_WRONG_RESULT_COUNT, "a short result");
  expect(netrepl_jacobian(n, x, d, r, SIZE_MAX) == NETREPL_WRONG_RESULT_COUNT, "an endless result");
  expect(netrepl_jacobian(n, r, d, r, j) == NETREPL_OVERLAP, "the result is the input");
  expect(netrepl_jacobian(n, r + j - 1, d, r, j) == NETREPL_OVERLAP, "they share a number");
  expect(netrepl_jacobian(n, r + j, d, r, j) == NETREPL_OK, "they touch");
  double *odd = (double *)(void *)((char *)x + 4);
  expect(netrepl_jacobian(n, odd, d, r, j) == NETREPL_MISALIGNED, "x between two doubles");
  expect(netrepl_jacobian(n, x, d, (double *)(void *)((char *)r + 1), j) == NETREPL_MISALIGNED, "result");
  expect(netrepl_gradient(n, x, d, NULL, m, r, d) == NETREPL_NULL_POINTER, "no weights");
  expect(netrepl_gradient(n, x, d, x, m + 1, r, d) == NETREPL_WRONG_VECTOR_COUNT, "too many weights");
  expect(netrepl_gradient(n, x, d, r, m, r, d) == NETREPL_OVERLAP, "the result is the weights");
  expect(netrepl_gradient_of_output(n, x, d, m, r, d) == NETREPL_NO_SUCH_OUTPUT, "output m");
  expect(netrepl_gradient_of_output(n, x, d, SIZE_MAX, r, d) == NETREPL_NO_SUCH_OUTPUT, "output -1");
  expect(netrepl_hessian_vector_product(n, x, d, x, d - 1, r, j) == NETREPL_WRONG_VECTOR_COUNT, "direction");
  expect(netrepl_weighted_hessian_vector_product(n, x, d, x, m + 1, x, d, r, d) ==
             NETREPL_WRONG_VECTOR_COUNT, "weights of a product");
  expect(netrepl_weighted_hessian_vector_product(n, x, d, r, m, x, d, r, d) == NETREPL_OVERLAP,
         "the result is the weights of a product");

  const int jac = NETREPL_JACOBIAN;
  expect(netrepl_rows(n, jac, 0, NULL, 0, NULL, 0, NULL, 0, 0) == NETREPL_OK, "no rows");
  expect(netrepl_rows(n, jac, 0, x, d, NULL, 0, NULL, 0, 0) == NETREPL_WRONG_INPUT_COUNT, "x of no rows");
  expect(netrepl_rows(n, jac, 2, x, d, NULL, 0, r, 2 * j, 0) == NETREPL_WRONG_INPUT_COUNT, "one row of two");
  expect(netrepl_rows(n, jac, SIZE_MAX, x, d, NULL, 0, r, j, 0) == NETREPL_TOO_LARGE, "endless rows");
  expect(netrepl_rows(n, jac, SIZE_MAX / 2, x, d, NULL, 0, r, j, 0) != NETREPL_OK, "many rows");
  expect(netrepl_rows(n, 8, 1, x, d, NULL, 0, r, j, 0) == NETREPL_NO_SUCH_QUANTITY, "quantity 8");
  expect(netrepl_rows(n, -1, 1, x, d, NULL, 0, r, j, 0) == NETREPL_NO_SUCH_QUANTITY, "quantity -1");
  expect(netrepl_rows(n, jac, 1, x, d, x, d, r, j, 0) == NETREPL_WRONG_VECTOR_COUNT, "a vector for J");
  expect(netrepl_rows(n, NETREPL_GRADIENT, 1, x, d, NULL, 0, r, d, 0) != NETREPL_OK, "no v");
  expect(netrepl_rows(n, jac, 2, x, 2 * d, NULL, 0, r, 2 * j, SIZE_MAX) == NETREPL_OK, "endless threads");
  expect(netrepl_count(n, 99) == 0 && netrepl_count(NULL, 0) == 0, "no count");

  netrepl_network *other = n;
  char text[64];
  expect(netrepl_load(path, NULL, NULL, text, sizeof text) == NETREPL_NULL_POINTER, "no place");
  expect(netrepl_load(NULL, NULL, &other, text, sizeof text) == NETREPL_NULL_POINTER && !other, "no path");
  expect(netrepl_load("/no/such", NULL, &other, text, sizeof text) == NETREPL_NOT_READ, "no file");
  expect(strcmp(text, "/no/such: there is no such file") == 0, "the text of no file");
  expect(netrepl_load("/no/such", NULL, &other, text, 7) == NETREPL_NOT_READ && strlen(text) == 6, "cut");
  expect(netrepl_load("/no/such", NULL, &other, NULL, 7) == NETREPL_NOT_READ, "no room for a text");
  expect(netrepl_load("", NULL, &other, text, 0) == NETREPL_NOT_READ, "an empty path");
  expect(netrepl_load("/", NULL, &other, text, sizeof text) == NETREPL_NOT_READ, "a folder");
  expect(netrepl_load("/dev/zero", NULL, &other, text, sizeof text) == NETREPL_NOT_READ, "no end");
  expect(netrepl_load("/etc/passwd", NULL, &other, text, sizeof text) == NETREPL_NOT_A_NETWORK, "words");
  const char *wrong[][2] = {{"colour=red"}, {"raw=1"}, {"layer"}, {"activation=nothing"},
                            {"read.layers=0"}, {"activation=leakyrelu(x)"}, {"activation=tansig(1)"}, {"="}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const char *options[] = {wrong[i][0], NULL};
    expect(netrepl_load(path, options, &other, text, sizeof text) == NETREPL_BAD_OPTION, wrong[i][0]);
  }
  const char *few[] = {"read.parameters=1", NULL};
  expect(netrepl_load(path, few, &other, text, sizeof text) == NETREPL_NOT_A_NETWORK, "a limit");
  expect(netrepl_read(NULL, 1, "x.json", NULL, &other, text, sizeof text) == NETREPL_NULL_POINTER, "bytes");
  expect(netrepl_read(NULL, 0, "x.json", NULL, &other, text, sizeof text) == NETREPL_NOT_A_NETWORK, "empty");
  expect(netrepl_read("{}", 2, "x.json", NULL, &other, text, sizeof text) == NETREPL_NOT_A_NETWORK, "{}");
  expect(!other, "no network where there is none");

  netrepl_free(NULL);
  expect(netrepl_input_count(NULL) == 0 && netrepl_layer_count(NULL) == 0, "counts of nothing");
  expect(!netrepl_name(NULL) && !netrepl_input_name(NULL, 0) && !netrepl_notes(NULL), "texts of nothing");
  expect(!netrepl_input_name(n, d) && !netrepl_output_name(n, SIZE_MAX) &&
             !netrepl_layer(n, netrepl_layer_count(n)), "names beyond the last");

  /* Not-a-number and the infinities are numbers. */
  uint64_t bits[] = {0x7ff8000000000000, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff4000000000001};
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
    memcpy(x, bits + i, sizeof *x);
    expect(netrepl_output(n, x, d, r, m) == NETREPL_OK, "output");
    expect(netrepl_jacobian(n, x, d, r, j) == NETREPL_OK, "J");
    expect(netrepl_hessian(n, x, d, r, j * d) == NETREPL_OK, "H");
    expect(netrepl_hessian_packed(n, x, d, r, m * (d * (d + 1) / 2)) == NETREPL_OK, "packed H");
    expect(netrepl_gradient_of_output(n, x, d, 0, r, d) == NETREPL_OK, "gradient");
    expect(netrepl_hessian_vector_product(n, x, d, x, d, r, j) == NETREPL_OK, "product");
    expect(netrepl_diagonal(n, x, d, r, j) == NETREPL_OK, "diagonal");
    expect(netrepl_laplacian(n, x, d, r, m) == NETREPL_OK, "Laplacian");
    for (int q = NETREPL_OUTPUT; q <= NETREPL_LAPLACIAN; q++) {
      size_t vector = q == NETREPL_GRADIENT ? m : q == NETREPL_HESSIAN_VECTOR_PRODUCT ? d : 0;
      double *v = inputs(vector);
      if (vector) v[0] = x[0];
      expect(netrepl_rows(n, q, 2, x, 2 * d, vector ? v : NULL, vector, r, 2 * netrepl_count(n, q), 1) ==
                 NETREPL_OK, "rows");
      free(v);
    }
  }
  free(x), free(r);
  return failures > 0;
}

/* -- Threads ------------------------------------------------------------------------------------- */

static netrepl_network *shared;
static double *expected_hessian, *expected_rows;

static int is_as_before(void) {
  size_t hessian = m * d * d;
  double *x = inputs(row_count * d), *r = numbers(row_count * hessian);
  int code = netrepl_hessian(shared, x, d, r, hessian);
  int same = code == NETREPL_OK && memcmp(r, expected_hessian, hessian * sizeof *r) == 0;
  code = netrepl_rows(shared, NETREPL_HESSIAN, row_count, x, row_count * d, NULL, 0, r,
                      row_count * hessian, 2);
  same = same && code == NETREPL_OK && memcmp(r, expected_rows, row_count * hessian * sizeof *r) == 0;
  free(x), free(r);
  return same;
}

static void *work(void *path) {
  for (int i = 0; i < 40; i++) {
    if (!is_as_before()) return "another number";
    if (i % 20) continue;
    netrepl_network *own;
    if (netrepl_load(path, NULL, &own, NULL, 0) != NETREPL_OK) return "not loaded";
    if (!netrepl_input_name(own, 0) || !netrepl_output_name(shared, 0)) return "no name";
    netrepl_free(own);
  }
  return NULL;
}

static int check_threads(netrepl_network *n, char *path) {
  shared = n;
  double *x = inputs(row_count * d);
  expected_hessian = numbers(m * d * d);
  expected_rows = numbers(row_count * m * d * d);
  netrepl_hessian(n, x, d, expected_hessian, m * d * d);
  netrepl_rows(n, NETREPL_HESSIAN, row_count, x, row_count * d, NULL, 0, expected_rows,
               row_count * m * d * d, 1);
  pthread_t threads[thread_count];
  /* As little stack as threads have elsewhere. */
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 << 10);
  for (int i = 0; i < thread_count; i++) {
    if (pthread_create(threads + i, &attributes, work, path) != 0) return 3;
  }
  for (int i = 0; i < thread_count; i++) {
    void *result;
    pthread_join(threads[i], &result);
    expect(!result, result ? result : "");
  }
  /* Many rows, so that the pool has work; its threads are not in the child. */
  size_t many = 4000;
  double *rows = inputs(many * d), *jacobians = numbers(many * m * d), *again = numbers(many * m * d);
  netrepl_rows(n, NETREPL_JACOBIAN, many, rows, many * d, NULL, 0, jacobians, many * m * d, 0);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    alarm(30);
    netrepl_rows(n, NETREPL_JACOBIAN, many, rows, many * d, NULL, 0, again, many * m * d, 0);
    _exit(is_as_before() && memcmp(jacobians, again, many * m * d * sizeof *again) == 0 ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  expect(status == 0, "a forked child computes the same");
  free(x), free(expected_hessian), free(expected_rows), free(rows), free(jacobians), free(again);
  pthread_attr_destroy(&attributes);
  return failures > 0;
}

/* -- Time ---------------------------------------------------------------------------------------- */

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* The median of rounds, one call. */
static void show_time(const char *name, netrepl_network *n, int which) {
  enum { rounds = 101, calls = 1000 };
  double *x = inputs(d), *v = inputs(m), *r = numbers(m * d * d), times[rounds];
  size_t j = m * d, packed = m * (d * (d + 1) / 2);
  for (int round = 0; round < rounds; round++) {
    double start = now();
    for (size_t i = 0; i < calls; i++) {
      switch (which) {
        case 0: netrepl_output(n, x, d, r, m); break;
        case 1: netrepl_jacobian(n, x, d, r, j); break;
        case 2: netrepl_hessian_packed(n, x, d, r, packed); break;
        case 3: netrepl_hessian(n, x, d, r, j * d); break;
        case 4: netrepl_gradient(n, x, d, v, m, r, d); break;
        case 5: netrepl_diagonal(n, x, d, r, j); break;
        /* Refused at the last check: what a call costs without a computation. */
        case 6: netrepl_jacobian(n, x, d, x, j); break;
        default: netrepl_input_count(n); break;
      }
    }
    times[round] = (now() - start) / calls;
  }
  qsort(times, rounds, sizeof *times, ascending);
  printf("%s %.1f\n", name, times[rounds / 2]);
  free(x), free(v), free(r);
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  const char *const *options = (const char *const *)(arguments + 3);
  netrepl_network *n = load(arguments[2], count > 3 ? options : NULL);
  const char *what = arguments[1];
  int status = 2;
  if (strcmp(what, "numbers") == 0) status = show_numbers(n);
  if (strcmp(what, "describe") == 0) status = describe(n);
  if (strcmp(what, "errors") == 0) status = check_errors(n, arguments[2]);
  if (strcmp(what, "threads") == 0) status = check_threads(n, arguments[2]);
  if (strcmp(what, "time") == 0) {
    const char *names[] = {"output", "jacobian", "packed", "hessian", "gradient", "diagonal", "refused", "count"};
    for (int i = 0; i < 8; i++) show_time(names[i], n, i);
    status = 0;
  }
  netrepl_free(n);
  return status;
}

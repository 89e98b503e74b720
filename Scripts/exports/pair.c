/* Times two external functions of CasADi's interface in turn, so that both have the same noise:
   pair A.so NAME NARG B.so NAME NARG d m results rounds. Prints a pair of nanoseconds a call each round,
   and the largest difference of their results last. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef int function(const double **, double **, long long *, double *, int);
typedef int work(long long *, long long *, long long *, long long *);

typedef struct {
  function *call;
  const double *arg[16];
  double *res[16];
  long long *iw;
  double *w, *result;
} side;

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The last of the arguments are the weights of the outputs, which stand third where there are four. */
static side load(char **argv, const double *x, const double *v, int results)
{
  side s = {0};
  char name[256];
  void *library = dlopen(argv[0], RTLD_NOW);
  if (!library) { fprintf(stderr, "%s\n", dlerror()); exit(1); }
  *(void **)&s.call = dlsym(library, argv[1]);
  snprintf(name, sizeof name, "%s_work", argv[1]);
  work *sizes;
  *(void **)&sizes = dlsym(library, name);
  long long a, r, i, w;
  sizes(&a, &r, &i, &w);
  s.iw = calloc((size_t)i + 1, sizeof *s.iw);
  s.w = calloc((size_t)w + 1, sizeof *s.w);
  s.result = calloc((size_t)results, sizeof *s.result);
  s.arg[0] = x;
  int count = atoi(argv[2]);
  if (count == 2) s.arg[1] = v;
  if (count == 4) s.arg[2] = v;
  s.res[0] = s.result;
  return s;
}

static double run(side *s, double *x, int calls)
{
  double start = now(), kept = x[0];
  for (int k = 0; k < calls; k++) {
    const double *arg[16];
    double *res[16];
    for (int i = 0; i < 8; i++) { arg[i] = s->arg[i]; res[i] = s->res[i]; }
    x[0] = kept + 1e-9 * k;
    s->call(arg, res, s->iw, s->w, 0);
  }
  x[0] = kept;
  return (now() - start) / calls;
}

int main(int argc, char **argv)
{
  if (argc < 11) return 2;
  int d = atoi(argv[7]), m = atoi(argv[8]), results = atoi(argv[9]), rounds = atoi(argv[10]);
  double *x = calloc((size_t)d, sizeof *x), *v = calloc((size_t)m, sizeof *v);
  for (int i = 0; i < d; i++) x[i] = sin(1.0 + i);
  for (int i = 0; i < m; i++) v[i] = cos(2.0 + i);
  side a = load(argv + 1, x, v, results), b = load(argv + 4, x, v, results);
  int calls = 1 + (int)(2e6 / (run(&b, x, 20) + 1));
  for (int k = 0; k < rounds; k++) printf("%g %g\n", run(&a, x, calls), run(&b, x, calls));
  run(&a, x, 1);
  run(&b, x, 1);
  double worst = 0, size = 0;
  for (int i = 0; i < results; i++) {
    worst = fmax(worst, fabs(a.result[i] - b.result[i]));
    size = fmax(size, fabs(b.result[i]));
  }
  printf("%g\n", worst / size);
  return 0;
}

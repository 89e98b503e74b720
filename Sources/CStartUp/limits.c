// Limits on addresses (`ulimit -v`) and threads (`ulimit -u`), kept before any library is started.
//
// OpenBLAS takes 128 MB of addresses for each of its threads when it is loaded, before `main`, and asks
// for ever where it gets none. With one thread it takes them at its first product, which `BLAS` allows
// only where there is room. How many threads it starts stands in the environment alone.

#define _GNU_SOURCE

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CStartUp.h"

// A thread of OpenBLAS and one of the pool take an eighth of their share.
enum { megabytes_per_thread = 2048, few_processes = 1024, most_digits = 4 };

static const char variable[] = "OPENBLAS_NUM_THREADS=";

static _Noreturn void refuse(const char *why) {
  // No stream is set up yet.
  (void)!write(STDERR_FILENO, why, strlen(why));
  _exit(1);
}

static int processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

// The threads that there are addresses for.
static rlim_t threads_by_addresses(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return RLIM_INFINITY;
  rlim_t megabytes = limit.rlim_cur >> 20;
  if (megabytes < fewest_megabytes) {
    refuse(
        "error: netrepl takes " megabytes_words
        " MB of addresses to start, and may have fewer here; raise the limit (ulimit -v)\n");
  }
  rlim_t threads = megabytes / megabytes_per_thread;
  return threads < 1 ? 1 : threads;
}

// One where more can hardly be had (`ulimit -u`): OpenBLAS ends a program that it cannot start its threads
// in by SIGINT.
static rlim_t threads_by_processes(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NPROC, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return RLIM_INFINITY;
  if (limit.rlim_cur < few_processes) return 1;
  pid_t child = vfork();
  if (child == 0) _exit(0);
  if (child < 0) return 1;
  waitpid(child, NULL, 0);
  return RLIM_INFINITY;
}

static void keep_within_limits(int count, char **arguments, char **variables) {
  (void)count;
  rlim_t threads = threads_by_addresses(), others = threads_by_processes();
  if (others < threads) threads = others;
  if (threads >= (rlim_t)processors() || threads > 9999) return;
  char setting[sizeof variable + most_digits] = "";
  memcpy(setting, variable, sizeof variable);
  char digits[most_digits + 1] = "";
  size_t place = most_digits;
  for (rlim_t rest = threads; rest > 0; rest /= 10) digits[--place] = (char)('0' + rest % 10);
  memcpy(setting + sizeof variable - 1, digits + place, most_digits + 1 - place);

  // The program begins again with it, before anything has happened; a smaller one of the user's stays.
  size_t variable_count = 0;
  while (variables[variable_count]) variable_count++;
  char *changed[variable_count + 2];
  size_t next = 0;
  for (size_t i = 0; i < variable_count; i++) {
    if (strncmp(variables[i], variable, sizeof variable - 1) != 0) {
      changed[next++] = variables[i];
      continue;
    }
    long given = strtol(variables[i] + sizeof variable - 1, NULL, 10);
    if (given >= 1 && (rlim_t)given <= threads) return;
  }
  changed[next++] = setting;
  changed[next] = NULL;
  execve("/proc/self/exe", arguments, changed);
  refuse("error: under limits on addresses or threads (ulimit -v, -u) netrepl cannot start without /proc\n");
}

// Before the libraries' own beginnings.
__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) =
    keep_within_limits;

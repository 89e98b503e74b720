#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "CLibedit.h"
#include "signals.h"

static volatile sig_atomic_t interrupted, resized, stopped, continued, ending, reading;
static int wake_pipe[2] = {-1, -1};

// What is handled while a line is read, and how it was before.
static const int line_signals[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM,
                                   SIGHUP,   SIGPIPE, SIGQUIT};
enum { line_signal_count = sizeof line_signals / sizeof *line_signals };
static struct sigaction old_actions[line_signal_count];

static void set_handler(int signal, void (*handler)(int), struct sigaction *old) {
  struct sigaction action = {.sa_handler = handler};
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, old);
}

static void wake(void) {
  int saved = errno;
  // A full pipe wakes as well as one byte more.
  if (wake_pipe[1] >= 0) (void)!write(wake_pipe[1], "", 1);
  errno = saved;
}

// When the work was asked to stop, or its silence was last told of; a key that is held down asks once.
static struct timespec asked;
enum { seconds_of_patience = 2 };

static void on_interrupt(int signal) {
  (void)signal;
  int saved = errno;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (!interrupted || reading) {
    asked = now;
  } else if (now.tv_sec - asked.tv_sec > seconds_of_patience) {
    // The work has not looked at the flag, which is a fault; no key that asks again ends the session.
    static const char note[] = "\nstill working; Ctrl-\\ ends the program\n";
    (void)!write(STDERR_FILENO, note, sizeof note - 1);
    asked = now;
  }
  errno = saved;
  interrupted = 1;
  wake();
}

static void on_terminal_signal(int signal) {
  if (signal == SIGWINCH) resized = 1;
  if (signal == SIGTSTP) stopped = 1;
  if (signal == SIGCONT) continued = 1;
  // A reader of the output that has gone would end the program with the terminal in its mode.
  if (signal == SIGTERM || signal == SIGHUP || signal == SIGPIPE) ending = signal;
  // SIGQUIT does nothing here, as in shells: Ctrl-\ is for work that does not end.
  wake();
}

// MARK: Interrupt

void interrupt_install(void) {
  struct sigaction old;
  sigaction(SIGINT, NULL, &old);
  if (old.sa_handler != SIG_IGN) set_handler(SIGINT, on_interrupt, NULL);
}

bool interrupt_is_requested(void) { return interrupted != 0; }

void interrupt_clear(void) { interrupted = 0; }

void signals_end_by(int signal) {
  set_handler(signal, SIG_DFL, NULL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(signal);
  _exit(128 + signal);
}

void die_of_interrupt(void) { signals_end_by(SIGINT); }
void die_of_broken_pipe(void) { signals_end_by(SIGPIPE); }

// MARK: Signals while a line is read

bool signals_begin_reading(void) {
  if (wake_pipe[0] < 0) {
    if (pipe(wake_pipe) != 0) return false;
    for (int i = 0; i < 2; i++) {
      fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
      fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
    }
  }
  reading = 1;
  resized = stopped = continued = ending = 0;
  for (int i = 0; i < line_signal_count; i++) {
    int signal = line_signals[i];
    sigaction(signal, NULL, &old_actions[i]);
    // A shell without job control starts programs with SIGTSTP ignored, nohup with SIGHUP, and
    // means it.
    bool is_meant = signal != SIGWINCH && signal != SIGCONT;
    if (is_meant && old_actions[i].sa_handler == SIG_IGN) continue;
    set_handler(signal, on_terminal_signal, NULL);
  }
  return true;
}

void signals_end_reading(void) {
  for (int i = 0; i < line_signal_count; i++) sigaction(line_signals[i], &old_actions[i], NULL);
  reading = 0;
}

int signals_wake_fd(void) { return wake_pipe[0]; }

Signals signals_take(void) {
  char bytes[64];
  while (read(wake_pipe[0], bytes, sizeof bytes) > 0) continue;
  Signals taken = {interrupted, resized, stopped, continued, ending};
  if (taken.interrupt) interrupt_clear();
  if (taken.resize) resized = 0;
  if (taken.stop) stopped = 0;
  if (taken.proceed) continued = 0;
  return taken;
}

void signals_stop_here(void) {
  set_handler(SIGTSTP, SIG_DFL, NULL);
  raise(SIGTSTP);
  set_handler(SIGTSTP, on_terminal_signal, NULL);
}

// MARK: Locale

bool use_utf8_locale(void) {
  static const char *const names[] = {"", "C.UTF-8", "en_US.UTF-8", "UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setlocale(LC_CTYPE, names[i]) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  }
  return false;
}

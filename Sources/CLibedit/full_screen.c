#include <errno.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "CLibedit.h"
#include "signals.h"

// The other screen without a cursor, and back again.
static const char entering[] = "\033[?1049h\033[?25l\033[2J";
static const char leaving[] = "\033[0m\033[?25h\033[?1049l";

static struct termios usual;
static volatile sig_atomic_t is_taken;

// What would leave the terminal as it is here.
static const int fatal_signals[] = {SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
enum { fatal_signal_count = sizeof fatal_signals / sizeof *fatal_signals };
static struct sigaction old_actions[fatal_signal_count];

static void give_back(void) {
  if (!is_taken) return;
  is_taken = 0;
  (void)!write(STDOUT_FILENO, leaving, sizeof leaving - 1);
  tcsetattr(STDIN_FILENO, TCSANOW, &usual);
}

static void on_fatal_signal(int signal) {
  give_back();
  signals_end_by(signal);
}

bool full_screen_begin(void) {
  if (is_taken || tcgetattr(STDIN_FILENO, &usual) != 0) return false;
  struct termios raw = usual;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
  raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0) return false;
  is_taken = 1;
  for (int i = 0; i < fatal_signal_count; i++) {
    struct sigaction action = {.sa_handler = on_fatal_signal};
    sigemptyset(&action.sa_mask);
    sigaction(fatal_signals[i], &action, &old_actions[i]);
  }
  (void)!write(STDOUT_FILENO, entering, sizeof entering - 1);
  return true;
}

void full_screen_end(void) {
  give_back();
  for (int i = 0; i < fatal_signal_count; i++)
    sigaction(fatal_signals[i], &old_actions[i], NULL);
}

#define _GNU_SOURCE
#include "CTestSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// In the child; only async-signal-safe calls, since other threads may hold any lock.
static void run(const char *path, char *const arguments[], char *const environment[],
                const char *folder, const int files[3]) {
  // A test runner may ignore or block what the program expects.
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // Through high numbers first, so that no copy lands on a file still to be copied.
  int copies[3];
  for (int i = 0; i < 3; i++) copies[i] = fcntl(files[i], F_DUPFD_CLOEXEC, 10);
  for (int i = 0; i < 3; i++) dup2(copies[i], i);
  for (int file = 3; file < 256; file++) close(file);
  if (folder && chdir(folder) != 0) _exit(126);
  execve(path, arguments, environment);
  _exit(127);
}

int plain_spawn(const char *path, char *const arguments[], char *const environment[],
                const char *folder, const int files[3], pid_t *child) {
  *child = fork();
  if (*child == 0) run(path, arguments, environment, folder, files);
  return *child < 0 ? -1 : 0;
}

int pty_resize(int terminal, unsigned short rows, unsigned short columns) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  return ioctl(terminal, TIOCSWINSZ, &size);
}

int pty_spawn(const char *path, char *const arguments[], char *const environment[],
              const char *folder, unsigned short rows, unsigned short columns, pid_t *child) {
  int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return -1;
  char name[128];
  int other = -1;
  if (grantpt(terminal) != 0 || unlockpt(terminal) != 0 ||
      ptsname_r(terminal, name, sizeof name) != 0 ||
      pty_resize(terminal, rows, columns) != 0 ||
      (other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
    close(terminal);
    return -1;
  }
  *child = fork();
  if (*child == 0) {
    setsid();
    ioctl(other, TIOCSCTTY, 0);
    run(path, arguments, environment, folder, (int[]){other, other, other});
  }
  int saved = errno;
  close(other);
  if (*child < 0) {
    close(terminal);
    errno = saved;
    return -1;
  }
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  return terminal;
}

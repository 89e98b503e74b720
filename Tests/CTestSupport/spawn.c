#define _GNU_SOURCE
#include "CTestSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// posix_spawn rather than fork: OpenBLAS stops its threads before a fork, and a product that
// another test is just computing would then wait for them for ever.
static int start(const char *path, char *const arguments[], char *const environment[],
                 const char *folder, short flags, posix_spawn_file_actions_t *actions,
                 pid_t *child) {
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_init(&attributes);
  // A test runner may ignore or block what the program expects.
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_addclosefrom_np(actions, 3);
  if (folder) posix_spawn_file_actions_addchdir_np(actions, folder);
  int result = posix_spawn(child, path, actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(actions);
  if (result == 0) return 0;
  errno = result;
  return -1;
}

int plain_spawn(const char *path, char *const arguments[], char *const environment[],
                const char *folder, const int files[3], pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // Through high numbers first, so that no copy lands on a file still to be copied.
  for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&actions, files[i], 1000 + i);
  for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&actions, 1000 + i, i);
  return start(path, arguments, environment, folder, 0, &actions, child);
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
      // Kept open until the child has it, so that the terminal is never without a user.
      (other = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
    close(terminal);
    return -1;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // The first terminal that the leader of a session opens is its controlling one.
  posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, 0, 2);
  int result =
      start(path, arguments, environment, folder, POSIX_SPAWN_SETSID, &actions, child);
  int saved = errno;
  close(other);
  if (result != 0) {
    close(terminal);
    errno = saved;
    return -1;
  }
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  return terminal;
}

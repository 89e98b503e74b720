// What a test needs of POSIX and Swift does not import: spawning with all its attributes.

#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <sys/types.h>

// Starts a program as the leader of a session whose controlling terminal is a new pseudo-terminal,
// and gives the other side of it, or -1 with errno set.
int pty_spawn(const char *path, char *const arguments[], char *const environment[],
              const char *folder, unsigned short rows, unsigned short columns, pid_t *child);

// Tells the pseudo-terminal its new size; the program gets SIGWINCH.
int pty_resize(int terminal, unsigned short rows, unsigned short columns);

// Starts a program with the given files as its standard ones; 0, or -1 with errno set.
int plain_spawn(const char *path, char *const arguments[], char *const environment[],
                const char *folder, const int files[3], pid_t *child);

// Counts the pieces of memory that this thread asks for, from begin to end; 0 from begin where that
// cannot be counted.
int allocations_begin(void);
long allocations_end(void);

#endif

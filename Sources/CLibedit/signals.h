// What interrupt.c and line_reader.c share.

#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdbool.h>

// Starts and stops handling SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGPIPE and SIGQUIT, and telling
// of SIGINT, by `fd`.
bool signals_begin_reading(void);
void signals_end_reading(void);

// Becomes readable when a signal has come. A pipe, not pselect: with several threads the handler
// may run on another one, and the reader would sleep on.
int signals_wake_fd(void);

typedef struct {
  bool interrupt, resize, stop, proceed;

  // The signal that ends the program; 0 when none has come.
  int end;
} Signals;

// The signals since the last call.
Signals signals_take(void);

// Ends the program as the signal does by default.
void signals_end_by(int signal);

// Stops the program as Ctrl-Z does by default; returns when it is continued.
void signals_stop_here(void);

#endif

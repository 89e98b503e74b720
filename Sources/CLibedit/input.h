// The bytes of the keyboard as characters and pastes. In C: libedit asks for keys by a callback.

#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

typedef struct {
  char bytes[4096];
  size_t begin, end;  // what was read and not yet delivered
  char *pasted;
  size_t pasted_count, pasted_capacity;
  bool pasting;    // the end marker has not come yet
  bool overflowed;  // there was no memory for all of the paste
  bool doubted;    // Ctrl-C was pressed meanwhile
} Input;

typedef enum { input_key, input_paste, input_signal, input_end, input_error } InputEvent;

// Waits for what comes next from standard input, or for `wake` to become readable.
InputEvent input_next(Input *input, int wake, wchar_t *key);

// Ctrl-C was pressed: what was typed before it and not yet delivered is dropped. A paste under way goes on, since its rest must not be taken for typing, until
// a second Ctrl-C says that the terminal forgot to end it.
void input_interrupt(Input *input);

void input_free(Input *input);

#endif

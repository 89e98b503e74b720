#include "input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char paste_begin[] = "\033[200~";
static const char paste_end[] = "\033[201~";
enum { marker_count = sizeof paste_begin - 1 };

// An escape sequence comes in one piece except over a slow line. A lone Escape, a key of its own,
// must not wait long for more; what has begun like a paste may.
enum { escape_wait = 25, sequence_wait = 500 };

typedef enum { fill_some, fill_nothing, fill_signal, fill_end, fill_error } Fill;

// Reads more bytes; waits for `timeout` milliseconds, or for ever when it is -1.
static Fill fill(Input *input, int wake, int timeout) {
  if (input->begin > 0) {
    memmove(input->bytes, input->bytes + input->begin, input->end - input->begin);
    input->end -= input->begin;
    input->begin = 0;
  }
  struct pollfd files[] = {{STDIN_FILENO, POLLIN, 0}, {wake, POLLIN, 0}};
  for (;;) {
    int ready = poll(files, 2, timeout);
    if (ready < 0 && errno != EINTR) return fill_error;
    if (ready < 0) continue;  // the handler has written to `wake`
    if (ready == 0) return fill_nothing;
    // Once more: a handler may have run while poll returned, and Ctrl-C comes before later keys.
    if (files[1].revents || poll(files + 1, 1, 0) > 0) return fill_signal;
    ssize_t count = read(STDIN_FILENO, input->bytes + input->end, sizeof input->bytes - input->end);
    if (count > 0) return input->end += (size_t)count, fill_some;
    if (count == 0) return fill_end;
    if (errno == EIO) return fill_end;  // the terminal is gone
    if (errno != EINTR && errno != EAGAIN) return fill_error;
  }
}

static InputEvent event_of(Fill fill) {
  return fill == fill_signal ? input_signal : fill == fill_end ? input_end : input_error;
}

// Adds a byte to the paste; without memory for it keeps just enough to find the end.
static void add_to_paste(Input *input, char byte) {
  if (input->pasted_count == input->pasted_capacity) {
    size_t capacity = 2 * input->pasted_capacity + 1024;
    char *larger = realloc(input->pasted, capacity);
    if (larger) {
      input->pasted = larger;
      input->pasted_capacity = capacity;
    } else {
      input->overflowed = true;
      if (input->pasted_capacity == 0) return;
      memmove(input->pasted, input->pasted + input->pasted_count - marker_count, marker_count);
      input->pasted_count = marker_count;
    }
  }
  input->pasted[input->pasted_count++] = byte;
}

// Collects up to the end marker. Looked for here and not by a key binding, since ~/.editrc may
// bind the keys anew, and in vi's insert mode Escape cannot begin a sequence.
static InputEvent read_paste(Input *input, int wake) {
  for (;;) {
    if (input->begin == input->end) {
      Fill filled = fill(input, wake, -1);
      if (filled != fill_some) return event_of(filled);
    }
    char byte = input->bytes[input->begin++];
    add_to_paste(input, byte);
    if (byte == '~' && input->pasted_count >= marker_count &&
        memcmp(input->pasted + input->pasted_count - marker_count, paste_end, marker_count) == 0) {
      input->pasted_count = input->overflowed ? 0 : input->pasted_count - marker_count;
      input->pasting = false;
      return input_paste;
    }
  }
}

// Whether a paste begins at the next byte. Waits a moment when it may.
static bool takes_paste_begin(Input *input, int wake) {
  for (;;) {
    size_t count = input->end - input->begin;
    size_t common = count < marker_count ? count : marker_count;
    if (memcmp(input->bytes + input->begin, paste_begin, common) != 0) return false;
    if (common == marker_count) return input->begin += marker_count, true;
    if (fill(input, wake, count > 1 ? sequence_wait : escape_wait) != fill_some) return false;
  }
}

InputEvent input_next(Input *input, int wake, wchar_t *key) {
  if (input->pasting) return read_paste(input, wake);
  for (;;) {
    if (input->begin == input->end) {
      Fill filled = fill(input, wake, -1);
      if (filled != fill_some) return event_of(filled);
    }
    if (input->bytes[input->begin] == '\033' && takes_paste_begin(input, wake)) {
      input->pasting = true;
      input->overflowed = input->doubted = false;
      input->pasted_count = 0;
      return read_paste(input, wake);
    }
    mbstate_t state = {0};
    size_t size = mbrtowc(key, input->bytes + input->begin, input->end - input->begin, &state);
    if (size == (size_t)-2) {
      // A character cut in two. More bytes always fit: at most three are waiting.
      Fill filled = fill(input, wake, -1);
      if (filled != fill_some) return event_of(filled);
      continue;
    }
    if (size == (size_t)-1) {
      input->begin++;
      continue;
    }
    input->begin += size ? size : 1;
    // C1 controls are no keys; their codes are the reader's own.
    if (*key >= 0x80 && *key < 0xa0) continue;
    return input_key;
  }
}

void input_interrupt(Input *input) {
  if (!input->pasting || input->doubted) input->begin = input->end = 0;
  if (input->doubted) input->pasting = false;
  input->doubted = true;
}

void input_free(Input *input) { free(input->pasted); }

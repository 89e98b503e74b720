#define _GNU_SOURCE  // wcwidth
#include "CLibedit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "input.h"
#include "signals.h"

struct LineReader {
  EditLine *editor;
  History *history;
  LineReaderHandler handler;
  void *context;
  char *prompt;
  Input input;
  bool is_dumb;      // the terminal takes no escape sequences
  int queued_key;    // delivered before the next key of the keyboard; 0 for none
  bool interrupting;  // the interrupt key is on its way
  bool interrupted;
};

static LineReader *reader_of(EditLine *editor) {
  LineReader *reader = NULL;
  el_get(editor, EL_CLIENTDATA, &reader);
  return reader;
}

static char *prompt_of(EditLine *editor) { return reader_of(editor)->prompt; }

// MARK: Keys as commands

static unsigned char on_key(EditLine *editor, int key) {
  LineReader *reader = reader_of(editor);
  if (key != line_reader_key_interrupt) {
    return (unsigned char)reader->handler(reader->context, key);
  }
  // Ends the line as Return does: libedit alone knows the row it stands on.
  reader->interrupting = false;
  reader->interrupted = true;
  el_cursor(editor, 1 << 24);
  el_insertstr(editor, "^C");
  reader->queued_key = line_reader_key_accept;
  return CC_REFRESH;
}

static unsigned char on_complete(EditLine *editor, int key) {
  (void)key;
  return on_key(editor, '\t');
}

// MARK: Signals

// The row of the cursor below the prompt's first, at the new width; terminals that rewrap put it
// there too.
static int cursor_row(LineReader *reader, int columns) {
  int row = 0, column = 0;
  bool escape = false;
  const LineInfoW *line = el_wline(reader->editor);
  mbstate_t state = {0};
  const char *prompt = reader->prompt, *end = prompt + strlen(prompt);
  const wchar_t *next = line->buffer;
  while (prompt < end || next < line->cursor) {
    wchar_t character;
    if (prompt < end) {
      size_t size = mbrtowc(&character, prompt, (size_t)(end - prompt), &state);
      if (size == (size_t)-1 || size == (size_t)-2 || size == 0) break;
      prompt += size;
      if (character == 1) escape = !escape;
      if (character == 1 || escape) continue;
    } else {
      character = *next++;
    }
    int width = wcwidth(character);
    if (width < 0) width = 2;
    if (column + width > columns) row++, column = 0;
    column += width;
    if (column >= columns) row++, column = 0;
  }
  return row;
}

static void on_resize(LineReader *reader) {
  struct winsize size;
  if (!reader->is_dumb && ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) {
    int row = cursor_row(reader, size.ws_col);
    if (row >= size.ws_row && size.ws_row > 0) row = size.ws_row - 1;
    if (row > 0) fprintf(stdout, "\033[%dA", row);
  }
  fputs(reader->is_dumb ? "\r" : "\r\033[J", stdout);
  el_resize(reader->editor);
  line_reader_redraw(reader);
}

static void set_bracketed_paste(LineReader *reader, bool on) {
  if (reader->is_dumb || !line_reader_is_editing(reader)) return;
  fputs(on ? "\033[?2004h" : "\033[?2004l", stdout);
  fflush(stdout);
}

// Acts on the signals that have come. False when the read has to give up.
static bool handle_signals(LineReader *reader) {
  Signals signals = signals_take();
  if (signals.end) {
    // The terminal is left as it was found.
    set_bracketed_paste(reader, false);
    el_set(reader->editor, EL_PREP_TERM, 0);
    signals_end_by(signals.end);
  }
  if (signals.interrupt) {
    input_interrupt(&reader->input);
    if (!line_reader_is_editing(reader)) return false;
    reader->interrupting = true;
  }
  if (signals.stop) {
    set_bracketed_paste(reader, false);
    el_set(reader->editor, EL_PREP_TERM, 0);
    signals_stop_here();
    signals.proceed = true;
    signals_take();
  }
  if (signals.proceed) {
    // libedit believes that the terminal is still as it left it: once to cooked, then to raw.
    el_set(reader->editor, EL_PREP_TERM, 0);
    el_set(reader->editor, EL_PREP_TERM, 1);
    set_bracketed_paste(reader, true);
    fputs(reader->is_dumb ? "\r" : "\r\033[K", stdout);
    el_resize(reader->editor);
    line_reader_redraw(reader);
  } else if (signals.resize) {
    on_resize(reader);
  }
  return true;
}

// MARK: Reading a key

/* What `isTrouble` of Terminal.swift has beyond the controls, which libedit spells out: characters that are
   not seen and change the order of what is. A paste drops them, too. */
static bool is_unseen(wchar_t key) {
  return key == 0x061C || key == 0x200E || key == 0x200F || (key >= 0x2028 && key <= 0x202E) ||
         (key >= 0x2066 && key <= 0x2069);
}

static int read_key(EditLine *editor, wchar_t *key) {
  LineReader *reader = reader_of(editor);
  for (;;) {
    // Delivered until its command ran: Ctrl-V or vi's r would take it for a character.
    if (reader->interrupting) return *key = line_reader_key_interrupt, 1;
    if (reader->queued_key) {
      *key = (wchar_t)reader->queued_key;
      reader->queued_key = 0;
      return 1;
    }
    switch (input_next(&reader->input, signals_wake_fd(), key)) {
      case input_key:
        if (is_unseen(*key)) continue;
        return 1;
      case input_paste:
        return *key = line_reader_key_paste, 1;
      case input_signal:
        if (handle_signals(reader)) continue;
        reader->interrupted = true;
        errno = EINTR;
        return *key = 0, -1;
      case input_end:
        return *key = 0, 0;
      case input_error:
        return *key = 0, -1;
    }
  }
}

const char *line_reader_read(LineReader *reader, int *count) {
  *count = -1;
  reader->interrupted = reader->interrupting = false;
  if (!signals_begin_reading()) return NULL;
  // libedit shows the prompt first: what is typed in between would be echoed by the terminal.
  el_set(reader->editor, EL_PREP_TERM, 1);
  set_bracketed_paste(reader, true);
  const char *line = el_gets(reader->editor, count);
  int saved = errno;
  set_bracketed_paste(reader, false);
  signals_end_reading();
  errno = saved;
  return line;
}

bool line_reader_was_interrupted(LineReader *reader) { return reader->interrupted; }

// MARK: Typed doors to libedit

LineReader *line_reader_create(const char *program) {
  LineReader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  const char *terminal = getenv("TERM");
  reader->is_dumb = !terminal || !*terminal || strcmp(terminal, "dumb") == 0;
  reader->prompt = strdup("");
  reader->editor = el_init(program, stdin, stdout, stderr);
  reader->history = history_init();
  if (!reader->prompt || !reader->editor || !reader->history) {
    line_reader_destroy(reader);
    return NULL;
  }
  EditLine *editor = reader->editor;
  HistEvent event;
  history(reader->history, &event, H_SETUNIQUE, 1);
  el_set(editor, EL_CLIENTDATA, reader);
  el_set(editor, EL_PROMPT_ESC, prompt_of, '\001');
  // libedit's own handlers broadcast each signal to the process group, and resize inside one.
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_GETCFN, read_key);
  el_set(editor, EL_HIST, history, reader->history);
  el_set(editor, EL_ADDFN, "netrepl-key", "A key of the program's own", on_key);
  el_set(editor, EL_ADDFN, "netrepl-complete", "Complete the word", on_complete);
  el_set(editor, EL_EDITOR, "emacs");
  return reader;
}

void line_reader_set_handler(LineReader *reader, LineReaderHandler handler, void *context) {
  reader->handler = handler;
  reader->context = context;
}

void line_reader_destroy(LineReader *reader) {
  if (!reader) return;
  if (reader->editor) el_end(reader->editor);
  if (reader->history) history_end(reader->history);
  input_free(&reader->input);
  free(reader->prompt);
  free(reader);
}

EditLine *line_reader_editor(LineReader *reader) { return reader->editor; }

void line_reader_set_prompt(LineReader *reader, const char *prompt) {
  char *copy = strdup(prompt);
  if (!copy) return;
  free(reader->prompt);
  reader->prompt = copy;
}

void line_reader_bind(LineReader *reader, const char *key, const char *command, bool alternate) {
  if (alternate) {
    el_set(reader->editor, EL_BIND, "-a", key, command, NULL);
  } else {
    el_set(reader->editor, EL_BIND, key, command, NULL);
  }
}

bool line_reader_is_vi(LineReader *reader) {
  const char *name = NULL;
  el_get(reader->editor, EL_EDITOR, &name);
  return name && strcmp(name, "vi") == 0;
}

bool line_reader_is_editing(LineReader *reader) {
  int editing = 0;
  el_get(reader->editor, EL_EDITMODE, &editing);
  return editing != 0;
}

void line_reader_remember(LineReader *reader, const char *line) {
  HistEvent event;
  history(reader->history, &event, H_ENTER, line);
}

void line_reader_set_history_size(LineReader *reader, int size) {
  HistEvent event;
  history(reader->history, &event, H_SETSIZE, size);
}

void line_reader_queue_key(LineReader *reader, int key) { reader->queued_key = key; }

void line_reader_redraw(LineReader *reader) { el_set(reader->editor, EL_REFRESH); }

const char *line_reader_pasted(LineReader *reader, size_t *count) {
  *count = reader->input.pasted_count;
  return reader->input.pasted;
}

void line_reader_print(LineReader *reader, const char *text) {
  (void)reader;
  fputs(text, stdout);
  fflush(stdout);
}

// What Swift cannot import from libedit and the signal interface, and no more.
//
// `el_set` and `history` are variadic; `stdin` and `stdout` are mutable globals, which Swift 6
// refuses; libedit's callbacks cannot capture; a signal handler may only touch what lies here.

#ifndef CLIBEDIT_H
#define CLIBEDIT_H

#include <histedit.h>
#include <stdbool.h>
#include <stddef.h>

// MARK: Interrupt (interrupt.c)

// Installs the handler of SIGINT, without SA_RESTART, unless the program was started with SIGINT
// ignored. In C: a handler is async-signal-safe code and its flag is a sig_atomic_t.
void interrupt_install(void);

// Whether Ctrl-C was pressed since the last `interrupt_clear`.
bool interrupt_is_requested(void);

// Forgets the request, and puts the handler back if a second Ctrl-C had removed it.
void interrupt_clear(void);

// Ends the program as SIGINT's default action does, which a shell reports as status 130; SIGPIPE
// likewise. In C: SIG_DFL is a cast function pointer, which Swift does not import.
void die_of_interrupt(void);
void die_of_broken_pipe(void);

// Makes LC_CTYPE a UTF-8 locale whatever the environment says (LANG=C would make libedit drop
// every character that is not ASCII). In C: LC_CTYPE and CODESET are macros over enums.
bool use_utf8_locale(void);

// MARK: The whole screen (full_screen.c)

// Takes the terminal: a screen of its own, keys one by one and not shown, Ctrl-Z left out. A signal that
// ends the program gives it back first. In C: a handler may only touch what lies there.
//
// Gives false, with nothing changed, where standard input is no terminal.
bool full_screen_begin(void);

// Gives it back, as it was before.
void full_screen_end(void);

// MARK: Line reader (line_reader.c)

// One editor on standard input and output. Use it from one thread only.
typedef struct LineReader LineReader;

// Keys that no keyboard sends (C1 controls are dropped from the input): the reader delivers them
// itself, so that a signal, a paste or a second step runs as a key does, between two refreshes.
enum {
  line_reader_key_accept = 0x9c,
  line_reader_key_interrupt = 0x9d,
  line_reader_key_paste = 0x9e,
  line_reader_key_continue = 0x9f,
};

// What Swift does on the keys above and on Tab ('\t'); the answer is one of libedit's CC_ codes.
// Inside, `el_line`, `el_cursor`, `el_insertstr` and `el_deletestr` may be called.
typedef int (*LineReaderHandler)(void *context, int key);

// Starts an editor, or gives NULL. In C: stdin, stdout and stderr are globals.
LineReader *line_reader_create(const char *program);
void line_reader_destroy(LineReader *reader);

// Sets who answers the keys. In C: libedit's callbacks carry no context, and no closure.
void line_reader_set_handler(LineReader *reader, LineReaderHandler handler, void *context);

// The libedit object, for the functions that Swift can call itself.
EditLine *line_reader_editor(LineReader *reader);

// Sets the prompt; escape sequences in it stand between two \001. In C: libedit asks for it by a
// callback without context.
void line_reader_set_prompt(LineReader *reader, const char *prompt);

// Binds a key, in libedit's notation, to a command; with `alternate` in vi's command mode.
// In C: EL_BIND is variadic.
void line_reader_bind(LineReader *reader, const char *key, const char *command, bool alternate);

// Whether the user's ~/.editrc chose vi's keys, and whether it left editing on.
bool line_reader_is_vi(LineReader *reader);
bool line_reader_is_editing(LineReader *reader);

// Adds a line, without its newline, to what Up and Ctrl-R find. In C: `history` is variadic.
void line_reader_remember(LineReader *reader, const char *line);
void line_reader_set_history_size(LineReader *reader, int size);

// Delivers one of the keys above before the next key of the keyboard.
void line_reader_queue_key(LineReader *reader, int key);

// Draws the prompt and the line anew, at the start of the terminal's current row.
void line_reader_redraw(LineReader *reader);

// What was pasted, when the key was `line_reader_key_paste`.
const char *line_reader_pasted(LineReader *reader, size_t *count);

// Writes text through the FILE that libedit writes to, so that the order is kept.
void line_reader_print(LineReader *reader, const char *text);

// Reads a line; NULL at the end of the input (count 0) and on an error (count -1).
// Signals are handled, and bracketed paste is on, only in here.
const char *line_reader_read(LineReader *reader, int *count);

// Whether Ctrl-C ended the line just read; "^C" then stands at its end.
bool line_reader_was_interrupted(LineReader *reader);

#endif

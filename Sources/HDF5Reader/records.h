#ifndef RECORDS_H
#define RECORDS_H

#include <stdint.h>

// What is written to standard output: records of a tag, a path and what belongs to it. Numbers have
// the byte order of the machine; a text is its length in four bytes, then its bytes.
//
//   G path                                                  a group
//   S path name count texts...                              an attribute that is texts
//   N path name rank sizes... doubles...                    an attribute that is numbers
//   D path type rank sizes... doubles...                    a data set of numbers
//   T path count texts...                                   a data set of texts
//   R path rank sizes... texts...                           references, as the paths they lead to
//   E                                                       the end: all was written
//   X text                                                  why there is no more
//
// count is four bytes, rank one, a size eight, type one character: f float, i integer, b boolean.

void begin_record(char tag, const char *path);
void put_byte(unsigned char byte);
void put_count(uint32_t count);
void put_size(uint64_t size);
void put_text(const char *text, uint32_t length);
void put_bytes(const void *bytes, uint64_t count);
void end_records(void);

/// Writes why there is no more, and ends the process: 65 for a bad file, 75 for one over a limit.
_Noreturn void refuse(int status, const char *format, ...);

#endif

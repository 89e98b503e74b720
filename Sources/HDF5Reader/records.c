#include "records.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char buffer[1 << 16];
static size_t used;

static void write_all(const char *bytes, uint64_t count) {
  while (count > 0) {
    ssize_t written = write(1, bytes, count > 1 << 30 ? 1 << 30 : count);
    if (written <= 0) _exit(74);
    bytes += written;
    count -= (uint64_t)written;
  }
}

static void flush(void) {
  write_all(buffer, used);
  used = 0;
}

void put_bytes(const void *bytes, uint64_t count) {
  if (count > sizeof buffer - used) flush();
  if (count > sizeof buffer) {
    write_all(bytes, count);
    return;
  }
  memcpy(buffer + used, bytes, count);
  used += count;
}

void put_byte(unsigned char byte) { put_bytes(&byte, 1); }
void put_count(uint32_t count) { put_bytes(&count, sizeof count); }
void put_size(uint64_t size) { put_bytes(&size, sizeof size); }

void put_text(const char *text, uint32_t length) {
  put_count(length);
  put_bytes(text, length);
}

void begin_record(char tag, const char *path) {
  put_byte((unsigned char)tag);
  put_text(path, (uint32_t)strlen(path));
}

void end_records(void) {
  put_byte('E');
  flush();
}

void refuse(int status, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length < 0) length = 0;
  if ((size_t)length >= sizeof text) length = (int)sizeof text - 1;
  put_byte('X');
  put_text(text, (uint32_t)length);
  flush();
  _exit(status);
}

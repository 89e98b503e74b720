// What has to stand before the first line of Swift, and cannot be called: it comes by being linked.

#ifndef CSTARTUP_H
#define CSTARTUP_H

// The fewest bytes of addresses that the program starts with (limits.c).
enum { fewest_megabytes = 96 };
#define megabytes_words "96"

// Ends the program in words (allocation.c): the caller asked for that many bytes, and there are none.
_Noreturn void die_of_no_memory(unsigned long bytes);

#endif

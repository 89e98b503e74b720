#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

/// Limits memory, time, files and processes of this process for good. Zero when it worked.
int limit_resources(size_t memory, unsigned seconds);

/// Leaves this process nothing but to compute, to read what is open and to write to it. Any other
/// call of the system ends it. Zero when it worked.
int drop_rights(void);

#endif

"""Runs a command and prints the most memory that it had, in bytes.

A process of its own: a child's peak begins with what its parent had when it was started.
"""

import os
import resource
import sys

null = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status = os.waitpid(pid, 0)
if status != 0:
    raise SystemExit(f"{sys.argv[1]} ended with {os.waitstatus_to_exitcode(status)}")
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)

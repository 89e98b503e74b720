"""The machine: what it is, and whether others used it meanwhile."""

import datetime
import glob
import os
import platform
import resource

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def description():
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            facts = dict(
                (part.strip() for part in line.split(":", 1)) for line in file if ":" in line
            )
        name = facts.get("model name", name)
        if "cpu family" in facts:
            name += f" (family {facts['cpu family']}, model {facts['model']})"
        wide = [f for f in ("avx2", "avx512f") if f in facts.get("flags", "").split()]
        name += f", {', '.join(wide)}" if wide else ""
    except OSError:
        pass
    return f"{name}; {CORES} cores; {platform.system()} {platform.release()}"


def today():
    return datetime.date.today().isoformat()


def _busy():
    """Seconds that all processors together have worked; None where that is not told."""
    try:
        with open("/proc/stat") as file:
            numbers = [int(word) for word in file.readline().split()[1:9]]
    except OSError:
        return None
    return (sum(numbers) - numbers[3] - numbers[4]) / os.sysconf("SC_CLK_TCK")


def _own(pids):
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    for pid in pids:
        for path in glob.glob(f"/proc/{pid}/stat"):
            with open(path) as file:
                words = file.read().rsplit(")", 1)[1].split()
            total += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return total


class Others:
    """The share of the machine that other work took since this was made."""

    def __init__(self, pids=()):
        self.pids = pids
        self.start = (datetime.datetime.now(), _busy(), _own(pids))

    def share(self):
        began, busy, own = self.start
        if busy is None:
            return None
        elapsed = (datetime.datetime.now() - began).total_seconds()
        others = (_busy() - busy) - (_own(self.pids) - own)
        return max(0.0, others / (elapsed * CORES))

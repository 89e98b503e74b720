"""The report, in Markdown."""

import platform
import statistics
import subprocess
import time
from dataclasses import dataclass, field

import machine
import ours
import rows
import whole

# From this share of the machine on others may have changed a row.
DISTURBING = 0.05
PEERS = {"jax": "JAX", "torch": "PyTorch", "casadi": "CasADi"}


def duration(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.9995 * scale:
            return f"{digits(seconds / scale)} {unit}"
    return f"{digits(seconds / 1e-9)} ns"


def digits(value):
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


def size(number):
    return f"{number / 1e6:.1f} MB"


def spread(values, show=duration):
    return f"{show(min(values))} to {show(max(values))}"


def mark(share):
    return " (*)" if share is not None and share >= DISTURBING else ""


def met(is_met):
    return "met" if is_met else "**not met**"


def quickest(tried):
    seconds = {way: s for way, s in tried.items() if not isinstance(s, str)}
    return min(seconds, key=seconds.get, default=None)


def table(header, lines):
    """Columns of numbers, from the second on, stand at the right."""
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in [header, rule, *lines]) + "\n"


@dataclass
class Entry:
    """What was measured for one row."""

    row: rows.Row
    ours: list = field(default_factory=list)
    theirs: dict = field(default_factory=dict)  # peer: way: seconds of each turn
    tried: dict = field(default_factory=dict)  # peer: way: seconds of the first try, or why not
    difference: float = 0.0
    multiply_adds: float | None = None
    others: float | None = None

    def best(self, peer):
        """The quickest of a peer's ways by its median, and its times; None where there is none."""
        ways = self.theirs.get(peer)
        return ways and min(ways.items(), key=lambda item: statistics.median(item[1]))

    @property
    def ratios(self):
        return [them / us for us, them in zip(self.ours, self.best("jax")[1])]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    def line(self):
        way, jax = self.best("jax")
        return (
            f"{duration(statistics.median(self.ours))}, JAX {duration(statistics.median(jax))} ({way}), "
            f"{digits(self.ratio)} times{mark(self.others)}"
        )


class Results:
    def __init__(self, versions, options):
        self.versions, self.options = versions, options
        self.entries, self.dgemm, self.growth = [], [], []
        self.start = self.memory = self.others = self.seconds = None

    def finish(self, began, others):
        self.seconds, self.others = time.time() - began, others.share()

    @property
    def rate(self):
        """dgemm's flops a second: the best of before and after."""
        return max(2 * 2000**3 / run["seconds"] for run in self.dgemm)

    def markdown(self):
        parts = [self.head(), self.peers(), self.ways(), self.share()]
        if self.start:
            parts += [self.whole(), self.doublings()]
        return "\n".join(parts)

    def head(self):
        o = self.options
        versions = ", ".join([*self.versions, f"Python {platform.python_version()}", swift()])
        others = "not known" if self.others is None else f"{100 * self.others:.1f} %"
        kernels = self.dgemm[0]["kernels"]
        return f"""# Results

Written by `peers/compare`; [README.md](README.md) says how it measures and how to read this.

- {machine.today()}, netrepl {commit()}
- {machine.description()}
- {versions}
- OpenBLAS kernels {kernels}; dgemm of 2000×2000: **{self.rate / 1e9:.1f} GFLOP/s**
- taken by other work meanwhile: {others} of the processors; rows during which it was \
{100 * DISTURBING:.0f} % or more are marked (*)
- {o.turns} turns of {o.seconds:g} s a side; {self.seconds / 60:.1f} minutes in all
"""

    def peers(self):
        lines = []
        for e in self.entries:
            way, jax = e.best("jax")
            goal = f"{e.row.goal:g}"
            lines.append([
                e.row.name + mark(e.others), duration(statistics.median(e.ours)), spread(e.ours),
                f"{duration(statistics.median(jax))} {way}", spread(jax),
                f"**{digits(e.ratio)}**", spread(e.ratios, digits), goal, met(e.ratio >= e.row.goal),
            ])
        largest = max(e.difference for e in self.entries)
        header = ["float64", "netrepl", "spread", "JAX, best way", "spread", "times faster", "spread",
                  "goal", ""]
        return f"""## Against JAX

J and H of all outputs. The results of every way that was timed agree with ours, to {largest:.0e} of the
largest entry or better. Times are medians of the turns; a spread is the least and the most of them.

{table(header, lines)}"""

    def ways(self):
        lines = []
        for e in self.entries:
            cells = [e.row.name + mark(e.others)]
            for name in PEERS:
                best = e.best(name) or [quickest(e.tried.get(name, {}))]
                parts = []
                for way, seconds in e.tried.get(name, {}).items():
                    if isinstance(seconds, str):
                        parts.append(f"{way} ({seconds})")
                        continue
                    turns = e.theirs.get(name, {}).get(way)
                    text = f"{way} {duration(statistics.median(turns) if turns else seconds)}"
                    text += "" if turns else " (once)"
                    parts.append(f"**{text}**" if way == best[0] else text)
                cells.append("; ".join(parts) or "-")
            lines.append(cells)
        return f"""## All peers and ways

Medians; the best way of each is bold. What was much slower than the best at the first try was timed once;
what would form d×d derivatives of every neuron where d is large is left out. CasADi's graphs of scalars
are for small networks.

{table(["float64", *PEERS.values()], lines)}"""

    def share(self):
        lines = []
        for e in self.entries:
            if e.multiply_adds is None:
                continue
            share = 2 * e.multiply_adds / statistics.median(e.ours) / self.rate
            goal = e.row.share_goal
            lines.append([
                e.row.name + mark(e.others), f"{e.multiply_adds:.3g}",
                duration(2 * e.multiply_adds / self.rate), duration(statistics.median(e.ours)),
                f"{100 * share:.0f} %", f"{100 * goal:.0f} %" if goal else "",
                met(share >= goal) if goal else "",
            ])
        if not lines:
            return ""
        header = ["float64", "multiply-adds of the plan", "at dgemm's rate", "netrepl", "share", "goal", ""]
        return f"""## Share of dgemm

The multiply-adds that `plan` counts for the way it chooses, two floating-point operations each, over the
time, beside dgemm's rate above.

{table(header, lines)}"""

    def whole(self):
        ours_, jax, others = self.start
        median, jax_median = statistics.median(ours_), statistics.median(jax)
        ratio = statistics.median([them / us for us, them in zip(ours_, jax)])
        times, seconds = rows.START_GOAL
        lines = [
            ["netrepl" + mark(others), duration(median), spread(ours_), duration(seconds),
             met(median <= seconds)],
            ["Python with JAX", duration(jax_median), spread(jax), "", ""],
            ["times faster" + mark(others), digits(ratio), "", f"{times}", met(ratio >= times)],
        ]
        factor, beside = rows.MEMORY_GOAL
        packed = whole.packed_bytes(rows.LARGE)
        limit = factor * packed + beside
        memory = [
            [what, size(peak)]
            + ([size(limit), met(peak <= limit)] if "`" in what else ["", ""])
            for what, peak in self.memory.items()
        ]
        return f"""## From the shell

Start to the Hessians of {whole.NETWORK} on the screen, {len(ours_)} runs in turn, output to a pipe:

{table(["", "median", "spread", "goal", ""], lines)}
Peak memory, all Hessians of {rows.short(rows.LARGE)}; packed they are {size(packed)}, and the goal is
{factor} times that and {beside / 1e6:.0f} MB:

{table(["", "peak", "goal", ""], memory)}"""

    def doublings(self):
        within = rows.GROWTH_WITHIN
        lines = [
            [f"{d.what}, {'J' if d.quantity == 'jacobian' else 'H'}{mark(d.others)}",
             rows.short(d.before), rows.short(d.after), duration(d.times[0]), duration(d.times[1]),
             digits(d.time_ratio), digits(d.count_ratio), f"{100 * d.excess:+.0f} %",
             "within" if abs(d.excess) <= within else "faster" if d.excess < 0 else "**slower**"]
            for d in self.growth
        ]
        header = ["doubled", "from", "to", "time", "time", "ratio", "of counts", "difference", ""]
        return f"""## Growth

Time ratio beside the ratio of the multiply-adds of the chosen ways; the goal is to be within
{100 * within:.0f} %.

{table(header, lines)}"""


def swift():
    first = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    words = first.split()
    return f"Swift {words[words.index('version') + 1]}" if "version" in words else "Swift"


def commit():
    done = subprocess.run(
        ["git", "-C", ours.ROOT, "describe", "--always", "--dirty", "--exclude=*"],
        capture_output=True, text=True)
    return done.stdout.strip() or "of unknown version"

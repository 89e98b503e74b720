"""What is measured: the table of goals."""

from dataclasses import dataclass

LARGE = "784-500-500-500-500-500-500-10"


@dataclass(frozen=True)
class Row:
    """One derivative of one network, at one input or at `batch` of them."""

    widths: str
    quantity: str  # jacobian or hessian
    goal: float  # times faster than JAX
    batch: int | None = None
    share_goal: float | None = None  # of dgemm's rate

    @property
    def name(self):
        letter = {"jacobian": "J", "hessian": "H"}[self.quantity]
        name = f"{letter} {short(self.widths)}"
        return f"{name} × {self.batch:,}" if self.batch else name

    @property
    def sizes(self):
        return [int(n) for n in self.widths.split("-")]


def short(widths):
    return widths.replace("500-500-500-500-500-500", "500x6")


ROWS = [
    Row("3-8-8-2", "jacobian", 12),
    Row("3-8-8-2", "hessian", 60),
    Row("10-64-64-10", "jacobian", 10),
    Row("10-64-64-10", "hessian", 8),
    Row("64-256-256-10", "jacobian", 2),
    Row("64-256-256-10", "hessian", 4),
    Row("784-100-100-10", "jacobian", 2),
    Row("784-100-100-10", "hessian", 4),
    Row(LARGE, "jacobian", 1.7),
    Row(LARGE, "hessian", 2.2, share_goal=0.75),
    Row("2-256-256-256-50", "hessian", 6),
    Row("4-32-32-1", "hessian", 6, batch=20_000),
    Row("10-64-64-3", "hessian", 8, batch=5_000),
    Row("2-10-1", "hessian", 4, batch=100_000),
]

# Doubled one at a time, from this network on.
GROWTH = {
    "inputs": ["64-256-256-10", "128-256-256-10", "256-256-256-10"],
    "widths": ["64-128-128-10", "64-256-256-10", "64-512-512-10"],
    "depth": ["64-256-256-10", "64-256-256-256-256-10", "64-" + "256-" * 8 + "10"],
    "outputs": ["64-256-256-10", "64-256-256-20", "64-256-256-40"],
}
GROWTH_BATCH = ("10-64-64-3", [5_000, 10_000, 20_000])
GROWTH_WITHIN = 0.20

START_GOAL = (60, 0.020)  # times faster than Python with JAX; seconds
MEMORY_GOAL = (1.6, 80e6)  # times the packed result, and bytes beside it
AGREEMENT = 1e-10  # of the largest entry

"""What doubling one thing multiplies time by, beside what it multiplies the counts by."""

import statistics
from dataclasses import dataclass

import machine
import ours
import rows


@dataclass
class Doubling:
    what: str
    quantity: str
    before: str
    after: str
    times: tuple  # median seconds before and after
    counts: tuple
    others: float | None

    @property
    def time_ratio(self):
        return self.times[1] / self.times[0]

    @property
    def count_ratio(self):
        return self.counts[1] / self.counts[0]

    @property
    def excess(self):
        return self.time_ratio / self.count_ratio - 1


def multiply_adds(widths, network, quantity):
    """Of the plan that the program chooses, the values of the layers included."""
    plan = ours.plan(network)
    if quantity == "jacobian":
        return plan["jacobian"]["multiplyAdds"] + weights(widths)
    chosen = plan["hessian"]["chosen"]
    return next(w["multiplyAdds"] for w in plan["hessian"]["ways"] if w["name"] == chosen)


def weights(widths):
    sizes = [int(n) for n in widths.split("-")]
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


def measure(options, folder):
    doublings = []
    for what, networks in rows.GROWTH.items():
        paths = [ours.make_network(widths, folder) for widths in networks]
        for quantity in ("jacobian", "hessian"):
            counts = [multiply_adds(w, path, quantity) for w, path in zip(networks, paths)]
            runs = [ours.timer_of_one(path, quantity, options.seconds) for path in paths]
            doublings += series(what, quantity, networks, counts, runs, options)
    widths, numbers = rows.GROWTH_BATCH
    names = [f"{widths} × {n:,}" for n in numbers]
    runs = [
        lambda n=n: ours.benchmark(f"batch/hessian/{widths}x{n}", options.seconds)["seconds"]
        for n in numbers
    ]
    return doublings + series("batch", "hessian", names, numbers, runs, options)


def series(what, quantity, names, counts, runs, options):
    others = machine.Others()
    times = [[] for _ in runs]
    for _ in range(max(3, options.turns // 2)):
        for run, seconds in zip(runs, times):
            seconds.append(run())
    medians = [statistics.median(seconds) for seconds in times]
    share = others.share()
    return [
        Doubling(what, quantity, names[i], names[i + 1], (medians[i], medians[i + 1]),
                 (counts[i], counts[i + 1]), share)
        for i in range(len(runs) - 1)
    ]

"""Measures the program beside its peers and writes a report; started by `compare`."""

import argparse
import os
import sys
import tempfile
import time

import numpy as np

import growth
import machine
import ours
import report
import rows
import whole
from peer import Peer

# The processes before may have threads that still look for work.
PAUSE = 0.03

# A peer other than JAX that takes longer is timed once.
SLOW = 1.0


def say(text):
    print(text, file=sys.stderr, flush=True)


def check_agreement(row, peer, values, path):
    theirs = np.load(path)
    for index, ours_there in values:
        them = theirs[index].reshape(ours_there.shape)
        largest = np.abs(them).max()
        difference = np.abs(ours_there - them).max() / largest
        if not difference <= rows.AGREEMENT:
            raise SystemExit(f"{row.name}: {peer.name} differs by {difference:.1e} of the largest entry")
        yield difference


def is_timed(peer, way, seconds):
    """Of JAX every way that may turn out to be the quickest; of the others the one that was."""
    return seconds[way] <= min(seconds.values()) * (2 if peer.name == "jax" else 1)


def batch_inputs(row, folder):
    path = os.path.join(folder, "inputs.npy")
    points = np.random.default_rng(1).uniform(-1, 1, (row.batch, row.sizes[0]))
    np.save(path, points)
    return path


def compare(row, peers, options, folder):
    """One row: results compared first, and then times in turns."""
    network = ours.make_network(row.widths, folder)
    inputs = batch_inputs(row, folder) if row.batch else None
    others = machine.Others([peer.process.pid for peer in peers])
    values = ours.values(row, network, folder, inputs)
    entry = report.Entry(row)
    result = os.path.join(folder, "theirs.npy")
    running = []
    for peer in peers:
        tried = peer.prepare(network, row.quantity, inputs, result, options.seconds / 2)
        entry.tried[peer.name] = tried
        seconds = {way: s for way, s in tried.items() if not isinstance(s, str)}
        if seconds:
            entry.difference = max([entry.difference, *check_agreement(row, peer, values, result)])
            running += [(peer, way) for way in seconds if is_timed(peer, way, seconds)]
    del values

    own = ours.timer(row, network, options.seconds)
    for turn in range(options.turns):
        time.sleep(PAUSE)
        entry.ours.append(own())
        for peer, way in running:
            # The ratio is to JAX; of the others a turn or two tell enough.
            if peer.name == "jax" or turn < 2 and entry.tried[peer.name][way] < SLOW:
                time.sleep(PAUSE)
                times = entry.theirs.setdefault(peer.name, {}).setdefault(way, [])
                times.append(peer.time(way, options.seconds))
    entry.multiply_adds = None if row.batch else growth.multiply_adds(row.widths, network, row.quantity)
    entry.others = others.share()
    return entry


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help="rows whose names contain one of these; all otherwise")
    parser.add_argument("--seconds", type=float, default=0.4, help="a measurement takes (0.4)")
    parser.add_argument("--turns", type=int, default=7, help="measurements of each side (7)")
    parser.add_argument("--quick", action="store_true", help="3 turns of 0.1 s: to see that all works")
    parser.add_argument(
        "--out", help="the report; RESULTS.md for all rows in full, standard output otherwise")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.turns = 0.1, 3

    start = (time.time(), machine.Others())
    wanted = [r for r in rows.ROWS if not options.rows or any(w in r.name for w in options.rows)]
    peers = [Peer(name) for name in ("jax", "torch", "casadi")]
    for peer in peers:
        if peer.version is None:
            say(f"{peer.name} is skipped: it is not installed")
    versions = [peer.version for peer in peers if peer.version]
    peers = [peer for peer in peers if peer.version]
    results = report.Results(versions, options)
    with tempfile.TemporaryDirectory() as folder:
        results.dgemm.append(ours.benchmark("dgemm/2000", 2 * options.seconds))
        for row in wanted:
            say(row.name)
            results.entries.append(compare(row, peers, options, folder))
            say("    " + results.entries[-1].line())
        results.dgemm.append(ours.benchmark("dgemm/2000", 2 * options.seconds))
        for peer in peers:
            peer.close()
        if not options.rows:
            say("start and memory")
            results.start = whole.start(folder)
            results.memory = whole.memory(folder)
            say("growth")
            results.growth = growth.measure(options, folder)
    results.finish(*start)
    is_full = not options.rows and not options.quick
    path = options.out or (os.path.join(ours.ROOT, "Benchmarks", "RESULTS.md") if is_full else None)
    if path is None:
        print(results.markdown(), end="")
    else:
        with open(path, "w") as file:
            file.write(results.markdown())
        say(f"wrote {os.path.relpath(path)}")


if __name__ == "__main__":
    main()

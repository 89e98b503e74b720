"""The program, and the benchmarks beside it, from the outside."""

import json
import os
import subprocess

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build", "release", "netrepl")
BENCHMARKS = os.path.join(ROOT, "Benchmarks", ".build", "release", "benchmarks")


def run(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def session(commands):
    """The object that each command answers."""
    lines = run([PROGRAM, "--no-rc", "--format", "json", "-c", commands]).splitlines()
    return [json.loads(line) for line in lines]


def make_network(widths, folder):
    path = os.path.join(folder, f"{widths}.json")
    if not os.path.exists(path):
        session(f"new {widths}; save {path}")
    return path


def plan(network):
    return session(f"load {network}; plan")[-1]


def timer_of_one(network, quantity, seconds):
    """Measures for about so long, and gives seconds of one computation as `time` tells them."""

    def time(count):
        return session(f"load {network}; time {count} {quantity}")[-1]["seconds"]

    count = max(3, min(int(seconds / time(3)), 10_000_000))
    return lambda: time(count)


def timer(row, network, seconds):
    """Of a batch: full squares, as the peers give them."""
    if row.batch is None:
        return timer_of_one(network, row.quantity, seconds)
    name = f"batch/{row.quantity}/{row.widths}x{row.batch}"
    return lambda: benchmark(name, seconds)["seconds"]


def benchmark(name, seconds):
    out = run([BENCHMARKS, "--json", "--seconds", str(seconds), "--root", ROOT, name])
    for line in out.splitlines():
        result = json.loads(line)
        if result["name"] == name:
            return result
    raise SystemExit(f"no benchmark {name}")


def values(row, network, folder, inputs):
    """[(index, array)]: what to compare; of large Hessians the first and the last output's."""
    if inputs:
        out = os.path.join(folder, "ours.npy")
        run([PROGRAM, "sweep", network, inputs, f"--{row.quantity}", "--out", out])
        result = np.load(out)
        os.remove(out)
        return [(slice(None), result)]
    if row.quantity == "hessian" and row.sizes[0] > 100:
        outputs = [0, row.sizes[-1] - 1]
        return [(k, value(network, f"hessian of A{k + 1}")[0]) for k in outputs]
    return [(slice(None), value(network, row.quantity))]


def value(network, command):
    return np.array(session(f"load {network}; {command}")[-1]["value"], float)

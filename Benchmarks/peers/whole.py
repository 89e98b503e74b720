"""The program as a whole: how long until the Hessians are on the screen, and the memory it takes."""

import os
import subprocess
import sys
import time

import machine
import ours
import rows
from peer import FOLDER

HERE = os.path.dirname(os.path.abspath(__file__))
NETWORK = "3-8-8-2"
RUNS = 10


def show(network):
    return [ours.PROGRAM, "--no-rc", "-c", f"load {network}; hessian"]


def start(folder):
    """(seconds of each run of ours, of Python with JAX, the share of others), in turns."""
    network = ours.make_network(NETWORK, folder)
    commands = [show(network), [sys.executable, os.path.join(FOLDER, "show_hessian.py"), network]]
    for command in commands:
        ours.run(command)
    others = machine.Others()
    times = ([], [])
    for _ in range(RUNS):
        for command, seconds in zip(commands, times):
            began = time.perf_counter()
            ours.run(command)
            seconds.append(time.perf_counter() - began)
    return times[0], times[1], others.share()


def memory(folder):
    """{what: peak in bytes}, for the Hessians of the largest network."""
    network = ours.make_network(rows.LARGE, folder)
    time_one = [ours.PROGRAM, "--no-rc", "-c", f"load {network}; time 1 hessian"]
    peers = [sys.executable, os.path.join(FOLDER, "show_hessian.py"), network]
    return {
        "`hessian`, with differences and the tables": peak(show(network)),
        "`time 1 hessian`, the Hessians alone": peak(time_one),
        "the program with the network loaded": peak(
            [ours.PROGRAM, "--no-rc", "-c", f"load {network}"]),
        "Python with JAX": peak(peers),
    }


def peak(command):
    done = subprocess.run(
        [sys.executable, os.path.join(HERE, "peak.py"), *command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return int(done.stdout)


def packed_bytes(widths):
    sizes = [int(n) for n in widths.split("-")]
    return 8 * sizes[-1] * sizes[0] * (sizes[0] + 1) // 2

"""A peer in a process of its own."""

import json
import os
import subprocess
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "workers")


class Peer:
    """`version` is None where the peer cannot be had."""

    def __init__(self, name):
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(FOLDER, f"{name}_worker.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        answer = self._answer()
        self.version = answer and answer["version"]

    def _answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def _ask(self, **order):
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer = self._answer()
        if answer is None:
            raise SystemExit(f"the process of {self.name} ended with {self.process.wait()}")
        return answer

    def prepare(self, network, quantity, inputs, result, seconds):
        """{way: seconds, or why it was not run}; the quickest one's result goes to a file."""
        return self._ask(
            do="prepare", network=network, quantity=quantity, inputs=inputs, result=result,
            seconds=seconds,
        )

    def time(self, way, seconds):
        return self._ask(do="time", way=way, seconds=seconds)["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

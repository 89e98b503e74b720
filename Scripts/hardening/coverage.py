"""Counts the regions of what llvm-cov exports: coverage.py COVERAGE.json UNCOVERED.txt"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What was measured last; 95 and, but for what is listed, 100 are wanted.
LEAST = {"all": 95.2, "the readers": 96.5}

# Made by protoc; and a process without rights, which cannot write down what it reached.
LEFT_OUT = re.compile(r"^Sources/(ONNXMessages|HDF5Reader)/")
READERS = re.compile(r"^Sources/Formats/")

# A caller's mistake, which ends the program: no test of it can go on.
TRAP = re.compile(r"\b(precondition|preconditionFailure|fatalError|assert|assertionFailure)\(")


def listed():
    """The lines that are listed as not to be reached, each with its kind."""
    found = {}
    kind = None
    for line in (ROOT / "Scripts/hardening/unreached.txt").read_text().split("\n"):
        if line.startswith("## "):
            kind = line[3:]
        elif line.startswith("Sources/"):
            found[line] = kind
    return found


def regions(path):
    """Each region of code as (file, line, column, last line, last column), with how often it ran."""
    counts = {}
    for function in json.loads(Path(path).read_text())["data"][0]["functions"]:
        for line, column, end, end_column, count, file, _, kind in function["regions"]:
            if kind != 0:
                continue
            name = function["filenames"][file]
            if "/Sources/" not in name or "/.build" in name or "/checkouts/" in name:
                continue
            name = "Sources/" + name.split("/Sources/", 1)[1]
            if LEFT_OUT.match(name):
                continue
            place = (name, line, column, end, end_column)
            counts[place] = max(counts.get(place, 0), count)
    return counts


def main():
    counts = regions(sys.argv[1])
    exceptions = listed()
    used = set()
    texts = {}
    open_ones = []
    totals = {"all": [0, 0, 0], "the readers": [0, 0, 0]}
    for place, count in sorted(counts.items()):
        file, line, column, end, end_column = place
        if file not in texts:
            texts[file] = (ROOT / file).read_text().split("\n")
        text = texts[file][line - 1].strip()
        told = f"{file}: {text}"
        around = " ".join(texts[file][max(0, line - 3):line])
        # The dots of `bytes[...]` are a function to Swift, which nobody calls.
        isUnbounded = line == end and texts[file][line - 1][column - 1:end_column - 1] == "..."
        excepted = count == 0 and (told in exceptions or isUnbounded or TRAP.search(text) is not None
                                   or TRAP.search(around.rsplit(")", 1)[0]) is not None
                                   and text.startswith('"'))
        if told in exceptions and count == 0:
            used.add(told)
        for name in totals:
            if name == "all" or READERS.match(file):
                totals[name][0] += 1
                totals[name][1] += count > 0
                totals[name][2] += excepted
        if count == 0 and not excepted:
            open_ones.append(f"{file}:{line}:{column}-{end}: {text}")
    Path(sys.argv[2]).write_text("\n".join(open_ones) + "\n")
    for told in sorted(set(exceptions) - used):
        print("listed as not reached, but reached or gone: " + told)
    failed = False
    for name, (total, reached, excepted) in totals.items():
        portion = 100 * reached / max(total - excepted, 1)
        missed = total - reached - excepted
        bad = portion < LEAST[name]
        failed |= bad
        print(f"coverage of {name}: {reached} of {total} regions ({100 * reached / max(total, 1):.2f} %), "
              f"{excepted} more listed or ending the program: {portion:.2f} % of the others, {missed} open"
              f"{': TOO LITTLE' if bad else ''}")
    sys.exit(failed)


main()

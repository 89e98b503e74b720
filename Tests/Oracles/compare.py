"""Runs the program on every file of a folder and compares it with FILE.json beside it.

Prints a line a file: the largest error of A, J and H, each over the largest entry of its own, or the
refusal. Fails where an error is above the tolerance, where a network is refused, and where a file to
be refused is read.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

TOLERANCE = 1e-12
PARTS = {"output": "output", "jacobian": "jacobian", "hessian": "hessian"}


class Refused(Exception):
    pass


def ask(program, facts, folder):
    """What the program prints for one file: a record a command."""
    load = [f"load '{facts['file']}'", facts.get("options", "")]
    if "activations" in facts:
        load.append("activations " + ", ".join(facts["activations"]))
    commands = [" ".join(word for word in load if word)]
    for point in facts.get("points", []):
        commands.append("set input " + " ".join(map(repr, point["input"])))
        commands += PARTS.values()
    line = "; ".join(commands)
    run = subprocess.run(
        [program, "--no-rc", "--format", "json", "-c", line],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if run.returncode not in (0, 1):
        raise AssertionError(f"exit status {run.returncode}")
    records = [json.loads(text) for text in run.stdout.splitlines()]
    for record in records:
        if isinstance(record.get("error"), dict):
            raise Refused(record["error"]["message"])
    return records


def error(ours, reference):
    ours, reference = np.array(ours, np.float64), np.array(reference, np.float64)
    if ours.shape != reference.shape:
        raise AssertionError(f"shape {ours.shape}, not {reference.shape}")
    if reference.size == 0:
        return 0.0
    largest = np.abs(reference).max()
    difference = np.abs(ours - reference).max()
    return float(difference / largest) if largest else float(difference)


def compare(records, facts):
    """The largest error of each part, and what else is not as told."""
    errors, words = dict.fromkeys(PARTS, 0.0), []
    answers = [record for record in records if record["command"] in PARTS.values()]
    if len(answers) != len(PARTS) * len(facts["points"]):
        raise AssertionError(f"{len(answers)} answers to {len(PARTS) * len(facts['points'])} questions")
    for number, point in enumerate(facts["points"]):
        for record, part in zip(answers[number * len(PARTS) :], PARTS):
            if part in point:
                errors[part] = max(errors[part], error(record["value"], point[part]))
    axes = answers[1].get("axes", [[], []])
    for names, axis in (("outputs", axes[0]), ("inputs", axes[1])):
        if names in facts and axis != facts[names]:
            words.append(f"{names} are called {axis}, not {facts[names]}")
    return errors, words


def judge(program, path):
    """(what became of the file, what to say)."""
    facts = json.loads(path.with_name(path.name + ".json").read_text())
    try:
        records = ask(program, facts, path.parent)
        if "points" not in facts:
            return "WRONGLY READ", facts["refused"]
        errors, words = compare(records, facts)
    except Refused as refusal:
        # A word of the file's name is no reason.
        message = str(refusal).replace(path.name, "FILE")
        if "refused" not in facts:
            return "WRONGLY REFUSED", message
        expected = facts.get("mentions", [])
        if expected and not any(word.lower() in message.lower() for word in expected):
            return "REFUSED BUT NOT FOR THE REASON", f"{facts['refused']} ({' | '.join(expected)}): {message}"
        return "refused", message
    except (AssertionError, subprocess.TimeoutExpired, json.JSONDecodeError) as problem:
        return "WRONG", str(problem)
    worst = max(errors.values())
    text = " ".join(f"{part} {value:.1e}" for part, value in errors.items())
    # A value that is not a number is wrong, too.
    kind = "agrees" if worst <= facts.get("tolerance", TOLERANCE) else "WRONG"
    return kind, "; ".join([text, *words, *([facts["note"]] if kind == "WRONG" and "note" in facts else [])])


def main():
    parser = argparse.ArgumentParser(description="Compares the program with what the libraries compute.")
    parser.add_argument("netrepl")
    parser.add_argument("folder", type=pathlib.Path, nargs="+")
    parser.add_argument("--quiet", action="store_true", help="only what is not as expected")
    options = parser.parse_args()
    program = os.path.abspath(options.netrepl)
    counts = collections.Counter()
    for folder in options.folder:
        for path in sorted(folder.iterdir()):
            if not path.with_name(path.name + ".json").exists():
                continue
            kind, text = judge(program, path)
            counts[kind] += 1
            if kind.isupper() or not options.quiet:
                print(f"{path.name}: {kind}: {text}", flush=True)
    print(", ".join(f"{count} {kind.lower()}" for kind, count in sorted(counts.items())) or "no files")
    sys.exit(1 if not counts or any(kind.isupper() for kind in counts) else 0)


if __name__ == "__main__":
    main()

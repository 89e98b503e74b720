"""Runs the scripts of docs/clusters.md on a million rows, and compares what they write with `netrepl sweep`
bit by bit; then the wheel beside JAX, for value and for speed.

    check.py [spark|dask|ray|jax]...      from the root; all of them where none is named

ROWS is how many rows there are, 1,000,000 unless it is set.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = int(os.environ.get("ROWS", 1_000_000))
NETWORK = ROOT / "Sources/NetREPL/Shell/Commands/Networks/Examples/iris.json"


def scripts():
    """The scripts of the document, by the engine whose heading they stand under."""
    text = (ROOT / "docs/clusters.md").read_text()
    found = {}
    for section in text.split("\n## ")[1:]:
        script = re.search(r"^```python\n(.*?)^```", section, re.S | re.M)
        if script:
            found[section.split("\n")[0].lower()] = script[1]
    return found


def children(process):
    """A process and all below it."""
    below = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        below.setdefault(int(words[1]), []).append(int(status.parent.name))
    found, rest = [], [process]
    while rest:
        found.append(rest.pop())
        rest += below.get(found[-1], [])
    return found


def computing(process):
    """The memory of each process below that has loaded the library, but what it shares with files."""
    for child in children(process):
        try:
            if "libnetrepl" not in Path(f"/proc/{child}/maps").read_text():
                continue
            status = Path(f"/proc/{child}/status").read_text()
        except OSError:
            continue
        own = re.search(r"RssAnon:\s+(\d+)", status)
        if own:
            yield child, int(own[1]) / 1024


def run(script, folder, **environment):
    """Seconds, and the most memory that one process with the library had, in MB, and how many there were."""
    Path(folder, "script.py").write_text(script)
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "script.py"], cwd=folder, env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    output = []
    reader = threading.Thread(target=lambda: output.extend(process.stdout))
    reader.start()
    peak = {}
    while process.poll() is None:
        for child, megabytes in computing(process.pid):
            peak[child] = max(peak.get(child, 0), megabytes)
        time.sleep(0.05)
    reader.join()
    if process.returncode != 0:
        sys.exit("".join(output[-60:]))
    return time.monotonic() - start, max(peak.values(), default=0), len(peak)


def inputs(folder, rows):
    Path(folder, "net.json").write_bytes(NETWORK.read_bytes())
    x = np.random.default_rng(7).normal(3, 1.5, (rows, 4))
    np.save(f"{folder}/inputs.npy", x)
    import netrepl

    names = netrepl.load(NETWORK).input_names
    table = {"row": np.arange(rows), **{name: x[:, i] for i, name in enumerate(names)}}
    parquet.write_table(pa.table(table), f"{folder}/inputs.parquet", row_group_size=100_000)
    start = time.monotonic()
    subprocess.run(
        ["netrepl", "sweep", "net.json", "inputs.npy", "--out", "sweep.npy", "--hessian", "--packed"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return time.monotonic() - start


def spark_result(folder):
    table = parquet.read_table(f"{folder}/hessians.parquet")
    order = np.argsort(table["row"].to_numpy())
    h = table["h"].combine_chunks()
    return h.flatten().to_numpy().reshape(len(order), -1)[order]


def dask_result(folder):
    import dask.array

    return dask.array.from_npy_stack(f"{folder}/hessians").compute()


def ray_result(folder):
    return np.load(f"{folder}/hessians.npy")


def check(engine, script, rows):
    results = {"spark": spark_result, "dask": dask_result, "ray": ray_result}
    more = {"PYSPARK_PYTHON": sys.executable} if engine == "spark" else {}
    if engine == "spark":
        more["PYSPARK_SUBMIT_ARGS"] = "--master local[2] pyspark-shell"
    with tempfile.TemporaryDirectory() as folder:
        sweep = inputs(folder, rows)
        seconds, megabytes, processes = run(script, folder, **more)
        expected = np.load(f"{folder}/sweep.npy", mmap_mode="r")
        found = results[engine](folder)
        same = found.tobytes() == expected.tobytes()
        print(
            f"{engine:6} {rows:9,} rows  {'same bits' if same else 'OTHER BITS'}  {seconds:5.1f} s"
            f"  (sweep {sweep:.1f} s)  at most {megabytes:,.0f} MB in each of {processes} processes"
            f" that computed; results {expected.nbytes / 1e6:,.0f} MB",
            flush=True,
        )  # fmt: skip
        return same, megabytes


def main(chosen):
    fine = True
    for engine, script in scripts().items():
        if engine not in chosen:
            continue
        few, least = check(engine, script, ROWS // 4)
        many, most = check(engine, script, ROWS)
        fine = fine and few and many
        # Four times the rows are to take no more memory; Ray and Dask have parts of results at hand.
        if engine == "spark" and most > 1.25 * least + 30:
            print(f"{engine}: {most:.0f} MB for {ROWS} rows, and {least:.0f} for a quarter of them")
            fine = False
    if "jax" in chosen:
        import beside_jax

        fine = beside_jax.compare() and fine
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main(sys.argv[1:] or ["spark", "dask", "ray", "jax"])

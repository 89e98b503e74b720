"""What the program writes, read by programs of others: every number to the last digit.

    python3 Tests/Oracles/read_back.py PROGRAM

exports J, H and W1 of a network with hard numbers (subnormal, huge, negative zero, of seventeen digits) in every format
and reads csv and tsv with the csv module, NumPy and pandas, npy and npz with NumPy, json with the json module, md by
its bars, m with octave, and tex with pdflatex, which has to set it, and by its digits. Names of rows and columns are
compared, too. Needs NumPy and pandas; octave and pdflatex where they are installed. The numbers that all are compared
with are those of the expressions in JSON.
"""

import csv
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

# Older versions need the word for it, newer ones say that they need it no more.
warnings.filterwarnings("ignore", message=".*float_precision.*")

NETWORK = {
    "format": "netrepl-network", "version": 1, "name": "hard",
    "inputs": ["speed, m/s", "load_%"], "outputs": ["torque|a", "heat \"b\""],
    "layers": [
        {"weights": [[0.1, -0.0], [5e-324, 1.2345678901234567e150], [1 / 3, -2.2250738585072014e-308]],
         "bias": [0.1, -0.2, 0.3], "activation": "tansig"},
        {"weights": [[0.7, 1e-17, 0.3], [-123456789.12345679, 2e-5, 1e22]], "bias": [0, 1], "activation": "purelin"}],
    "input": [0.30000000000000004, -1e-310]}


def bits(values):
    return [struct.pack("<d", float(v)) for v in np.asarray(values, np.float64).ravel()]


class Checks:
    def __init__(self):
        self.failures = 0

    def __call__(self, what, found, expected):
        same = found == expected
        self.failures += not same
        print(f"{'same' if same else 'DIFFERENT':9}  {what}")
        if not same:
            print(f"           {found}\n           {expected}")


def pages(array):
    return array if array.ndim == 3 else array[None]


def separated(path, separator, array, check):
    """The csv module, NumPy and pandas."""
    stacked = array.ndim == 3
    labels = 2 if stacked else 1
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=separator))
    expected = bits(array)
    check(f"{path.name}: csv", bits([[float(c) for c in row[labels:]] for row in rows[1:]]), expected)
    frame = pd.read_csv(path, sep=separator, index_col=list(range(labels)), float_precision="round_trip")
    check(f"{path.name}: pandas", bits(frame.to_numpy()), expected)
    columns = range(labels, labels + array.shape[-1])
    # genfromtxt knows no quotes; names with separators are taken off before.
    lines = [separator.join(row) for row in ([c.replace(separator, " ") for c in row] for row in rows)]
    numbers = np.genfromtxt(lines, delimiter=separator, skip_header=1, usecols=columns, comments=None)
    check(f"{path.name}: numpy", bits(numbers), expected)
    return rows[0][labels:], [row[labels - 1] for row in rows[1:]]


def octave(path, name, array, check):
    if not shutil.which("octave"):
        return print(f"skipped    {path.name}: no octave")
    script = (
        f"source('{path.name}'); x = who; names = x(cellfun(@(n) isempty(strfind(n, '_axis')), x)); v = eval(names{{1}});"
        "if ndims(v) > 2, v = permute(v, [3 2 1]); else v = v'; end; printf('%s\\n', num2hex(v(:))');"
    )
    out = subprocess.run(
        ["octave-cli", "--no-init-file", "--quiet", "--eval", script], cwd=path.parent, capture_output=True, text=True)
    text = "".join(out.stdout.split())
    found = [struct.pack("<d", struct.unpack(">d", bytes.fromhex(text[i:i + 16]))[0]) for i in range(0, len(text), 16)]
    check(f"{path.name}: octave", found, bits(array))


def latex(path, array, check):
    text = path.read_text(encoding="utf-8")
    matrices = re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", text, re.S)
    found = []
    for matrix in matrices:
        for cell in re.split(r"&|\\\\", matrix):
            found.append(float(re.sub(r"\s*\\cdot 10\^\{(-?\d+)\}", r"e\1", cell)))
    check(f"{path.name}: digits", bits(found), bits(array))
    if not shutil.which("pdflatex"):
        return print(f"skipped    {path.name}: no pdflatex")
    whole = path.with_suffix(".whole.tex")
    whole.write_text(
        "\\documentclass{article}\\usepackage{amsmath,booktabs}\\begin{document}\n\\input{" + path.name
        + "}\n\\end{document}\n", encoding="utf-8")
    out = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", whole.name], cwd=path.parent, capture_output=True)
    errors = [line for line in out.stdout.decode("utf-8", "replace").split("\n") if line.startswith("!")]
    check(f"{path.name}: pdflatex", errors + ([] if out.returncode == 0 else ["failed"]), [])


def markdown(path, array, check):
    found = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)][1:-1]
        try:
            found += [float(c) for c in cells[1:]]
        except ValueError:
            continue
    check(f"{path.name}: bars", bits(found), bits(array))


def sweep(program, folder, check):
    """Rows as text and as arrays: one file is as good as the other."""
    inputs = np.random.default_rng(3).normal(size=(50, 2))
    np.save(folder / "inputs.npy", inputs)
    for ending in ["npy", "npz", "csv", "tsv"]:
        subprocess.run(
            [program, "sweep", "net.json", "inputs.npy", "--hessian", "--out", f"rows.{ending}"],
            cwd=folder, check=True, capture_output=True)
    array = np.load(folder / "rows.npy")
    archive = np.load(folder / "rows.npz")
    check("sweep npz: numpy", bits(archive["value"]), bits(array))
    check("sweep npz: names", list(archive["axis3"]), NETWORK["inputs"])
    for ending, separator in [("csv", ","), ("tsv", "\t")]:
        frame = pd.read_csv(folder / f"rows.{ending}", sep=separator, float_precision="round_trip")
        check(f"sweep {ending}: pandas", bits(frame.to_numpy()[:, 2:]), bits(array))
        check(f"sweep {ending}: inputs", bits(frame[NETWORK["inputs"]].to_numpy()), bits(inputs))


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    check = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "net.json").write_text(json.dumps(NETWORK), encoding="utf-8")
        for quantity in ["J", "H", "W1"]:
            endings = ["csv", "tsv", "npy", "npz", "json", "tex", "md", "m"]
            commands = ["load net.json", *(f"export {quantity} {quantity}.{e}" for e in endings)]
            out = subprocess.run(
                [program, "--no-rc", "--format", "json", "-c", "load net.json", "-c", quantity],
                cwd=folder, capture_output=True, text=True)
            record = json.loads(out.stdout.split("\n")[1])
            array = np.array(record["value"], np.float64)
            subprocess.run([program, "--no-rc", "-c", "; ".join(commands)], cwd=folder, check=True, capture_output=True)
            file = {e: folder / f"{quantity}.{e}" for e in endings}

            columns, rows = separated(file["csv"], ",", array, check)
            separated(file["tsv"], "\t", array, check)
            check(f"{quantity}.csv: names", columns, NETWORK["inputs"])
            if quantity == "J":
                check(f"{quantity}.csv: rows", rows, NETWORK["outputs"])
            check(f"{quantity}.npy: numpy", bits(np.load(file["npy"])), bits(array))
            archive = np.load(file["npz"])
            check(f"{quantity}.npz: numpy", bits(archive["value"]), bits(array))
            check(f"{quantity}.npz: names", list(archive[f"axis{array.ndim - 1}"]), NETWORK["inputs"])
            text = json.loads(file["json"].read_text(encoding="utf-8"))
            check(f"{quantity}.json: json", bits(text["value"]), bits(array))
            check(f"{quantity}.json: names", text["axes"][-1], NETWORK["inputs"])
            markdown(file["md"], array, check)
            octave(file["m"], quantity, array, check)
            latex(file["tex"], array, check)
        sweep(program, folder, check)
    print(f"{check.failures} different")
    sys.exit(check.failures > 0)


if __name__ == "__main__":
    main()

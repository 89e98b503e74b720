"""Sensitivities over 200 rows of inputs, as NumPy works them out: what `sweep ... sums crossed` is compared with.

    python3 Tests/Oracles/sensitivities.py

writes Tests/Oracles/sensitivities/: the network and the rows as the program reads them, and of each entry of
the Jacobian mean, standard deviation (n - 1), root mean square, mean square, least and largest, then the means of
the products of derivatives of one output by each two inputs. The sums are `math.fsum`'s, which rounds once.
Made with NumPy 2.4 on seed 14.
"""

import json
import math
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "sensitivities"
ROWS = 200


def logsig(z):
    return 1 / (1 + np.exp(-z))


def main():
    rng = np.random.default_rng(14)
    sizes = [4, 6, 5, 2]
    weights = [rng.normal(size=(n, d)) / math.sqrt(d) for d, n in zip(sizes, sizes[1:])]
    biases = [rng.normal(size=n) / 2 for n in sizes[1:]]
    names = ["tansig", "logsig", "purelin"]
    inputs = rng.normal(size=(ROWS, sizes[0]))

    jacobians = []
    for x in inputs:
        f, J = x, np.eye(len(x))
        for W, b, name in zip(weights, biases, names):
            z, J = W @ f + b, W @ J
            if name == "tansig":
                f = np.tanh(z)
                J = (1 - f**2)[:, None] * J
            elif name == "logsig":
                f = logsig(z)
                J = (f * (1 - f))[:, None] * J
            else:
                f = z
        jacobians.append(J)
    J = np.array(jacobians)

    FOLDER.mkdir(exist_ok=True)
    layers = [
        {"weights": W.tolist(), "bias": b.tolist(), "activation": name}
        for W, b, name in zip(weights, biases, names)
    ]
    network = {"format": "netrepl-network", "version": 1, "name": "sensitivities", "layers": layers}
    (FOLDER / "net.json").write_text(json.dumps(network) + "\n")
    lines = [",".join(repr(float(v)) for v in row) for row in inputs]
    (FOLDER / "rows.csv").write_text("\n".join(lines) + "\n")

    lines = []
    for k in range(sizes[-1]):
        for i in range(sizes[0]):
            v = J[:, k, i]
            mean, square = math.fsum(v) / ROWS, math.fsum(v * v) / ROWS
            spread = math.sqrt(math.fsum((v - mean) ** 2) / (ROWS - 1))
            assert np.isclose(spread, np.std(v, ddof=1), rtol=1e-12)
            lines.append([mean, spread, math.sqrt(square), square, v.min(), v.max()])
    for k in range(sizes[-1]):
        for i in range(sizes[0]):
            lines.append([math.fsum(J[:, k, i] * J[:, k, j]) / ROWS for j in range(sizes[0])])
    (FOLDER / "expected.csv").write_text(
        "\n".join(",".join(repr(float(v)) for v in line) for line in lines) + "\n"
    )


if __name__ == "__main__":
    main()

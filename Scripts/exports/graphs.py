"""ONNX files of 40 networks, run by ONNX Runtime beside the program's own derivatives.

Usage: graphs.py PROGRAM
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime as ort

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ROWS = 500

ALONE = """purelin tansig logsig poslin leakyrelu elu selu celu relu6 softplus softsign radbas satlin
satlins hardsigmoid hardswish gelu gelutanh swish mish sin cos exp square posttansig""".split()
COUPLED = ["softmax", "logsoftmax"]


def layer(random, rows, columns, activation):
    return {
        "weights": (random.normal(size=(rows, columns)) / columns**0.5).tolist(),
        "bias": (random.normal(size=rows) / 2).tolist(),
        "activation": activation,
    }


def scaling(random, n):
    return {
        "weights": np.diag(random.uniform(0.2, 3, n)).tolist(),
        "bias": random.normal(size=n).tolist(),
        "activation": "purelin",
    }


def networks():
    random = np.random.default_rng(11)

    def chain(widths, activations):
        return [layer(random, r, c, a) for c, r, a in zip(widths, widths[1:], activations)]

    for name in ALONE:
        yield name, chain([3, 8, 5, 2], [name, name, "purelin"])
    for name in COUPLED:
        yield name, chain([4, 6, 5, 3], ["tansig", name, name])
    parts = [{"neurons": 3, "name": "purelin"}, {"neurons": 4, "name": "gelu"},
             {"neurons": 1, "name": "celu", "alpha": 0.7}]
    yield "ranges", chain([3, 8, 4, 1], [parts, "tansig", "purelin"])
    own = {"name": "own", "formula": "x/(2 + abs(x)) + atan(x)/3"}
    yield "formula", chain([2, 6, 2], [own, own])
    yield "scaled", ([scaling(random, 5)] + chain([5, 7, 2], ["tansig", "purelin"])
                     + [scaling(random, 2)])
    for widths in ([1, 1], [1, 10, 1], [2, 10, 1], [3, 8, 8, 2], [4, 32, 32, 1], [10, 64, 64, 3],
                   [40, 3, 20, 1], [3, 20, 60], [6, 5, 5, 5, 5, 5, 2]):
        yield "-".join(map(str, widths)), chain(
            widths, ["tansig"] * (len(widths) - 2) + ["purelin"])
    yield "classifier", chain([4, 16, 3], ["logsig", "softmax"])


def run_program(folder, lines):
    done = subprocess.run([PROGRAM, "-c", "; ".join(lines)], cwd=folder, capture_output=True, text=True)
    if done.returncode or "error" in done.stderr:
        sys.exit(f"{lines}: {done.stdout}{done.stderr}")


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def error(found, expected):
    scale = max(np.abs(expected).max(), 1e-3)
    return float(np.abs(found.reshape(expected.shape) - expected).max() / scale)


def check(folder, name, layers, opset):
    model = {"format": "netrepl-network", "version": 1, "name": name, "layers": layers}
    (folder / "n.json").write_text(json.dumps(model))
    d = len(layers[0]["weights"][0])
    inputs = np.random.default_rng(5).uniform(-1.5, 1.5, size=(ROWS, d))
    np.save(folder / "x.npy", inputs)
    for path in folder.glob("r*.npy"):
        path.unlink()
    run_program(folder, [
        "load n.json", f"save plain.onnx opset {opset}",
        f"export graph.onnx with jacobian hessian gradient opset {opset}",
        "sweep x.npy to r.npy output jacobian hessian"])
    expected = [np.load(folder / f"r.{q}.npy") for q in ("output", "jacobian", "hessian")]
    onnx.checker.check_model(str(folder / "plain.onnx"), full_check=True)
    onnx.checker.check_model(str(folder / "graph.onnx"), full_check=True)
    plain = session(folder / "plain.onnx").run(None, {"I": inputs})[0]
    dout = np.random.default_rng(6).normal(size=(ROWS, expected[0].shape[-1]))
    a, j, h, g = session(folder / "graph.onnx").run(None, {"I": inputs, "dout": dout})
    jacobian = expected[1].reshape(ROWS, dout.shape[1], d)
    errors = [error(plain, expected[0]), error(a, expected[0]), error(j, expected[1]),
              error(h, expected[2]), error(g, np.einsum("nk,nki->ni", dout, jacobian))]
    return errors, (folder / "graph.onnx").stat().st_size


def digits(folder):
    """The relative error of σ′ and σ″ where tansig saturates, against 40 digits."""
    import mpmath as mp

    mp.mp.dps = 40
    model = {"format": "netrepl-network", "version": 1, "name": "one",
             "layers": [{"weights": [[1]], "bias": [0], "activation": "tansig"}]}
    (folder / "n.json").write_text(json.dumps(model))
    run_program(folder, ["load n.json", "export one.onnx with jacobian hessian"])
    worst = 0
    z = np.arange(1, 21, dtype=float)[:, None]
    _, j, h = session(folder / "one.onnx").run(None, {"I": z})
    for row, x in enumerate(z[:, 0]):
        t = mp.tanh(mp.mpf(x))
        first = mp.sech(mp.mpf(x)) ** 2
        for found, true in ((j[row, 0, 0], first), (h[row, 0, 0, 0], -2 * t * first)):
            worst = max(worst, abs(float((mp.mpf(float(found)) - true) / true)))
    print(f"tansig at |z| = 1 to 20: sigma' and sigma'' within {worst:.1e}, relative")
    return worst


def race(folder):
    """20,000 Hessians of 4-32-32-1, beside onnx-ad's composed graph, alternating."""
    import onnx_ad

    random = np.random.default_rng(1)
    layers = [layer(random, r, c, a) for c, r, a in
              zip([4, 32, 32], [32, 32, 1], ["tansig", "tansig", "purelin"])]
    model = {"format": "netrepl-network", "version": 1, "name": "race", "layers": layers}
    (folder / "n.json").write_text(json.dumps(model))
    run_program(folder, ["load n.json", "save plain.onnx", "export graph.onnx with hessian"])
    rows = 20_000
    plain = onnx.load(folder / "plain.onnx")
    # It takes no batch that is left open.
    for value in [*plain.graph.input, *plain.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_value = rows
    adjoint = onnx_ad.reverse(plain, layout="onnx", inputs=["I"], outputs=["A"])
    composed = onnx_ad.forward(adjoint, layout="onnx", inputs=["I"], outputs=["adj_I"])
    onnx.save(composed, folder / "peer.onnx")
    x = np.random.default_rng(2).uniform(-1, 1, size=(rows, 4))
    feeds = {"I": x, "adj_A": np.ones((rows, 1, 1)),
             "fwd_I": np.tile(np.eye(4), (rows, 1, 1))}
    peer = ort.InferenceSession(str(folder / "peer.onnx"), providers=["CPUExecutionProvider"])
    ours = ort.InferenceSession(str(folder / "graph.onnx"), providers=["CPUExecutionProvider"])

    def tiles():
        return [ours.run(["H"], {"I": x[k:k + 1000]})[0] for k in range(0, rows, 1000)]

    ways = {"onnx-ad": lambda: peer.run(["fwd_adj_I"], feeds)[0],
            "whole batch": lambda: ours.run(["H"], {"I": x})[0], "1000 rows at a time": tiles}
    theirs, own = ways["onnx-ad"]().reshape(rows, 4, 4), ways["whole batch"]().reshape(rows, 4, 4)
    print(f"the same Hessians as onnx-ad's to {np.abs(theirs - own).max():.0e}")
    times = {name: [] for name in ways}
    for _ in range(7):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - start)
    best = {name: min(values) for name, values in times.items()}
    for name, seconds in best.items():
        print(f"20,000 Hessians of 4-32-32-1, {name}: {1e3 * seconds:.1f} ms, "
              f"{best['onnx-ad'] / seconds:.1f} times as fast as onnx-ad")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        worst = 0
        count = 0
        for k, (title, layers) in enumerate(networks()):
            errors, size = check(folder, title, layers, 13 + k % 9)
            worst = max(worst, *errors)
            count += 1
            print(f"{title:24} A {errors[0]:.0e} {errors[1]:.0e}  J {errors[2]:.0e}  "
                  f"H {errors[3]:.0e}  gradient {errors[4]:.0e}  {size:>8} bytes")
        print(f"{count} networks, opsets 13 to 21: the worst entry is {worst:.1e} of the largest off")
        saturated = digits(folder)
        race(folder)
        if worst > 1e-13 or saturated > 2e-15:
            sys.exit("not within 1e-13")


if __name__ == "__main__":
    main()

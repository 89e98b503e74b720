"""Random networks in the program's own format, and the same as expressions of CasADi."""

import json

import numpy as np


def make(path, widths, seed=1):
    random = np.random.default_rng(seed)
    layers = []
    for l, (columns, rows) in enumerate(zip(widths, widths[1:])):
        layers.append({
            "weights": (random.normal(size=(rows, columns)) / columns**0.5).tolist(),
            "bias": (random.normal(size=rows) / 2).tolist(),
            "activation": "tansig" if l < len(widths) - 2 else "purelin",
        })
    network = {"format": "netrepl-network", "version": 1, "name": path.stem, "layers": layers}
    path.write_text(json.dumps(network))
    return network


def of_casadi(network, x):
    import casadi as ca

    for layer in network["layers"]:
        x = ca.mtimes(ca.DM(layer["weights"]), x) + ca.DM(layer["bias"])
        x = ca.tanh(x) if layer["activation"] == "tansig" else x
    return x

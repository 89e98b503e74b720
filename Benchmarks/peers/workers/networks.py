"""The program's network files, read for the peers."""

import json


def read(path):
    """(layers, input): for each layer its weights, bias and whether it is tanh; the input."""
    import numpy as np

    with open(path) as file:
        network = json.load(file)
    layers = []
    for layer in network["layers"]:
        activation = layer["activation"]
        if activation not in ("tansig", "purelin"):
            raise ValueError(f"the peers have no activation {activation!r}")
        layers.append(
            (np.array(layer["weights"], float), np.array(layer["bias"], float), activation == "tansig")
        )
    return layers, np.array(network["input"], float)

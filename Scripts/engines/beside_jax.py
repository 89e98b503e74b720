"""The wheel beside JAX on its CPU in float64: the same values, and the ratio of times in alternating pairs."""

import json
import statistics
import time

import netrepl
import numpy as np


def network(widths, seed):
    """Random weights of a tanh network, and the bytes of a file of it."""
    random = np.random.default_rng(seed)
    layers = []
    for k, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append({
            "weights": (random.normal(size=(outputs, inputs)) / np.sqrt(inputs)).tolist(),
            "bias": random.normal(size=outputs).tolist(),
            "activation": "purelin" if k == len(widths) - 2 else "tansig",
        })  # fmt: skip
    file = {"format": "netrepl-network", "version": 1, "layers": layers}
    return layers, json.dumps(file).encode()


def functions(layers):
    import jax

    jax.config.update("jax_enable_x64", True)
    weights = [(np.array(layer["weights"]), np.array(layer["bias"])) for layer in layers]

    def output(x):
        for w, b in weights[:-1]:
            x = jax.numpy.tanh(w @ x + b)
        w, b = weights[-1]
        return w @ x + b

    jacobian = jax.jacrev(output) if len(weights[-1][1]) < weights[0][0].shape[1] else jax.jacfwd(output)
    hessian = jax.jacfwd(jax.jacrev(output))
    return jacobian, hessian


def timed(work, seconds=0.2):
    """Of one call, the median of as many as take so long."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def compare():
    import jax

    fine = True
    random = np.random.default_rng(3)
    for widths, rows in [((3, 8, 8, 2), 1), ((3, 8, 8, 2), 10_000), ((4, 32, 32, 1), 20_000),
                         ((2, 10, 1), 100_000), ((10, 64, 64, 3), 5_000)]:  # fmt: skip
        layers, data = network(widths, seed=1)
        net = netrepl.loads(data, "net.json")
        x = random.normal(size=(rows, widths[0]))
        for name, function in zip(["jacobian", "hessian"], functions(layers)):
            theirs = jax.jit(function if rows == 1 else jax.vmap(function))
            given = x[0] if rows == 1 else x
            ours = getattr(net, name)
            expected, found = np.asarray(theirs(given)), ours(given)
            error = np.abs(found - expected).max() / np.abs(expected).max()
            fine = fine and error < 1e-13
            out = np.empty(found.shape)
            pairs = []
            for _ in range(7):
                mine = timed(lambda: ours(given, out=out))
                pairs.append((timed(lambda: theirs(given).block_until_ready()), mine))
            ratio = statistics.median(a / b for a, b in pairs)
            mine = statistics.median(b for _, b in pairs)
            print(
                f"{'-'.join(map(str, widths)):10} {name:8} x {rows:7,}  JAX takes {ratio:6.2f} times"
                f" as long as {mine * 1e6:10,.1f} us; largest difference {error:.0e} of the largest",
                flush=True,
            )  # fmt: skip
    return fine

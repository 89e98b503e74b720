"""PyTorch: float64, torch.func, all cores."""

import networks
import torch
import worker
from torch.func import hessian, jacfwd, jacrev, vmap

MOST_NESTED_WORK = 2e8


def function(layers):
    layers = [(torch.tensor(w), torch.tensor(b), t) for w, b, t in layers]

    def output(x):
        for weights, bias, is_tanh in layers:
            x = weights @ x + bias
            if is_tanh:
                x = torch.tanh(x)
        return x

    return output


def prepare(path, quantity, inputs):
    import numpy as np

    layers, x = networks.read(path)
    x = torch.tensor(np.load(inputs) if inputs else x)
    output = function(layers)
    work = worker.nested_work(layers, quantity, len(x) if inputs else 1)
    if quantity == "jacobian":
        ways = {"jacrev": jacrev(output), "jacfwd": jacfwd(output)}
    else:
        ways = {"hessian": hessian(output), "jacfwd of jacfwd": jacfwd(jacfwd(output))}

    def maker(way):
        def make():
            run = vmap(way) if inputs else way
            return lambda: run(x)

        return make

    makers = {name: maker(way) for name, way in ways.items()}
    if work > MOST_NESTED_WORK:
        makers["jacfwd of jacfwd"] = "left out"
    return makers


worker.serve(f"PyTorch {torch.__version__}", prepare)

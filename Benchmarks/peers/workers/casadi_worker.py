"""CasADi: expression graphs of scalars, evaluated by its virtual machine."""

import casadi as ca
import networks
import numpy as np
import worker

# Graphs of scalars grow with the work: larger ones take minutes to make.
MOST_WEIGHTS = 6_000


def prepare(path, quantity, inputs):
    layers, point = networks.read(path)
    if inputs or sum(weights.size for weights, _, _ in layers) > MOST_WEIGHTS:
        return {}

    def make():
        x = ca.SX.sym("x", len(point))
        value = x
        for weights, bias, is_tanh in layers:
            value = ca.mtimes(ca.SX(weights), value) + bias
            value = ca.tanh(value) if is_tanh else value
        outputs = value.shape[0]
        if quantity == "jacobian":
            derivatives, shape = [ca.jacobian(value, x)], (outputs, len(point))
        else:
            derivatives = [ca.hessian(value[k], x)[0] for k in range(outputs)]
            shape = (outputs, len(point), len(point))
        # Stored column by column: transposed, rows come first.
        derivatives = [ca.densify(d).T for d in derivatives]
        graph = ca.Function("derivative", [x], [ca.vertcat(*[ca.vec(d) for d in derivatives])])
        # Its own buffers: calls with arrays cost more than small derivatives do.
        buffer, run = graph.buffer()
        argument, result = np.array(point, float), np.zeros(int(np.prod(shape)))
        buffer.set_arg(0, memoryview(argument))
        buffer.set_res(0, memoryview(result))

        def call(kept=(graph, buffer, argument)):  # The library holds addresses only.
            run()
            return result.reshape(shape)

        return call

    return {"graph": make}


worker.serve(f"CasADi {ca.__version__}", prepare)

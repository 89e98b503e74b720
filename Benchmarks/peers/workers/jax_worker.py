"""JAX: float64, compiled, all cores."""

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

import jax.numpy as jnp  # noqa: E402

import networks  # noqa: E402
import worker  # noqa: E402

MOST_NESTED_WORK = 2e10


def function(layers):
    def output(x):
        for weights, bias, is_tanh in layers:
            x = weights @ x + bias
            if is_tanh:
                x = jnp.tanh(x)
        return x

    return output


def compiled(derivative, x, is_batch):
    def make():
        run = jax.jit(jax.vmap(derivative) if is_batch else derivative)
        return lambda: run(x).block_until_ready()

    return make


def prepare(path, quantity, inputs):
    jax.clear_caches()
    layers, x = networks.read(path)
    if inputs:
        x = jnp.load(inputs)
    # Constants of the compiled function: faster to call than arguments.
    work = worker.nested_work(layers, quantity, len(x) if inputs else 1)
    output = function([(jnp.array(w), jnp.array(b), t) for w, b, t in layers])
    x = jnp.array(x)
    if quantity == "jacobian":
        ways = {"jacrev": jax.jacrev(output), "jacfwd": jax.jacfwd(output)}
    else:
        ways = {
            "hessian": jax.hessian(output),
            "jacfwd of jacfwd": jax.jacfwd(jax.jacfwd(output)),
            "jacrev of jacfwd": jax.jacrev(jax.jacfwd(output)),
        }
    makers = {name: compiled(way, x, bool(inputs)) for name, way in ways.items()}
    if work > MOST_NESTED_WORK:
        # Both hold d × d derivatives of every neuron: these take gigabytes.
        for name in ("jacfwd of jacfwd", "jacrev of jacfwd"):
            makers[name] = "left out"
    return makers


worker.serve(f"JAX {jax.__version__}", prepare)

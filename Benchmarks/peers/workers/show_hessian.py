"""What a person writes to see the Hessians of a network with JAX: show_hessian.py NETWORK"""

import sys

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402

import networks  # noqa: E402

layers, x = networks.read(sys.argv[1])


def output(x):
    for weights, bias, is_tanh in layers:
        x = weights @ x + bias
        x = jnp.tanh(x) if is_tanh else x
    return x


print(jax.jit(jax.hessian(output))(x))

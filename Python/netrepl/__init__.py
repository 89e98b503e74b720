"""Outputs and derivatives of feed-forward neural networks, with respect to their inputs.

>>> import netrepl
>>> net = netrepl.load("net.onnx")
>>> net.jacobian(x)            # x of d numbers: (m, d)
>>> net.hessian(X)             # X of (batch, d): (batch, m, d, d)

d is the number of inputs, m that of outputs. All numbers are float64. Every format that the program
``netrepl`` reads can be loaded: ONNX, PyTorch, Keras, scikit-learn, safetensors, MATLAB, PMML and
others. Nothing in a file is run.

The program itself comes along as the command ``netrepl``.
"""

from ._library import version as _version
from ._network import Network, load, load_once, loads

__version__ = _version()
__all__ = ["Network", "load", "load_once", "loads", "__version__"]

"""Networks and their derivatives."""

from __future__ import annotations

import ctypes
import functools
import os
from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _library
from ._library import library

Doubles = NDArray[np.float64]


def load(
    path: Union[str, "os.PathLike[str]"],
    *,
    activations: Sequence[str] = (),
    layers: Sequence[str] = (),
    scaler: Optional[str] = None,
    output_scaler: Optional[str] = None,
    output: Optional[str] = None,
    variable: Optional[str] = None,
    raw: bool = False,
    folded: bool = False,
    limits: Optional[Mapping[str, int]] = None,
) -> "Network":
    """Reads a network from a file.

    The options are those of ``load`` in the program: the activation of each layer (one alone: of all
    but the last) and the layers to read, where the file does not tell or has others too; files with the
    scaling of inputs and targets; the output or the variable to read; scaling left out, or multiplied
    into the weights; limits such as ``{"read.layers": 20_000}``.

    What was assumed or left out stands in ``notes`` of the network.

    Raises OSError where the file cannot be read, ValueError where it is no network that is known.
    HDF5 (.h5, .keras, MATLAB 7.3) is read by a program of its own, which the wheel has.
    """
    texts = _options(
        activations, layers, scaler, output_scaler, output, variable, raw, folded, limits or {}
    )
    place = os.fspath(path)
    return Network(library.netrepl_load, [os.fsencode(place)], texts, (load, place))


def loads(data: bytes, name: str, **options: Any) -> "Network":
    """Reads a network from the bytes of a file that is called ``name``: its ending tells the format
    where the bytes do not. The options are those of :func:`load`."""
    texts = _options(**{**_NO_OPTIONS, **options})
    return Network(
        library.netrepl_read, [data, len(data), os.fsencode(name)], texts, (loads, data, name)
    )


def load_once(path: Union[str, "os.PathLike[str]"], **options: Any) -> "Network":
    """The same network every time in one process, for work that comes in parts; see :func:`load`.

    It is read again only where the file has changed.
    """
    place = os.path.abspath(path)
    status = os.stat(place)
    texts = _options(**{**_NO_OPTIONS, **options})
    return _loaded(place, texts, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=16)
def _loaded(place: str, options: tuple[str, ...], *_: int) -> "Network":
    return _reread("load", [place], options)


_NO_OPTIONS: Mapping[str, Any] = dict(
    activations=(), layers=(), scaler=None, output_scaler=None, output=None, variable=None,
    raw=False, folded=False, limits={},
)  # fmt: skip


def _options(
    activations: Sequence[str], layers: Sequence[str], scaler: Optional[str],
    output_scaler: Optional[str], output: Optional[str], variable: Optional[str], raw: bool,
    folded: bool, limits: Mapping[str, int],
) -> tuple[str, ...]:  # fmt: skip
    named = {"scaler": scaler, "outputscaler": output_scaler, "output": output, "variable": variable}
    texts = [f"activation={name}" for name in activations]
    texts += [f"layer={name}" for name in layers]
    texts += [f"{name}={os.fspath(value)}" for name, value in named.items() if value is not None]
    texts += ["raw"] * raw + ["folded"] * folded
    return tuple(texts + [f"{name}={value}" for name, value in limits.items()])


class Network:
    """A network, from :func:`load` or :func:`loads`. It never changes, and any number of threads may
    use it at once.

    Every method takes one input of d numbers, or a batch of shape (batch, d), whose results have the
    batch as their first axis. An array that is contiguous float64 is not copied, and other threads of
    Python run meanwhile. ``out`` is an array for the result: contiguous, float64, of its shape, and
    apart from x.

    At one input the numbers are those of the program at its prompt, to the bit (products and gradients
    to rounding); those of a batch are those that ``netrepl sweep`` writes. The two agree to rounding.
    ``threads`` is how many may work on a batch; 0 for one a processor. The numbers do not depend on it.
    """

    def __init__(self, read: Any, arguments: list[Any], options: tuple[str, ...], source: Any):
        handle, text = ctypes.c_void_p(), ctypes.create_string_buffer(2000)
        texts = [os.fsencode(option) for option in options]
        # C would see the text before it.
        if any(b"\0" in text for text in [arguments[-1], *texts]):
            raise ValueError("a name has a null character")
        given = (ctypes.c_char_p * (len(texts) + 1))(*texts, None)
        code = read(*arguments, given, ctypes.byref(handle), text, len(text))
        if code:
            _library.fail(code, text.value.decode(errors="replace"))
        self._handle = handle.value
        self._source = (source, options)
        #: d, m, and the number of weights and biases.
        self.input_count: int = library.netrepl_input_count(self._handle)
        self.output_count: int = library.netrepl_output_count(self._handle)
        self.parameter_count: int = library.netrepl_parameter_count(self._handle)

    def __del__(self) -> None:
        # Without a network where it could not be read.
        handle, self._handle = getattr(self, "_handle", None), None
        if handle:
            library.netrepl_free(handle)

    def __reduce__(self) -> Any:
        """Elsewhere it is read again: from its file, which must be there, or from its bytes."""
        (function, *arguments), options = self._source
        return _reread, (function.__name__, arguments, options)

    def __repr__(self) -> str:
        return f"<netrepl.Network {self.description}>"

    # -- What it is -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return library.netrepl_name(self._handle).decode()

    @property
    def format(self) -> str:
        """The format of its file: "ONNX"."""
        return library.netrepl_format(self._handle).decode()

    @property
    def description(self) -> str:
        """Its name and layers: "iris: 4 -> 8 tansig -> 3 softmax"."""
        return library.netrepl_description(self._handle).decode()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed, left out or found odd while its file was read."""
        return tuple(library.netrepl_notes(self._handle).decode().splitlines())

    @property
    def layers(self) -> tuple[str, ...]:
        """Its layers in order: "8 tansig"."""
        count = library.netrepl_layer_count(self._handle)
        return tuple(library.netrepl_layer(self._handle, k).decode() for k in range(count))

    @property
    def input_names(self) -> tuple[str, ...]:
        """d names; I1, I2, ... where the file has none."""
        name = library.netrepl_input_name
        return tuple(name(self._handle, i).decode() for i in range(self.input_count))

    @property
    def output_names(self) -> tuple[str, ...]:
        """m names; A1, A2, ... where the file has none."""
        name = library.netrepl_output_name
        return tuple(name(self._handle, k).decode() for k in range(self.output_count))

    # -- Its values and derivatives ---------------------------------------------------------------

    def output(self, x: ArrayLike, *, out: Optional[Doubles] = None, threads: int = 0) -> Doubles:
        """A: (m,) or (batch, m)."""
        return self._compute(
            library.netrepl_output, _library.OUTPUT, x, (self.output_count,), out, threads
        )

    __call__ = output

    def jacobian(self, x: ArrayLike, *, out: Optional[Doubles] = None, threads: int = 0) -> Doubles:
        """dA/dI: (m, d) or (batch, m, d)."""
        return self._compute(
            library.netrepl_jacobian, _library.JACOBIAN, x, (self.output_count, self.input_count),
            out, threads,
        )  # fmt: skip

    def hessian(
        self,
        x: ArrayLike,
        *,
        packed: bool = False,
        out: Optional[Doubles] = None,
        threads: int = 0,
    ) -> Doubles:
        """d²A/dI² of each output: (m, d, d) or (batch, m, d, d).

        Packed, the lower triangles row by row: (m, d(d+1)/2) or (batch, m, d(d+1)/2); entry (i, j),
        j <= i, stands at i(i+1)/2 + j, as in ``numpy.tril_indices(d)``.
        """
        m, d = self.output_count, self.input_count
        if packed:
            return self._compute(
                library.netrepl_hessian_packed, _library.HESSIAN_PACKED, x, (m, d * (d + 1) // 2),
                out, threads,
            )  # fmt: skip
        return self._compute(
            library.netrepl_hessian, _library.HESSIAN, x, (m, d, d), out, threads
        )

    def diagonal(self, x: ArrayLike, *, out: Optional[Doubles] = None, threads: int = 0) -> Doubles:
        """The diagonals of the Hessians: (m, d) or (batch, m, d)."""
        return self._compute(
            library.netrepl_diagonal, _library.DIAGONAL, x, (self.output_count, self.input_count),
            out, threads,
        )  # fmt: skip

    def laplacian(self, x: ArrayLike, *, out: Optional[Doubles] = None, threads: int = 0) -> Doubles:
        """The traces of the Hessians: (m,) or (batch, m)."""
        return self._compute(
            library.netrepl_laplacian, _library.LAPLACIAN, x, (self.output_count,), out, threads
        )

    def gradient(
        self,
        x: ArrayLike,
        weights: Optional[ArrayLike] = None,
        *,
        output: Optional[int] = None,
        out: Optional[Doubles] = None,
        threads: int = 0,
    ) -> Doubles:
        """The gradient of weights·A, or of one output, counted from 0: (d,) or (batch, d).

        A network with one output needs neither.
        """
        v = self._weights(weights, output)
        return self._compute(
            library.netrepl_gradient, _library.GRADIENT, x, (self.input_count,), out, threads, v
        )

    def hvp(
        self,
        x: ArrayLike,
        direction: ArrayLike,
        *,
        out: Optional[Doubles] = None,
        threads: int = 0,
    ) -> Doubles:
        """The Hessian of each output times one direction of d numbers: (m, d) or (batch, m, d)."""
        direction = _vector(direction, self.input_count, "the direction", "inputs")
        return self._compute(
            library.netrepl_hessian_vector_product, _library.PRODUCT, x,
            (self.output_count, self.input_count), out, threads, direction,
        )  # fmt: skip

    # -- How ------------------------------------------------------------------------------------------

    def _weights(self, weights: Optional[ArrayLike], output: Optional[int]) -> Doubles:
        m = self.output_count
        if weights is not None and output is not None:
            raise ValueError("weights of all outputs, or one output; not both")
        if weights is not None:
            return _vector(weights, m, "weights", "outputs")
        if output is None and m > 1:
            raise ValueError(f"the network has {m} outputs; give weights, or one of them")
        v = np.zeros(m)
        k = int(output or 0)
        if not 0 <= k < m:
            raise IndexError(f"there is no output {k}; they count from 0 to {m - 1}")
        v[k] = 1
        return v

    def _compute(
        self, function: Any, quantity: int, x: ArrayLike, shape: tuple[int, ...],
        out: Optional[Doubles], threads: int, vector: Optional[Doubles] = None,
    ) -> Doubles:  # fmt: skip
        x = np.ascontiguousarray(x, dtype=np.float64)
        if not x.flags.aligned:
            x = x.copy()
        is_batch = x.ndim == 2
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_count:
            d = self.input_count
            raise ValueError(f"x has the shape {x.shape}; the network takes ({d},) or (batch, {d})")
        if is_batch:
            shape = (x.shape[0], *shape)
        result = np.empty(shape) if out is None else _checked(out, shape)
        vectors = () if vector is None else (_address(vector), vector.size)
        if is_batch:
            code = library.netrepl_rows(
                self._handle, quantity, x.shape[0], _address(x), x.size, *(vectors or (None, 0)),
                _address(result), result.size, threads,
            )  # fmt: skip
        else:
            code = function(
                self._handle, _address(x), x.size, *vectors, _address(result), result.size
            )
        if code:
            _library.fail(code)
        return result


def _reread(function: str, arguments: list[Any], options: tuple[str, ...]) -> Network:
    if function == "load":
        (place,) = arguments
        return Network(library.netrepl_load, [os.fsencode(place)], options, (load, place))
    data, name = arguments
    return Network(
        library.netrepl_read, [data, len(data), os.fsencode(name)], options, (loads, data, name)
    )


def _address(array: Doubles) -> int:
    # `array.ctypes.data` makes three objects on the way.
    return array.__array_interface__["data"][0]


def _vector(values: ArrayLike, count: int, what: str, of: str) -> Doubles:
    vector = np.ascontiguousarray(values, dtype=np.float64)
    if vector.shape != (count,):
        raise ValueError(f"{what}: {vector.shape}, and the network has {count} {of}")
    return vector


def _checked(out: Doubles, shape: tuple[int, ...]) -> Doubles:
    if not isinstance(out, np.ndarray) or out.dtype != np.float64 or out.shape != shape:
        raise ValueError(f"out is to be an array of float64 of the shape {shape}")
    if not (out.flags.c_contiguous and out.flags.writeable and out.flags.aligned):
        raise ValueError("out is to be contiguous and writeable")
    return out

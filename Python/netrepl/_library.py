"""libnetrepl.so, as netrepl.h describes it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import NoReturn

ABI_VERSION = 1

# Codes that have an exception of their own; the others say that an argument is wrong.
_TOO_LARGE, _NOT_READ = 9, 10

OUTPUT, JACOBIAN, HESSIAN, HESSIAN_PACKED, GRADIENT, PRODUCT, DIAGONAL, LAPLACIAN = range(8)

#: The folder of the program, the library and the reader of HDF5.
NATIVE = Path(__file__).parent / "native"


def _open() -> ctypes.CDLL:
    path = os.environ.get("NETREPL_LIBRARY") or str(NATIVE / "libnetrepl.so")
    # A CDLL, not a PyDLL: other threads of Python run during a call.
    library = ctypes.CDLL(path)
    found = library.netrepl_abi_version()
    if found != ABI_VERSION:
        raise ImportError(f"{path} has version {found} of the interface; this is for {ABI_VERSION}")
    address, count, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    reading = [ctypes.POINTER(text), ctypes.POINTER(address), text, count]
    at_input = [address, address, count]
    result = [address, count]
    for name, arguments in {
        "load": [text, *reading],
        "read": [text, count, text, *reading],
        "output": [*at_input, *result],
        "jacobian": [*at_input, *result],
        "hessian": [*at_input, *result],
        "hessian_packed": [*at_input, *result],
        "gradient": [*at_input, *result, *result],
        "hessian_vector_product": [*at_input, *result, *result],
        "weighted_hessian_vector_product": [*at_input, *result, *result, *result],
        "diagonal": [*at_input, *result],
        "laplacian": [*at_input, *result],
        "rows": [address, ctypes.c_int, count, *result, *result, *result, count],
    }.items():
        getattr(library, "netrepl_" + name).argtypes = arguments
    for name in ["input_count", "output_count", "layer_count", "parameter_count"]:
        function = getattr(library, "netrepl_" + name)
        function.argtypes, function.restype = [address], count
    for name in ["name", "format", "description", "notes"]:
        function = getattr(library, "netrepl_" + name)
        function.argtypes, function.restype = [address], text
    for name in ["input_name", "output_name", "layer"]:
        function = getattr(library, "netrepl_" + name)
        function.argtypes, function.restype = [address, count], text
    library.netrepl_free.argtypes, library.netrepl_free.restype = [address], None
    library.netrepl_version.restype = text
    library.netrepl_code_text.restype = text
    return library


library = _open()


def version() -> str:
    """The version of the program that the library belongs to."""
    return library.netrepl_version().decode()


def fail(code: int, text: str = "") -> NoReturn:
    """Raises what a code means."""
    text = text or library.netrepl_code_text(code).decode()
    if code == _TOO_LARGE:
        raise MemoryError(text)
    if code == _NOT_READ:
        raise OSError(text)
    raise ValueError(text)

"""The program, which the wheel brings along. Not in the package: it needs no NumPy."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Becomes the program ``netrepl``, with the arguments of this one."""
    folder = os.path.dirname(os.path.abspath(__file__))
    program = os.path.join(folder, "netrepl", "native", "netrepl")
    os.execv(program, [program, *sys.argv[1:]])

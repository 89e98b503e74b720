"""How long gcc takes for the C of 64-256-256-10, in seconds of its own: at most 5.

    build_time.py NETREPL
"""

import pathlib
import resource
import subprocess
import sys
import tempfile

import networks


def main(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        networks.make(folder / "model.json", [64, 256, 256, 10])
        subprocess.run(
            [program, "--no-rc", "-c", "load model.json; export code c model.c"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(
            ["gcc", "-O3", "-march=native", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fPIC",
             "-shared", "model.c", "-o", "model.so", "-lm"], cwd=folder, check=True)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print(f"64-256-256-10: built in {seconds:.2f} s of gcc")
    return seconds > 5


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))

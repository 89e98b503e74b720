#!/usr/bin/env python3
"""Packs the Python package, the library and the programs as one wheel for Python 3.9 and newer:
Scripts/wheel.py LIBRARY PROGRAM READER, from the root; gives its path in dist/.

The tag says the oldest glibc that has what they call. The same files make the same bytes.
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

# What every system that the tag names has: PEP 600.
SYSTEM = {
    "libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libpthread.so.0",
    "libdl.so.2", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
}  # fmt: skip

# The C++ library that comes with a glibc, or with the next older one that a distribution had.
GLIBC_OF_GLIBCXX = [((3, 4, 28), (2, 31)), ((3, 4, 29), (2, 34)), ((3, 4, 30), (2, 35)),
                    ((3, 4, 32), (2, 38)), ((3, 4, 33), (2, 39))]  # fmt: skip


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def versions(name, text):
    found = re.findall(rf"\b{name}_([\d.]+)\b", text)
    return [tuple(int(part) for part in version.split(".")) for version in found]


def oldest_glibc(file):
    """The version of glibc that a file needs at least."""
    text = run("objdump", "-p", file)
    oldest = max(versions("GLIBC", text), default=(2, 17))[:2]
    for glibcxx in versions("GLIBCXX", text):
        known = [glibc for version, glibc in GLIBC_OF_GLIBCXX if version >= glibcxx]
        if not known:
            sys.exit(f"{file} needs a libstdc++ that this script does not know")
        oldest = max(oldest, known[0] if glibcxx > (3, 4, 28) else oldest)
    return oldest


def others(file):
    """The libraries that a file needs and not every system has, by name."""
    places = dict(re.findall(r"(\S+) => (/\S+)", run("ldd", file)))
    return {name: place for name, place in places.items() if name not in SYSTEM}


def record(path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def main(library, program, reader):
    root = Path(__file__).resolve().parent.parent
    os.chdir(root)
    version = run(program, "--version").split()[1]
    machine = os.uname().machine
    natives = {"libnetrepl.so": library, "netrepl": program, "netrepl-hdf5": reader}
    natives.update(others(library) | others(program))
    oldest = max(oldest_glibc(file) for file in natives.values())
    tag = f"py3-none-manylinux_{oldest[0]}_{oldest[1]}_{machine}"

    files = {}
    for path in sorted(Path("Python").rglob("*")):
        if path.suffix == ".py" and "tests" not in path.parts or path.name == "py.typed":
            files[str(path.relative_to("Python"))] = (path.read_bytes(), 0o644)
    with tempfile.TemporaryDirectory() as folder:
        for name, source in natives.items():
            stripped = Path(folder) / name
            subprocess.run(["strip", "-o", stripped, source], check=True)
            files[f"netrepl/native/{name}"] = (stripped.read_bytes(), 0o755)
    information = f"netrepl-{version}.dist-info"
    texts = {
        "METADATA": f"""Metadata-Version: 2.1
Name: netrepl
Version: {version}
Summary: Outputs and derivatives of feed-forward neural networks, with respect to their inputs
Requires-Python: >=3.9
Requires-Dist: numpy>=1.21
Description-Content-Type: text/markdown

{Path("Python/README.md").read_text()}""",
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: netrepl\nRoot-Is-Purelib: false\nTag: {tag}\n",
        "entry_points.txt": "[console_scripts]\nnetrepl = _netrepl_program:main\n",
        "LICENSE": Path("LICENSE").read_text(),
    }
    for name, text in texts.items():
        files[f"{information}/{name}"] = (text.encode(), 0o644)
    listing = "".join(record(path, data) for path, (data, _) in files.items())
    listing += f"{information}/RECORD,,\n"
    files[f"{information}/RECORD"] = (listing.encode(), 0o644)

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        log = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True)
        epoch = log.stdout.strip() or time.time()
    # A zip knows no time before 1980.
    date = time.gmtime(max(int(epoch), 315532800))[:6]
    wheel = Path("dist") / f"netrepl-{version}-{tag}.whl"
    wheel.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, (data, mode) in files.items():
            entry = zipfile.ZipInfo(path, date)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    print(wheel)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])

"""J and H of exported C beside the C that CasADi generates, in turn, both by gcc -O3 -march=native.

    casadi_speed.py NETREPL [rounds]

Prints how many times longer CasADi's takes: medians of pairs, since the machine's clock moves.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile

import casadi as ca
import networks

# SX of the large one takes over 400 s to compile at -O3 (and 70 s at -O1, which is no slower a call).
SIZES = [
    ((2, 10, 1), "SX", "-O3"), ((3, 8, 8, 2), "SX", "-O3"), ((5, 16, 16, 4), "SX", "-O3"),
    ((10, 64, 64, 10), "MX", "-O3"),
]


def build(source, library, level="-O3"):
    subprocess.run(
        ["gcc", level, "-march=native", "-fPIC", "-shared", source, "-o", library, "-lm"],
        cwd=source.parent, check=True)


def of_casadi(network, widths, kind, level, folder):
    symbol = getattr(ca, kind).sym
    x, v = symbol("x", widths[0]), symbol("v", widths[-1])
    y = networks.of_casadi(network, x)
    generator = ca.CodeGenerator("peer.c")
    generator.add(ca.Function("peer_J", [x], [ca.densify(ca.jacobian(y, x))]))
    generator.add(ca.Function("peer_H", [x, v], [ca.densify(ca.hessian(ca.dot(v, y), x)[0])]))
    generator.generate(str(folder) + "/")
    build(folder / "peer.c", folder / "peer.so", level)


def main(program, rounds):
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = pathlib.Path(__file__).with_name("pair.c")
        subprocess.run(["gcc", "-O2", source, "-o", folder / "pair", "-ldl", "-lm"], check=True)
        for widths, kind, level in SIZES:
            network = networks.make(folder / "net.json", widths)
            subprocess.run(
                [program, "--no-rc", "-c", "load net.json; export code c model.c"],
                cwd=folder, check=True, stdout=subprocess.DEVNULL)
            build(folder / "model.c", folder / "model.so")
            of_casadi(network, widths, kind, level, folder)
            d, m = widths[0], widths[-1]
            for what, ours, theirs, count in [
                ("J", ["jac_model", "2"], ["peer_J", "1"], m * d),
                ("H", ["jac_adj1_model", "4"], ["peer_H", "2"], d * d),
            ]:
                # J of ours has a second argument, which is empty: it takes no weights.
                arguments = ["./model.so", ours[0], "1" if what == "J" else ours[1], "./peer.so", *theirs]
                run = subprocess.run(
                    ["./pair", *arguments, str(d), str(m), str(count), str(rounds)],
                    cwd=folder, check=True, capture_output=True, text=True)
                *pairs, difference = run.stdout.split("\n")[:-1]
                pairs = [tuple(map(float, pair.split())) for pair in pairs]
                ratio = statistics.median(b / a for a, b in pairs)
                best = [min(pair[k] for pair in pairs) for k in (0, 1)]
                failed |= float(difference) > 1e-13
                print(
                    f"{'-'.join(map(str, widths)):>12} {what} {kind} {level}: CasADi takes {ratio:5.2f} times as "
                    f"long ({best[0]:.0f} and {best[1]:.0f} ns at best); difference {float(difference):.1e}",
                    flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 41))

"""Random networks whose formulas have poles, roots, edges and kinks near the point: every number and
every verdict of `jacobian` and `hessian` against 60 digits.

    python verdicts.py ../../.build/release/netrepl --count 10000 --seed 1

The reference is mpmath: values, first and second derivatives carried forward through the layers, with
the derivatives of each formula written here by hand. Reported are
- right numbers called wrong, and wrong numbers (off by more than 1e-9 of their condition),
- "agrees" beside an error that is larger than the bound shown,
- "not checkable" and "no derivative here" without a neuron that is the reason,
- with --fault: numbers that a planted fault makes wrong by 1e-4 or more and that are said to agree.
"""

import argparse
import collections
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import mpmath
from mpmath import mp, mpf

mp.dps = 60


class Unit:
    """σ with its derivatives, and the points where it has a kink or an edge."""

    def __init__(self, formula, jet, edges=(), kinks=()):
        self.formula, self.jet = formula, jet
        self.edges, self.kinks = tuple(edges), tuple(kinks)


def number(x):
    return repr(float(x))


def pole(a):
    return Unit(f"1/(x-({number(a)}))", lambda x: (1 / (x - a), -1 / (x - a) ** 2, 2 / (x - a) ** 3), [a])


def double_pole(a):
    return Unit(
        f"1/(x-({number(a)}))^2", lambda x: ((x - a) ** -2, -2 * (x - a) ** -3, 6 * (x - a) ** -4), [a])


def log(a):
    return Unit(f"log(x-({number(a)}))", lambda x: (mp.log(x - a), 1 / (x - a), -((x - a) ** -2)), [a])


def root(a):
    return Unit(
        f"sqrt(x-({number(a)}))",
        lambda x: (mp.sqrt(x - a), 1 / (2 * mp.sqrt(x - a)), -1 / (4 * (x - a) ** mpf(1.5))), [a])


def tangent(a):
    # The pole of tan(x − b) nearest to a.
    b = float(a) - math.pi / 2
    shift = mpf(float(b))

    def jet(x):
        t = mp.tan(x - shift)
        return t, 1 + t * t, 2 * t * (1 + t * t)

    return Unit(f"tan(x-({number(b)}))", jet, [shift + mp.pi / 2])


def witch(a, c):
    def jet(x):
        u = x - a
        d = 1 + c * u * u
        return 1 / d, -2 * c * u / d**2, (6 * c * c * u * u - 2 * c) / d**3

    return Unit(f"1/(1+{number(c)}*(x-({number(a)}))^2)", jet)


def bump(a, c):
    def jet(x):
        u = x - a
        e = mp.exp(-c * u * u)
        return e, -2 * c * u * e, (4 * c * c * u * u - 2 * c) * e

    return Unit(f"exp(-{number(c)}*(x-({number(a)}))^2)", jet)


def steep(a, c):
    def jet(x):
        t = mp.tanh(c * (x - a))
        return t, c * (1 - t * t), -2 * c * c * t * (1 - t * t)

    return Unit(f"tanh({number(c)}*(x-({number(a)})))", jet)


def wave(a, c):
    return Unit(
        f"sin({number(c)}*(x-({number(a)})))",
        lambda x: (mp.sin(c * (x - a)), c * mp.cos(c * (x - a)), -c * c * mp.sin(c * (x - a))))


def corner(a):
    def jet(x):
        u = x - a
        return (u * u, 2 * u, mpf(2)) if u > 0 else (u, mpf(1), mpf(0))

    return Unit(
        f"max(x-({number(a)}),0)^2+min(x-({number(a)}),0)", jet, kinks=[a])


def absolute(a):
    return Unit(
        f"abs(x-({number(a)}))", lambda x: (abs(x - a), mp.sign(x - a), mpf(0)), kinks=[a])


def hyperbola(a, e):
    def jet(x):
        u = x - a
        s = mp.sqrt(u * u + e)
        return s, u / s, e / s**3

    return Unit(f"sqrt((x-({number(a)}))^2+{number(e)})", jet)


def cube(a):
    return Unit(f"(x-({number(a)}))^3", lambda x: ((x - a) ** 3, 3 * (x - a) ** 2, 6 * (x - a)))


def tansig():
    def jet(x):
        t = mp.tanh(x)
        return t, 1 - t * t, -2 * t * (1 - t * t)

    return Unit(None, jet)


def random_unit(rng, z):
    """A unit with something the matter at a distance of 1e-7 to 10 from z."""
    distance = 10 ** rng.uniform(-7, 1)
    a = mpf(float(z - rng.choice([-1, 1]) * distance))
    below = mpf(float(z - distance))
    c = mpf(float(10 ** rng.uniform(0, 8)))
    near = mpf(float(z + rng.uniform(-3, 3) / mp.sqrt(c)))
    kinds = [
        lambda: pole(a), lambda: double_pole(a), lambda: log(below), lambda: root(below),
        lambda: tangent(a), lambda: witch(near, c), lambda: bump(near, c),
        lambda: steep(mpf(float(z + rng.uniform(-3, 3) / float(c))), c),
        lambda: wave(a, mpf(float(10 ** rng.uniform(0, 4)))), lambda: corner(a), lambda: absolute(a),
        lambda: hyperbola(a, mpf(float(10 ** rng.uniform(-9, 0)))), lambda: cube(a),
        lambda: tansig(), lambda: tansig(),
    ]
    return rng.choice(kinds)()


def forward(layers, x, noise=None):
    """(value, gradient, Hessian) of each output in mpf, and the least distance to an edge or kink.

    With noise, a generator, each z and f is off by what double arithmetic may round: what the digits of
    any double computation are worth.
    """
    def rounded(value, size):
        return value + size * mpf(noise.uniform(-1, 1)) * mpf(2) ** -52 if noise else value

    d = len(x)
    signal = [
        (mpf(v), [mpf(int(i == j)) for j in range(d)], [[mpf(0)] * d for _ in range(d)])
        for i, v in enumerate(x)]
    least = mp.inf
    for weights, bias, units in layers:
        after = []
        for row, b, unit in zip(weights, bias, units):
            terms = [mpf(b)] + [mpf(w) * s[0] for w, s in zip(row, signal)]
            z = rounded(mp.fsum(terms), sum(abs(t) for t in terms))
            g = [mp.fsum(mpf(w) * s[1][i] for w, s in zip(row, signal)) for i in range(d)]
            h = [
                [mp.fsum(mpf(w) * s[2][i][j] for w, s in zip(row, signal)) for j in range(d)]
                for i in range(d)]
            for p in unit.edges + unit.kinks:
                least = min(least, abs(z - p) / max(mpf(1), abs(z)))
            f, f1, f2 = unit.jet(z)
            f = rounded(f, abs(f))
            after.append((
                f, [f1 * v for v in g],
                [[f2 * g[i] * g[j] + f1 * h[i][j] for j in range(d)] for i in range(d)]))
        signal = after
    return signal, least


IDENTITY = Unit(None, lambda x: (x, mpf(1), mpf(0)))


def make(rng):
    while True:
        d, m = rng.randint(1, 4), rng.randint(1, 3)
        depth = rng.choice([1, 1, 2])
        scale = [10 ** rng.uniform(-6, 6) if rng.random() < 0.3 else 1 for _ in range(d)]
        x = [float(rng.gauss(0, 1) / s) for s in scale]
        layers, signal = [], [mpf(v) for v in x]
        for l in range(depth):
            width = rng.randint(1, 4)
            weights = [
                [float(rng.gauss(0, 1) * (scale[j] if l == 0 else 1)) for j in range(len(signal))]
                for _ in range(width)]
            bias = [rng.gauss(0, 0.5) for _ in range(width)]
            z = [
                mpf(b) + mp.fsum(mpf(w) * s for w, s in zip(row, signal))
                for row, b in zip(weights, bias)]
            units = [random_unit(rng, v) for v in z]
            signal = [u.jet(v)[0] for u, v in zip(units, z)]
            layers.append((weights, bias, units))
        weights = [[rng.gauss(0, 1) for _ in signal] for _ in range(m)]
        layers.append((weights, [rng.gauss(0, 1) for _ in range(m)], [IDENTITY] * m))
        if all(mp.isfinite(v) and abs(v) < 1e6 for v in signal):
            return layers, x


def write(layers, x, path):
    def activation(units, layer):
        def one(unit, k):
            if unit is IDENTITY:
                return {"name": "purelin"}
            if unit.formula is None:
                return {"name": "tansig"}
            return {"name": f"f{layer}{k}", "formula": unit.formula}

        names = [one(u, k) for k, u in enumerate(units)]
        return names[0] if len(names) == 1 else [{**n, "neurons": 1} for n in names]

    json.dump(
        {
            "format": "netrepl-network", "version": 1, "name": "n",
            "layers": [
                {"weights": w, "bias": b, "activation": activation(u, l)}
                for l, (w, b, u) in enumerate(layers)],
            "input": x,
        }, open(path, "w"))


def flat(value):
    return [v for part in value for v in flat(part)] if isinstance(value, list) else [value]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault", help="plant this fault first, such as 'missing sigma1'")
    parser.add_argument("--keep", help="a folder for the networks that are complained of")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    folder = tempfile.mkdtemp()
    counts = collections.Counter()
    for start in range(0, options.count, 100):
        cases = [make(rng) for _ in range(min(100, options.count - start))]
        lines = []
        for k, (layers, x) in enumerate(cases):
            path = os.path.join(folder, f"{k}.json")
            write(layers, x, path)
            lines += [f"load {path}"]
            if options.fault:
                lines += [f"plant {options.fault}"]
            lines += ["jacobian full", "hessian full"]
        run = subprocess.run(
            [options.program, "--no-rc", "--keep-going", "--format", "json"], input="\n".join(lines) + "\n",
            capture_output=True, text=True)
        answers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        loaded = -1
        for answer in answers:
            if answer.get("command") == "load":
                loaded += 1
            if answer.get("command") not in ("jacobian", "hessian"):
                if "error" in answer:
                    counts["error"] += 1
                    print("error", answer, file=sys.stderr)
                continue
            layers, x = cases[loaded]
            exact, least = forward(layers, x)
            noise = random.Random(1)
            shaken = [forward(layers, x, noise)[0] for _ in range(6)]
            judge(answer, exact, shaken, least, counts, start + loaded, options, os.path.join(folder, f"{loaded}.json"))
        if run.returncode not in (0, 1):
            print("status", run.returncode, run.stderr[-500:], file=sys.stderr)
            counts["crash"] += 1
    for key, count in sorted(counts.items()):
        print(f"{count:8d}  {key}")


def judge(answer, exact, shaken, least, counts, number, options, path):
    def parts_of(outputs):
        if answer["command"] == "jacobian":
            return [[g for s in outputs for g in s[1]]]
        return [[h for row in s[2] for h in row] for s in outputs]

    parts = parts_of(exact)
    others = [parts_of(s) for s in shaken]
    values = answer["value"] if answer["command"] == "hessian" else [answer["value"]]
    def listed(name):
        whole = answer.get(name)
        return whole if answer["command"] == "hessian" else [whole]
    lists = [listed(n) for n in ("value", "error", "bound")]
    if len(values) != len(parts):
        counts["shape"] += 1
        return
    all_right = True
    for k, true in enumerate(parts):
        value, error, bound = (flat(l[k]) for l in lists)
        scale = max(abs(t) for t in true)
        for i, (v, e, b, t) in enumerate(zip(value, error, bound, true)):
            v = float("nan") if v is None else float(v)
            digits = 50 * max(abs(o[k][i] - t) for o in others) + mpf("1e-13") * scale + mpf("1e-40")
            if not mp.isfinite(digits) or isinstance(t, mp.mpc):
                # The double computation leaves the domain: it has no digits at all.
                counts["no digits"] += 1
                all_right = False
                continue
            wrong = not math.isfinite(v) or abs(mpf(v) - t) > digits + mpf("1e-300")
            all_right = all_right and not wrong
            if wrong and not options.fault:
                counts[f"{answer['command']}: number off by more than rounding"] += 1
                complain(options, path, number, answer, f"value {v} true {mp.nstr(t, 17)}")
            b, e = (float("inf") if u is None else float(u) for u in (b, e))
            if math.isfinite(b) and e <= b and abs(mpf(v) - t) > 2 * b + digits:
                counts[f"{answer['command']}: off by more than the bound"] += 1
    for word, count in answer["verdicts"].items():
        counts[f"{answer['command']}: {word}"] += count
    worst = answer["verdict"]
    if worst == "wrong" and all_right and not options.fault:
        counts[f"{answer['command']}: RIGHT NUMBERS CALLED WRONG"] += 1
        complain(options, path, number, answer, "wrong")
    if worst in ("not checkable", "no derivative here") and least > 1e-6:
        counts[f"{answer['command']}: {worst} without a reason"] += 1
        complain(options, path, number, answer, worst)
    if options.fault and worst == "agrees":
        off = max(
            abs(mpf(v if v is not None else mp.inf) - t) / max(max(abs(u) for u in true), mpf(10) ** -300)
            for k, true in enumerate(parts) for v, t in zip(flat(lists[0][k]), true))
        if off > 1e-4:
            counts[f"{answer['command']}: fault not found"] += 1


def complain(options, path, number, answer, words):
    print(f"network {number}: {answer['command']}: {words}", file=sys.stderr)
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
        with open(path) as source, open(os.path.join(options.keep, f"{number}.json"), "w") as copy:
            copy.write(source.read())


if __name__ == "__main__":
    main()

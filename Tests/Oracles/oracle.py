"""The mathematics of the round, told a second time: values, Jacobians and Hessians in float64.

A `Jet` is a vector that depends on the input x: its values v[k], its Jacobian J[k, i] = dv_k/dx_i and
its Hessian H[k, i, j]. Layers map jets to jets by the chain rule, exactly to second order and with
no step sizes. This file shares nothing with the program: it is what the program is compared with.
"""

import argparse
import json
import math
import pathlib

import numpy as np

POINTS = 2
NEAREST_KINK = 1e-3

# A point where inputs changed by this much change a derivative a hundredfold asks for more than float64 has.
ROUNDING = 1e-15


class Jet:
    """Values, first and second derivatives, and how far the nearest kink is."""

    def __init__(self, v, J, H, kink=math.inf):
        self.v, self.J, self.H, self.kink = v, J, H, kink

    @staticmethod
    def input(x):
        x = np.asarray(x, np.float64)
        n = len(x)
        return Jet(x, np.eye(n), np.zeros((n, n, n)))

    def constant(self, values):
        """A jet of the same input that does not depend on it."""
        v, d = np.asarray(values, np.float64).ravel(), self.J.shape[1]
        return Jet(v, np.zeros((len(v), d)), np.zeros((len(v), d, d)))

    def affine(self, W, b=0.0):
        """W v + b with W[out, in]."""
        W = np.asarray(W, np.float64)
        H = np.einsum("kp,pij->kij", W, self.H)
        return Jet(W @ self.v + np.asarray(b, np.float64), W @ self.J, H, self.kink)

    def scaled(self, factor, shift=0.0):
        """factor * v + shift, entry by entry."""
        a = np.broadcast_to(np.asarray(factor, np.float64), self.v.shape)
        return Jet(a * self.v + shift, a[:, None] * self.J, a[:, None, None] * self.H, self.kink)

    def taken(self, rows):
        return Jet(self.v[rows], self.J[rows], self.H[rows], self.kink)

    def __add__(self, other):
        kink = min(self.kink, other.kink)
        return Jet(self.v + other.v, self.J + other.J, self.H + other.H, kink)

    @staticmethod
    def joined(jets):
        parts = [np.concatenate([getattr(jet, part) for jet in jets]) for part in "vJH"]
        return Jet(*parts, min(jet.kink for jet in jets))

    def batch_normalized(self, gamma, beta, mean, variance, epsilon):
        factor = np.asarray(gamma, np.float64) / np.sqrt(np.asarray(variance, np.float64) + epsilon)
        return self.scaled(factor, np.asarray(beta, np.float64) - factor * np.asarray(mean, np.float64))

    def activated(self, name, *parameters):
        if name in COUPLED:
            v, P, Q = COUPLED[name](self.v)
            H = np.einsum("kp,pij->kij", P, self.H) + np.einsum("kpq,pi,qj->kij", Q, self.J, self.J)
            return Jet(v, P @ self.J, H, self.kink)
        function, kinks = ACTIVATIONS[name]
        v, first, second = (np.array(t) for t in zip(*(function(z, *parameters) for z in self.v.tolist())))
        H = second[:, None, None] * self.J[:, :, None] * self.J[:, None, :] + first[:, None, None] * self.H
        near = min((abs(z - k) for z in self.v for k in kinks(*parameters)), default=math.inf)
        return Jet(v, first[:, None] * self.J, H, min(self.kink, near))


# Each function gives (f, f', f'') at a number. Where a formula would lose digits it is arranged anew.


def sigmoid(z):
    s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
    e = math.exp(-abs(z))
    first = e / (1 + e) ** 2
    return s, first, -first * math.tanh(z / 2)


def tanh(z):
    first = 4 * sigmoid(2 * z)[1]
    return math.tanh(z), first, -2 * math.tanh(z) * first


def times(z, gate):
    """z g(z) from g, g' and g''."""
    g, first, second = gate
    return z * g, g + z * first, 2 * first + z * second


def inside(z, low, high):
    return (min(max(z, low), high), 1.0 if low < z < high else 0.0, 0.0)


def hardsigmoid(z, alpha=1 / 6, beta=0.5):
    y, slope, _ = inside(alpha * z + beta, 0, 1)
    return y, slope * alpha, 0.0


def elu(z, alpha=1.0):
    return (z, 1.0, 0.0) if z > 0 else (alpha * math.expm1(z), alpha * math.exp(z), alpha * math.exp(z))


def celu(z, alpha=1.0):
    e = math.exp(min(z, 0) / alpha)
    return (z, 1.0, 0.0) if z > 0 else (alpha * math.expm1(z / alpha), e, e / alpha)


def selu(z):
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return tuple(scale * t for t in elu(z, alpha))


def softplus(z, beta=1.0):
    s, first, _ = sigmoid(beta * z)
    return max(z, 0) + math.log1p(math.exp(-abs(beta * z))) / beta, s, beta * first


def softsign(z):
    a = 1 + abs(z)
    return z / a, 1 / a**2, math.copysign(2, -z) / a**3


def gelu(z):
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return times(z, (math.erfc(-z / math.sqrt(2)) / 2, density, -z * density))


def erf(z):
    first = 2 / math.sqrt(math.pi) * math.exp(-z * z)
    return math.erf(z), first, -2 * z * first


def gelutanh(z):
    c, k = math.sqrt(2 / math.pi), 0.044715
    u, du, ddu = c * (z + k * z**3), c * (1 + 3 * k * z * z), 6 * c * k * z
    s, first, second = sigmoid(2 * u)
    return times(z, (s, 2 * first * du, 4 * second * du**2 + 2 * first * ddu))


def mish(z):
    u, du, ddu = softplus(z)
    t, first, second = tanh(u)
    return times(z, (t, first * du, second * du**2 + first * ddu))


def hardswish(z):
    return (0.0, 0.0, 0.0) if z <= -3 else (z, 1.0, 0.0) if z >= 3 else (z * (z + 3) / 6, (2 * z + 3) / 6, 1 / 3)


def radbas(z):
    g = math.exp(-z * z)
    return g, -2 * z * g, (4 * z * z - 2) * g


def smooth(*_):
    return ()


def at_zero(*_):
    return (0.0,)


# The program's name of each activation: its function and where its kinks are.
ACTIVATIONS = {
    "purelin": (lambda z: (z, 1.0, 0.0), smooth),
    "tansig": (tanh, smooth),
    "logsig": (sigmoid, smooth),
    "poslin": (lambda z: inside(z, 0, math.inf), at_zero),
    "leakyrelu": (lambda z, a=0.01: (z, 1.0, 0.0) if z > 0 else (a * z, a, 0.0), at_zero),
    "elu": (elu, at_zero),
    "selu": (selu, at_zero),
    "celu": (celu, at_zero),
    "relu6": (lambda z: inside(z, 0, 6), lambda: (0.0, 6.0)),
    "softplus": (softplus, smooth),
    "softsign": (softsign, at_zero),
    "radbas": (radbas, smooth),
    "satlin": (lambda z: inside(z, 0, 1), lambda: (0.0, 1.0)),
    "satlins": (lambda z: inside(z, -1, 1), lambda: (-1.0, 1.0)),
    "clip": (inside, lambda low, high: (low, high)),
    "hardsigmoid": (hardsigmoid, lambda a=1 / 6, b=0.5: (-b / a, (1 - b) / a)),
    "hardswish": (hardswish, lambda: (-3.0, 3.0)),
    "gelu": (gelu, smooth),
    "gelutanh": (gelutanh, smooth),
    "swish": (lambda z: times(z, sigmoid(z)), smooth),
    "mish": (mish, smooth),
    "sin": (lambda z: (math.sin(z), math.cos(z), -math.sin(z)), smooth),
    "cos": (lambda z: (math.cos(z), -math.sin(z), -math.cos(z)), smooth),
    "exp": (lambda z: (math.exp(z),) * 3, smooth),
    "log": (lambda z: (math.log(z), 1 / z, -1 / z**2), at_zero),
    "sqrt": (lambda z: (math.sqrt(z), 0.5 / math.sqrt(z), -0.25 / z**1.5), at_zero),
    "square": (lambda z: (z * z, 2 * z, 2.0), smooth),
    "erf": (erf, smooth),
    "abs": (lambda z: (abs(z), math.copysign(1.0, z), 0.0), at_zero),
}


def softmax(z):
    p = np.exp(z - z.max())
    p /= p.sum()
    # E[k, a] = eye_ka - p_a, where 1 - p_k is the sum of the others, which keeps its digits next to p_k = 1.
    E = -np.repeat(p[None], len(p), 0)
    np.fill_diagonal(E, [np.delete(p, k).sum() for k in range(len(p))])
    P = p[:, None] * E
    # d2 p_k / dz_a dz_b = p_k (E_ka E_kb - P_ab)
    return p, P, p[:, None, None] * (E[:, :, None] * E[:, None, :] - P)


def logsoftmax(z):
    p, P, _ = softmax(z)
    v = z - z.max()
    return v - math.log(np.exp(v).sum()), P / p[:, None], np.repeat(-P[None], len(p), 0)


COUPLED = {"softmax": softmax, "logsoftmax": logsoftmax}


def steady(y, beside):
    pairs = [(getattr(y, part), getattr(beside, part)) for part in "vJH"]
    return all(np.abs(a - b).max() <= 100 * ROUNDING * np.abs(a).max() for a, b in pairs)


def references(forward, width, rng, library, scale=1.0, shift=0.0, accuracy=1e-13):
    """Two points away from the kinks; `library` gives the outputs of the library in float64.

    The inputs are normal numbers times `scale`, plus `shift`.
    """
    points = []
    for _ in range(100):
        x = np.round(rng.normal(size=width), 3) * scale + shift
        y = forward(Jet.input(x))
        if y.kink < NEAREST_KINK or not steady(y, forward(Jet.input(x * (1 + ROUNDING)))):
            continue
        theirs = np.asarray(library(x), np.float64).ravel()
        error = np.abs(theirs - y.v).max() / max(np.abs(y.v).max(), 1e-3)
        assert error <= accuracy, f"the library's own output differs by {error:.1e}"
        points.append({"input": x.tolist(), "output": y.v.tolist(), "jacobian": y.J.tolist(), "hessian": y.H.tolist()})
        if len(points) == POINTS:
            return points
    raise NoPoint("every point tried is next to a kink, or too steep")


class NoPoint(Exception):
    """A network that has no point to compare at."""


def rounds(options, dialects, begin):
    """Each dialect in turn until there are as many networks as asked; one without a point is drawn anew."""
    for index in range(options.count):
        for attempt in range(20):
            rng = np.random.default_rng([options.seed, index, attempt])
            try:
                dialects[index % len(dialects)](begin(rng, index))
                break
            except NoPoint as problem:
                print(f"{index}: {problem}")


class Folder:
    """Where a round puts its files, each with what is expected of it in FILE.json."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.mkdir(parents=True, exist_ok=True)

    def file(self, name):
        return str(self.path / name)

    def _tell(self, name, **facts):
        facts = {**{key: fact for key, fact in facts.items() if fact is not None}, "file": name}
        (self.path / f"{name}.json").write_text(json.dumps(facts) + "\n")

    def rename(self, old, new):
        """The file and what is told of it get another name."""
        facts = json.loads((self.path / f"{old}.json").read_text())
        (self.path / old).rename(self.path / new)
        (self.path / f"{old}.json").unlink()
        self._tell(new, **{**facts, "file": None})

    def expect(self, name, points, **facts):
        """`facts`: activations, options of load, inputs and outputs (names), library, note, tolerance."""
        self._tell(name, **facts, points=points)

    def refuse(self, name, reason, mentions=(), **facts):
        """The file is no network that can be read; the refusal mentions one of these words."""
        self._tell(name, **facts, refused=reason, mentions=list(mentions))


def arguments(what):
    parser = argparse.ArgumentParser(description=f"Writes networks with {what} and what they compute.")
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def widths(rng):
    """Of the inputs and 1 to 5 layers, 1 to 12 wide."""
    return [int(n) for n in rng.integers(1, 13, size=rng.integers(2, 7))]


def check():
    """J and H of every activation, alone and in a chain, beside central differences."""
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(4, 3)), rng.normal(size=4)
    parameters = {"clip": (-0.5, 0.7)}
    for name in [*ACTIVATIONS, *COUPLED]:
        positive = name in ("log", "sqrt")

        def forward(jet):
            z = jet.affine(W, b)
            z = z.activated("square").scaled(1, 0.5) if positive else z
            return z.activated(name, *parameters.get(name, ())).affine(W.T).activated("tansig")

        x = next(x for x in rng.normal(size=(1000, 3)) / 2 if forward(Jet.input(x)).kink > 1e-2)
        y, h = forward(Jet.input(x)), 1e-5
        ends = [(forward(Jet.input(x + h * e)), forward(Jet.input(x - h * e))) for e in np.eye(3)]
        for part, there in (("v", "J"), ("J", "H")):
            differences = [(getattr(a, part) - getattr(c, part)) / (2 * h) for a, c in ends]
            error = np.abs(np.stack(differences, -1) - getattr(y, there)).max()
            assert error < 1e-8 * (1 + np.abs(getattr(y, there)).max()), (name, there, error)
    print(f"{len(ACTIVATIONS) + len(COUPLED)} activations agree with differences")


if __name__ == "__main__":
    check()

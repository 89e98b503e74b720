"""Writes activations.tsv, the values that ActivationOracleTests compares with.

    python3 activations.py > activations.tsv        (mpmath 1.3; two minutes)

Every activation is written here from its definition. Its derivatives are mpmath's differences at
420 and more digits, so they share no formula with the program. A function of several pieces is
differentiated as the smooth function of the piece that x belongs to; a kink belongs to the outer
piece. Parameters and x are the exact doubles; constants of a definition (0.044715, sqrt(2/pi), the
two of selu) are the exact numbers.

Columns: name, parameters, x, then sigma, sigma', sigma'' each as the nearest double and what is
missing from it, then the scales of sigma' and sigma''. A scale is 0, or, only where the true value
is below 1/16 of it, the larger of the two terms of the product rule (x f)' = f + x f' or
(x f)'' = 2f' + x f'' that cancel at a zero in the open line.
"""

import math
import random

from mpmath import diff, erfc, exp, expm1, findroot, log, mp, mpf, pi, sqrt, tanh
from mpmath import cos, sin

mp.dps = 420
CANCELS_BELOW = mpf(1) / 16


def smooth(f):
    return lambda x, *parameters: f


def rectifier(right, left):
    return lambda x: right if x > 0 else left


def clamp(lower, upper, inside, below, above):
    return lambda x: below if x <= lower else above if x >= upper else inside


def logistic(x):
    return 1 / (1 + exp(-x))


def constant(c):
    return lambda x: mpf(c)


def identity(x):
    return x


def elu(a):
    return rectifier(identity, lambda x: mpf(a) * expm1(x))


def celu(a):
    return rectifier(identity, lambda x: mpf(a) * expm1(x / mpf(a)))


def leaky(a):
    return rectifier(identity, lambda x: mpf(a) * x)


SELU_SCALE = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")


def softplus(b):
    # Two ways of writing one smooth function: the one that keeps its digits at this x.
    b = mpf(b)
    return lambda x: (
        (lambda u: u + log(1 + exp(-b * u)) / b) if x > 0 else (lambda u: log(1 + exp(b * u)) / b)
    )


def softsign(x):
    if x == 0:
        return identity  # sigma' = 1 and, between the limits 2 and -2, sigma'' = 0
    return (lambda u: u / (1 + u)) if x > 0 else (lambda u: u / (1 - u))


def hardsigmoid(a, b):
    # The borders as the program has them, rounded to doubles.
    lower, upper = -b / a, (1 - b) / a
    return clamp(lower, upper, lambda x: mpf(a) * x + mpf(b), constant(0), constant(1))


# For a gate, x f(x): the factor f, for the scales.
def gelu_factor(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def gelutanh_factor(x):
    return logistic(2 * sqrt(2 / pi) * (x + mpf("0.044715") * x**3))


def mish_factor(x):
    return tanh(log(1 + exp(x)))


def gate(factor):
    return smooth(lambda x: x * factor(x))


GATES = {"swish": logistic, "gelu": gelu_factor, "gelutanh": gelutanh_factor, "mish": mish_factor}

# (name, parameters, x -> smooth function of the piece at x, kinks)
TABLE = [
    ("purelin", (), smooth(identity), []),
    ("tansig", (), smooth(tanh), []),
    ("logsig", (), smooth(logistic), []),
    ("posttansig", (), smooth(lambda x: 1 / (1 + exp(-2 * x)) - 1), []),
    ("softsign", (), softsign, [0.0]),
    ("softplus", (1.0,), softplus(1.0), []),
    ("softplus", (0.1,), softplus(0.1), []),
    ("softplus", (3.7,), softplus(3.7), []),
    ("poslin", (), rectifier(identity, constant(0)), [0.0]),
    ("leakyrelu", (0.01,), leaky(0.01), [0.0]),
    ("leakyrelu", (-0.3,), leaky(-0.3), [0.0]),
    ("elu", (1.0,), elu(1.0), [0.0]),
    ("elu", (0.3,), elu(0.3), [0.0]),
    (
        "selu",
        (),
        rectifier(lambda x: SELU_SCALE * x, lambda x: SELU_SCALE * SELU_ALPHA * expm1(x)),
        [0.0],
    ),
    ("celu", (1.0,), celu(1.0), [0.0]),
    ("celu", (0.3,), celu(0.3), [0.0]),
    ("celu", (7.1,), celu(7.1), [0.0]),
    ("relu6", (), clamp(0, 6, identity, constant(0), constant(6)), [0.0, 6.0]),
    ("satlin", (), clamp(0, 1, identity, constant(0), constant(1)), [0.0, 1.0]),
    ("satlins", (), clamp(-1, 1, identity, constant(-1), constant(1)), [-1.0, 1.0]),
    ("hardsigmoid", (1 / 6, 0.5), hardsigmoid(1 / 6, 0.5), [-3.0, 3.0]),
    ("hardsigmoid", (0.2, 0.5), hardsigmoid(0.2, 0.5), [-2.5, 2.5]),
    ("hardsigmoid", (0.37, 0.3), hardsigmoid(0.37, 0.3), [-0.3 / 0.37, 0.7 / 0.37]),
    (
        "hardswish",
        (),
        clamp(-3, 3, lambda x: x * (x + 3) / 6, constant(0), identity),
        [-3.0, 3.0],
    ),
    ("swish", (), gate(logistic), []),
    ("gelu", (), gate(gelu_factor), []),
    ("gelutanh", (), gate(gelutanh_factor), []),
    ("mish", (), gate(mish_factor), []),
    ("radbas", (), smooth(lambda x: exp(-x * x)), []),
    ("sin", (), smooth(sin), []),
    ("cos", (), smooth(cos), []),
    ("exp", (), smooth(exp), []),
    ("square", (), smooth(lambda x: x * x), []),
]


def around(x):
    """A point and its neighbours, from one ulp away to a tenth."""
    points = [x, math.nextafter(x, math.inf), math.nextafter(x, -math.inf)]
    for step in (1e-12, 1e-8, 1e-4, 1e-2, 0.03, 0.1):
        points += [x - step, x + step]
    return points


def common_grid():
    source = random.Random(20240607)
    points = [0.0]
    points += [s * 10.0 ** source.uniform(-k - 1, -k) for k in (0, 1, 2, 3, 5, 8, 12, 16, 40, 160, 299)
               for s in (1, -1)]
    points += [source.uniform(-2, 2) for _ in range(40)]
    points += [source.uniform(-10, 10) for _ in range(50)]
    points += [source.uniform(-40, 40) for _ in range(40)]
    points += [source.uniform(-700, 700) for _ in range(24)]
    points += [700.0, -700.0, 1.0, -1.0, 19.5, -19.5, 36.8, -37.4]
    return points


def zeros(piece, order, kinks):
    """The zeros of a derivative strictly inside smooth parts of [-6, 6], as doubles."""
    grid = [-6 + k / 8 + 0.0123 for k in range(97)]
    values = [diff(piece(x), mpf(x), order) for x in grid]
    found = []
    with mp.workdps(30):
        for x, y, f, g in zip(grid, grid[1:], values, values[1:]):
            if f * g < 0 and not any(x <= kink <= y for kink in kinks):
                root = findroot(lambda u: diff(piece(x), u, order), (x, y), solver="illinois", tol=1e-20)
                found.append(float(root))
    return found


def scale(name, x, order, true):
    if name not in GATES:
        return mpf(0)
    f = GATES[name]
    terms = [order * (diff(f, x) if order == 2 else f(x)), x * diff(f, x, order)]
    largest = max(abs(term) for term in terms)
    return largest if abs(true) < CANCELS_BELOW * largest else mpf(0)


def split(value):
    nearest = float(value)
    return f"{nearest!r}\t{float(value - mpf(nearest)):.4g}"


print("name\tparameters\tx\tvalue\tvalue.low\tfirst\tfirst.low\tsecond\tsecond.low"
      "\tfirst.scale\tsecond.scale")
for name, parameters, piece, kinks in TABLE:
    points = set(common_grid())
    for point in kinks:
        points.update(around(point))
    for order in (1, 2):
        for zero in zeros(piece, order, kinks):
            points.update(around(zero))
    for x in sorted(points):
        exact, f = mpf(x), piece(x)
        true = [f(exact), diff(f, exact), diff(f, exact, 2)]
        scales = [scale(name, exact, order, true[order]) for order in (1, 2)]
        print(name, ",".join(map(repr, parameters)), repr(x), *map(split, true),
              *(f"{float(s):.6g}" for s in scales), sep="\t")

"""Prints the polynomials of Sources/CKernels/activations (exponential.h, logarithm.h, trigonometry.h).

Each is a Chebyshev interpolant over the range that is left after the reduction of the argument, in
ascending powers; the error is that of the function, relatively, in units of 2^-53.

    python3 vector_kernels.py
"""

from mpmath import atanh, chebyfit, cos, expm1, log, mp, mpf, nstr, pi, sin, sqrt

mp.dps = 60


def exponential(r):
    """(e^r - 1 - r)/r^2."""
    return (expm1(r) - r) / r**2 if abs(r) > mpf(10) ** -15 else mpf(1) / 2 + r / 6


def logarithm(w):
    """(ln((1 + s)/(1 - s)) - 2s)/s^3 with w = s^2."""
    s = sqrt(w)
    return (2 * atanh(s) / s - 2) / w if w > mpf(10) ** -20 else mpf(2) / 3 + 2 * w / 5


def sine(w):
    """(sin(r) - r)/r^3 with w = r^2."""
    r = sqrt(w)
    return (sin(r) / r - 1) / w if w > mpf(10) ** -20 else -mpf(1) / 6 + w / 120


def cosine(w):
    """(cos(r) - 1 + r^2/2)/r^4 with w = r^2."""
    return (cos(sqrt(w)) - 1 + w / 2) / w**2 if w > mpf(10) ** -12 else mpf(1) / 24 - w / 720


def show(function, low, high, count, weight):
    coefficients = [float(c) for c in chebyfit(function, [low, high], count)][::-1]
    points = [low + (high - low) * (mpf(i) + mpf(1) / 3) / 1000 for i in range(1000)]
    error = max(
        abs((sum(mpf(c) * x**k for k, c in enumerate(coefficients)) - function(x)) * weight(x))
        for x in points
    )
    print(f"// {function.__doc__} for {nstr(low, 4)} to {nstr(high, 4)}:", nstr(error * 2**53, 2))
    print("".join(f"    {c!r},\n" for c in coefficients))


# The ranges are a little wider than the reductions leave, whose quotients are rounded.
half_step = log(2) / 2 * mpf("1.0005")
show(exponential, -half_step, half_step, 11, lambda r: r**2 / expm1(r))
show(logarithm, mpf(0), mpf("0.0401"), 8, lambda w: w / 2)
show(sine, mpf(0), (pi / 4) ** 2 * mpf("1.001"), 7, lambda w: w)
show(cosine, mpf(0), (pi / 4) ** 2 * mpf("1.001"), 6, lambda w: w**2)

"""Prints the coefficients of NormalTail.swift and gelu.h.

g(t) = (1 + a) W(a), with W(a) = exp(a^2/2) Phi(-a) and t = (a - 5)/(a + 5), is smooth on [-1, 1],
the image of 0 <= a <= infinity. Its Chebyshev interpolant is cut after degree 24, where the terms
fall below 2e-17, and written in powers of t.
"""

from mpmath import cos, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 40
CENTRE, DEGREE, NODES = 5, 24, 64


def g(t):
    a = CENTRE * (1 + t) / (1 - t)
    if a < 200:
        return (1 + a) * exp(a * a / 2) * erfc(a / sqrt(2)) / 2
    # The asymptotic series of Mills' ratio, far below 1e-40 from a = 200 on.
    total, term = mpf(0), mpf(1)
    for n in range(16):
        total, term = total + term, -term * (2 * n + 1) / (a * a)
    return (1 + a) / a * total / sqrt(2 * pi)


angles = [pi * (k + mpf(1) / 2) / NODES for k in range(NODES)]
values = [g(cos(angle)) for angle in angles]
previous, polynomial = [mpf(1)], [mpf(0), mpf(1)]  # Chebyshev T_0 and T_1 in powers of t
result = [sum(values) / NODES] + [mpf(0)] * DEGREE
for j in range(1, DEGREE + 1):
    weight = 2 * sum(v * cos(j * angle) for v, angle in zip(values, angles)) / NODES
    for power, coefficient in enumerate(polynomial):
        result[power] += weight * coefficient
    doubled = [mpf(0)] + [2 * coefficient for coefficient in polynomial]
    for power, coefficient in enumerate(previous):
        doubled[power] -= coefficient
    previous, polynomial = polynomial, doubled

print(float(result[0]), float(result[0] - mpf(float(result[0]))), "(high and low part)")
for coefficient in result[1:]:
    print(float(coefficient))

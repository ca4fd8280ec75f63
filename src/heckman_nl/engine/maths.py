"""Small mathematical functions for compiled code."""

import math

from .jit import compiled

SQRT_HALF = math.sqrt(0.5)
LOGISTIC = (16.0 * math.sqrt(3.0) / (15.0 * math.pi)) ** 2  # 0.346: of a logistic function in units of a normal


@compiled
def expit(x):
    """Logistic function 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def occurs(u, x):
    """u < expit(x), without the exponential where a bound tells already: expit(-2) > 0.1192, expit(2) < 0.8808."""
    if x < -2.0 and u >= 0.1193:
        return False
    if x > 2.0 and u < 0.8807:
        return True
    return u < expit(x)


@compiled
def odds_times(chance, shift):
    """A chance whose odds are multiplied by exp(shift)."""
    if shift == 0.0 or chance <= 0.0 or chance >= 1.0:
        return chance
    return expit(math.log(chance / (1.0 - chance)) + shift)


@compiled
def steeper(spread):
    """By how much causes count more for one person than over all, where a normal trait spreads the log odds.

    The mean of a logistic function over a normal of spread t is nearly a logistic function of the log odds divided by
    sqrt(1 + 0.346 t^2) (Zeger, Liang and Albert 1988).
    """
    return math.sqrt(1.0 + LOGISTIC * spread**2)


@compiled
def normal_probability(x):
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x * SQRT_HALF)


# Wichura 1988, algorithm AS 241, PPND16: numerator and denominator in the middle, the tails and the far tails
MIDDLE_ABOVE = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
MIDDLE_BELOW = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
TAIL_ABOVE = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
TAIL_BELOW = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
)  # fmt: skip
FAR_ABOVE = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
FAR_BELOW = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
)  # fmt: skip


@compiled
def polynomial(x, c):
    """Polynomial of degree 7 in `x`; the highest power comes first. Estrin's scheme: its parts do not wait for each other."""
    x2 = x * x
    upper = (c[0] * x + c[1]) * x2 + (c[2] * x + c[3])
    lower = (c[4] * x + c[5]) * x2 + (c[6] * x + c[7])
    return upper * (x2 * x2) + lower


@compiled
def normal_quantile(u):
    """Inverse of the standard normal distribution function (Wichura 1988, AS 241, PPND16; relative error 1e-16).

    `u` must lie strictly between 0 and 1.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * polynomial(r, MIDDLE_ABOVE) / polynomial(r, MIDDLE_BELOW)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(tail))
    if r <= 5.0:
        r -= 1.6
        z = polynomial(r, TAIL_ABOVE) / polynomial(r, TAIL_BELOW)
    else:
        r -= 5.0
        z = polynomial(r, FAR_ABOVE) / polynomial(r, FAR_BELOW)
    return -z if q < 0.0 else z


@compiled
def log_ces(log_inputs, shares, phi):
    """Logarithm of a CES aggregate, (1/phi) log sum share * exp(phi * x).

    `log_inputs` and `shares` are arrays of one length. phi -> 0 gives the Cobb-Douglas mean. Near zero the sum is
    taken as a deviation from one (expm1, log1p), else the largest exponent is taken out, so that neither small phi
    nor large inputs cost digits.
    """
    top, total = 0.0, 0.0
    for k in range(len(log_inputs)):
        total += shares[k]
        if shares[k] > 0.0:
            top = max(top, abs(phi * log_inputs[k]))
    if top < 0.5:
        excess = 0.0 if abs(total - 1.0) < 1e-12 else total - 1.0
        mean, deviation = 0.0, excess
        for k in range(len(log_inputs)):
            if shares[k] > 0.0:
                mean += shares[k] * log_inputs[k]
                deviation += shares[k] * math.expm1(phi * log_inputs[k])
        if abs(phi) < 1e-300:  # phi x underflows
            return mean if excess == 0.0 else math.copysign(math.inf, excess)
        return math.log1p(deviation) / phi
    top = -math.inf
    for k in range(len(log_inputs)):
        if shares[k] > 0.0:
            top = max(top, phi * log_inputs[k])
    total = 0.0
    for k in range(len(log_inputs)):
        if shares[k] > 0.0:
            total += shares[k] * math.exp(phi * log_inputs[k] - top)
    return (top + math.log(total)) / phi


@compiled
def interpolate(table, position):
    """Linear interpolation in an evenly spaced `table` (1-d) at `position` (0 = first entry); flat beyond the ends."""
    if position <= 0.0:
        return table[0]
    last = table.shape[0] - 1
    if position >= last:
        return table[last]
    k = int(position)
    return table[k] + (position - k) * (table[k + 1] - table[k])

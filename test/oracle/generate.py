"""Writes the oracle tables that the tests of src/stats read: values from scipy, statsmodels, R and exact arithmetic.

    apt-get install --no-install-recommends python3-scipy python3-statsmodels r-base-core r-cran-rpact
    python3 test/oracle/generate.py

It writes r.json, tests.json and sequential.json, in about a minute of one core. Nothing here shares a formula with src/stats where another way to the same number exists: tails are sums of exact fractions,
Tango's statistic solves the constrained likelihood equation numerically, sign flips are enumerated in rational arithmetic,
group-sequential bounds come from another quadrature on another scale.
"""

import hashlib
import itertools
import json
import math
import pathlib
import platform
import random
import subprocess
from fractions import Fraction

import numpy
import scipy
import scipy.optimize
import scipy.stats
import statsmodels
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep

from enumeration import exact_boundary_tables, fisher_tables, marking_tables, pass_power_tables, path_statistic_tables, tarone_tables
from group_sequential import group_sequential_tables

SEED = 20240501
FOLDER = pathlib.Path(__file__).parent


def write(name, tables, versions={}):
    provenance = {
        'generator': 'test/oracle/generate.py',
        'seed': SEED,
        'python': platform.python_version(),
        'scipy': scipy.__version__,
        'statsmodels': statsmodels.__version__,
        'numpy': numpy.__version__,
        **versions,
    }
    lines = [f'  {json.dumps(key)}: {one_per_line(value)}' for key, value in {'provenance': provenance, **tables}.items()]
    (FOLDER / f'{name}.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')


def one_per_line(value):
    if not isinstance(value, list):
        return json.dumps(value)
    return '[\n' + ',\n'.join('    ' + json.dumps(item) for item in value) + '\n  ]'


# --- distributions, intervals of one rate, Fisher, families: R ---------------------------------------------------------------------


def from_r():
    output = subprocess.run(['Rscript', FOLDER / 'generate.R'], check=True, capture_output=True, text=True).stdout
    tables = json.loads(output)
    agree_with_scipy(tables)
    return tables


def agree_with_scipy(tables):
    """Two independent libraries must agree before a value becomes an oracle."""
    checks = [
        (tables['normal'], lambda z: scipy.stats.norm.cdf(z)),
        (tables['normalQuantile'], lambda p: scipy.stats.norm.ppf(p)),
        (tables['student'], lambda t, df: scipy.stats.t.cdf(t, df)),
        (tables['logGamma'], lambda x: scipy.special.gammaln(x)),
    ]
    for rows, function in checks:
        for *arguments, value in rows:
            expected = function(*arguments)
            assert math.isclose(expected, value, rel_tol=1e-9, abs_tol=1e-15), (arguments, value, expected)
    # scipy 1.10 has t quantiles to eight digits only (at .05 and 31 degrees its own cdf says so); its cdf is the judge instead.
    for p, df, value in tables['studentQuantile']:
        assert math.isclose(scipy.stats.t.cdf(value, df), p, rel_tol=1e-9), (p, df, value)


# --- exact binomial tails and McNemar ---------------------------------------------------------------------------------------------------


def exact_binomial():
    rows = []
    for n, p in [(1, Fraction(1, 2)), (9, Fraction(1, 2)), (30, Fraction(19, 20)), (200, Fraction(1, 2)), (1000, Fraction(1, 50))]:
        pmf = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
        for k in sorted({0, 1, n // 10, n // 2, (3 * n) // 4, n - 1, n}):
            rows.append([k, n, float(p), float(sum(pmf[k:])), float(sum(pmf[: k + 1]))])
    return rows


def mcnemar_tables():
    rows = []
    for losses, gains in [(0, 0), (1, 0), (0, 4), (7, 1), (1, 7), (5, 5), (16, 6), (60, 41), (300, 290)]:
        m = losses + gains
        pmf = [Fraction(math.comb(m, k), 2**m) for k in range(m + 1)]
        two_sided = mcnemar([[0, losses], [gains, 0]], exact=True).pvalue if m else 1.0
        fewer = min(losses, gains)
        mid = 2 * (sum(pmf[:fewer]) + pmf[fewer] / 2)
        rows.append({'losses': losses, 'gains': gains, 'worse': float(sum(pmf[losses:])), 'twoSided': min(1.0, two_sided), 'midP': float(min(1, mid))})
    return rows


# --- Tango ---------------------------------------------------------------------------------------------------------------------------------


def tango_z(b, c, n, theta):
    return (b - c - n * theta) / math.sqrt(n * tango_variance(b, c, n, theta))


def tango_variance(b, c, n, theta):
    """Variance of one difference, the constrained loss probability found as a root of the derivative of the log-likelihood."""
    # loss = max(0, -theta) + u, gain = max(0, theta) + u, tie = width - 2u for u in [0, width / 2].
    width = 1 - abs(theta)

    def slope(u):
        gain, loss, tie = max(0.0, theta) + u, max(0.0, -theta) + u, width - 2 * u
        return (b / gain if b else 0) + (c / loss if c else 0) - (2 * (n - b - c) / tie if n > b + c else 0)

    tiny = width * 1e-14
    if slope(tiny) <= 0:
        u = 0.0
    elif n == b + c:
        u = width / 2
    else:
        u = scipy.optimize.brentq(slope, tiny, width / 2 - tiny, xtol=1e-18, rtol=1e-14)
    gain, loss = max(0.0, theta) + u, max(0.0, -theta) + u
    return gain + loss - theta**2


def tango_tables():
    z = scipy.stats.norm.ppf(0.975)
    scores, intervals = [], []
    for b, c, n in [(6, 16, 161), (0, 0, 30), (0, 0, 1), (3, 0, 20), (0, 5, 20), (12, 9, 44), (1, 1, 500), (70, 90, 305), (10, 2, 12), (0, 4, 4)]:
        for theta in [-0.3, -0.1, -0.02, 0.05, 0.4]:
            if (b - c) / n != theta:
                scores.append([b, c, n, theta, tango_z(b, c, n, theta)])
        estimate = (b - c) / n
        low = -1.0 if estimate == -1 else scipy.optimize.brentq(lambda t: tango_z(b, c, n, t) - z, -1 + 1e-6, estimate - 1e-9, xtol=1e-14)
        high = 1.0 if estimate == 1 else scipy.optimize.brentq(lambda t: tango_z(b, c, n, t) + z, estimate + 1e-9, 1 - 1e-6, xtol=1e-14)
        intervals.append([b, c, n, low, high])
    return scores, intervals


def extreme_tango_tables():
    """One pair, no tie, thousands of ties, one pair discordant among thousands, hypotheses near ±1 and near 0, far quantiles."""
    tables = [(1, 0, 1), (0, 1, 1), (1, 1, 2), (2, 0, 2), (40, 0, 40), (0, 40, 40), (20, 20, 40), (0, 0, 5000), (1, 0, 5000), (0, 3, 5000), (2500, 2400, 5000), (0, 199, 200)]
    scores, intervals = [], []
    for b, c, n in tables:
        for theta in [-0.99, -0.5, -0.001, 0.0001, 0.3, 0.97]:
            scores.append([b, c, n, theta, tango_z(b, c, n, theta)])
        estimate = (b - c) / n
        for z in [1.2815515655446004, 3.5]:
            low = -1.0 if estimate == -1 else scipy.optimize.brentq(lambda t: tango_z(b, c, n, t) - z, -1 + 1e-9, estimate - 1e-12, xtol=1e-15)
            high = 1.0 if estimate == 1 else scipy.optimize.brentq(lambda t: tango_z(b, c, n, t) + z, estimate + 1e-12, 1 - 1e-9, xtol=1e-15)
            intervals.append([b, c, n, z, low, high])
    return scores, intervals


def non_inferiority_tables(rng):
    """The deviate against a drop of the margin by the words of its definition, by hand."""
    rows = []
    shapes = [
        ('pass', [3] * 12, None),
        ('graded', [2] * 20, None),
        ('graded', [1] * 60, None),
        ('small', [4] * 15, None),
        ('tied', [1] * 22, None),
        ('pass', [2, 20] * 5, None),
        ('graded', [1, 5, 3, 9], [20, 1, 1, 1]),
        ('pass', [6] * 8, [1, 20] * 4),
    ]
    steps = {'pass': [-1, 0, 0, 0, 0, 1], 'graded': [-1, -0.5, -0.25, 0, 0, 0, 0.25, 0.5], 'small': [-0.1, 0, 0, 0, 0.1], 'tied': [0]}
    for kind, counts, weights in shapes:
        by_case = [[rng.choice(steps[kind]) for _ in range(count)] for count in counts]
        for margin in [0.02, 0.1, 0.25]:
            by_weight = weights or [1] * len(counts)
            pooled = len({count / weight for count, weight in zip(counts, by_weight)}) == 1
            z = pooled_deviate(by_case, margin) if pooled else stratified_deviate(by_case, by_weight, margin)
            rows.append({'differences': by_case, 'weights': by_weight, 'margin': margin, 'z': z})
    return rows


def pooled_deviate(by_case, margin):
    d = numpy.concatenate(by_case)
    n, step = len(d), math.sqrt((numpy.sum(d**4) + 1) / (numpy.sum(d**2) + 1))
    step = min(1, max(0.5, step, 2 * margin))
    total = numpy.sum(d) / step
    # No trinomial has a mean beyond its mean square.
    squares = max(numpy.sum(d**2) / step**2, abs(total))
    score = tango_z((squares + total) / 2, (squares - total) / 2, n, -margin / step)
    losses = math.ceil(max(0, -numpy.sum(d)) - 1e-9)
    return float(min(score, -scipy.stats.norm.ppf(scipy.stats.binom.cdf(losses, n, margin))))


def stratified_deviate(by_case, weights, margin):
    shares, counts = numpy.array(weights) / sum(weights), numpy.array([len(d) for d in by_case])
    means, squares = numpy.array([numpy.mean(d) for d in by_case]), numpy.array([numpy.mean(numpy.square(d)) for d in by_case])
    mean, square = float(shares @ means), float(shares @ squares)
    square = max(square, abs(mean))
    assert counts @ squares >= 1
    pooled = tango_variance((square + mean) / 2, (square - mean) / 2, 1, -margin)
    # Each case's own variance, drawn towards the pooled one as if it had three pairs more.
    variances = (counts * (squares - means**2) + 3 * pooled) / (counts - 1 + 3)
    deviate = float((mean + margin) / math.sqrt(numpy.sum(shares**2 * variances / counts)))
    # So few net losses must be improbable too, among as many pairs of equal weight as would be as precise.
    effective = math.floor(1 / float(numpy.sum(shares**2 / counts)) + 1e-9)
    losses = math.ceil(max(0.0, -mean * effective) - 1e-9)
    few = -float(scipy.stats.norm.ppf(scipy.stats.binom.cdf(losses, effective, margin)))
    # JSON has no infinity: null where so few losses are certain.
    return min(deviate, few) if math.isfinite(few) else None


# --- two independent rates -----------------------------------------------------------------------------------------------------------------


def newcombe_tables():
    rows = []
    for head, n_head, base, n_base in [(56, 70, 48, 80), (9, 10, 3, 10), (0, 12, 5, 9), (10, 10, 20, 20), (300, 700, 310, 650)]:
        low, high = confint_proportions_2indep(head, n_head, base, n_base, method='newcomb', compare='diff', alpha=0.05)
        rows.append([base, n_base, head, n_head, float(low), float(high)])
    return rows


def newcombe_level_tables():
    rows = []
    for base, n_base, head, n_head in [(0, 1, 1, 1), (0, 10, 0, 10), (10, 10, 10, 10), (3000, 3000, 2990, 3000), (1, 30, 7, 9)]:
        for level in [0.2, 0.01]:
            low, high = confint_proportions_2indep(head, n_head, base, n_base, method='newcomb', compare='diff', alpha=level)
            rows.append([base, n_base, head, n_head, level / 2, max(-1.0, float(low)), min(1.0, float(high))])
    return rows


# --- sign flips by full enumeration in exact arithmetic ------------------------------------------------------------------------------------


def sign_flip_tables(rng):
    """Pass/fail, quarters, everything tied in size, everything tied, steps whose sums are not exact in binary; none, one and many pairs."""
    tenths = [Fraction(step, 10) for step in (-10, -7, -3, -1, 0, 1, 3, 7)]
    quarters = [Fraction(step, 4) for step in (-4, -3, -2, -1, -1, 0, 1, 2)]
    thirds = [Fraction(-1, 3), 0, Fraction(1, 7), -1]
    shapes = [(0, [1]), (1, [-1]), (1, [1]), (6, [0]), (6, [-1, 0, 1]), (12, [-1, 0, 1]), (13, [-1, -1, 0, 1]), (9, quarters), (12, quarters), (10, [Fraction(-1, 3), Fraction(1, 3)]), (11, tenths), (13, tenths), (10, thirds), (13, thirds)]
    rows = []
    for pairs, steps in shapes:
        differences = [Fraction(rng.choice(steps)) for _ in range(pairs)]
        sums = [sum((sign * one for sign, one in zip(signs, differences)), Fraction(0)) for signs in itertools.product([1, -1], repeat=pairs)]
        p = Fraction(sum(one <= sums[0] for one in sums), len(sums))
        rows.append({'differences': [float(one) for one in differences], 'p': float(p), 'estimate': float(sums[0] / max(1, pairs))})
    return rows


# --- numerical optima ----------------------------------------------------------------------------------------------------------------------


def no_discordance_tables():
    rows = []
    for counts, weights, margin in [([3, 3, 3], [1, 1, 1], 0.1), ([1, 10], [1, 1], 0.1), ([2, 4, 9, 1], [3, 1, 1, 0.2], 0.05), ([5, 5], [10, 1], 0.2), ([1, 2, 30], [1, 1, 2], 0.3)]:
        share = numpy.array(weights) / sum(weights)
        n = numpy.array(counts, dtype=float)
        best = scipy.optimize.minimize(
            lambda d: -numpy.sum(n * numpy.log1p(-d)),
            numpy.full(len(n), margin),
            jac=lambda d: n / (1 - d),
            bounds=[(0, 0.999999)] * len(n),
            constraints={'type': 'eq', 'fun': lambda d: share @ d - margin, 'jac': lambda d: share},
            options={'ftol': 1e-15, 'maxiter': 1000},
        )
        assert best.success, best
        rows.append({'counts': counts, 'weights': list(share), 'margin': margin, 'probability': math.exp(-best.fun)})
    return rows


def chernoff_tables():
    """Two groups of trials: the largest moment generating function over a line of means, minimised over the tilt, on nested searches."""
    rows = []
    for (n1, w1), (n2, w2), mean, limit in [((10, 0.5), (10, 0.5), 0.7, 0.9), ((4, 0.5), (20, 0.5), 0.6, 0.8), ((30, 0.9), (3, 0.1), 0.85, 0.95), ((5, 0.2), (8, 0.8), 0, 0.3)]:
        a1, a2 = w1 / n1, w2 / n2

        def exponent(tilt):
            c1, c2 = -math.expm1(-tilt * a1), -math.expm1(-tilt * a2)

            def moment(m1):
                m2 = (limit - w1 * m1) / w2
                return -(n1 * math.log(max(1e-300, 1 - m1 * c1)) + n2 * math.log(max(1e-300, 1 - m2 * c2)))

            low, high = max(0.0, (limit - w2) / w1), min(1.0, limit / w1)
            inner = scipy.optimize.minimize_scalar(moment, bounds=(low, high), method='bounded', options={'xatol': 1e-13})
            return tilt * mean - min(inner.fun, moment(low), moment(high))

        outer = scipy.optimize.minimize_scalar(exponent, bounds=(0, 30 / min(a1, a2)), method='bounded', options={'xatol': 1e-10})
        rows.append({'counts': [n1, n2], 'weights': [w1, w2], 'mean': mean, 'limit': limit, 'p': math.exp(outer.fun)})
    return rows


def population_tables(rng):
    rows = []
    for n in [1, 2, 5, 30]:
        values = [rng.choice([-1, -0.5, 0, 0, 0, 0.25, 1]) for _ in range(n)]
        estimate = sum(values) / n
        padded = numpy.array(values + [estimate - 1, estimate + 1])
        # By the cdf: see agree_with_scipy about the quantiles.
        quantile = scipy.optimize.brentq(lambda t: scipy.stats.t.cdf(t, len(padded) - 1) - 0.95, 0, 20, xtol=1e-14)
        half = quantile * scipy.stats.sem(padded)
        rows.append({'means': values, 'alpha': 0.05, 'low': max(-1.0, float(padded.mean() - half)), 'high': min(1.0, float(padded.mean() + half))})
    return rows


def log_ratio_tables(rng):
    """One pair a case: Student's t on the logarithms with two pseudo-pairs at ±ln 2 about their mean, whose spread alone they widen."""
    rows = []
    for n in [1, 2, 7, 40]:
        base, head = ([round(math.exp(rng.gauss(mean, 0.8)), 3) for _ in range(n)] for mean in (3, 3.2))
        logs = numpy.log(head) - numpy.log(base)
        padded = [*logs, logs.mean() - math.log(2), logs.mean() + math.log(2)]
        error, freedom = math.sqrt(numpy.var(padded, ddof=1) / n), n + 1
        above = {limit: float(scipy.stats.t.cdf((math.log(limit) - logs.mean()) / error, freedom)) for limit in (1, 1.25, 3)}
        rows.append({'base': base, 'head': head, 'estimate': math.exp(logs.mean()), 'pAbove': [[limit, p] for limit, p in above.items()]})
    return rows


# --- random numbers ------------------------------------------------------------------------------------------------------------------------


def xoshiro128(seed, count):
    digest = hashlib.sha256(seed.encode()).digest()
    state = [int.from_bytes(digest[4 * i : 4 * i + 4], 'little') for i in range(4)]

    def rotate(x, k):
        return ((x << k) | (x >> (32 - k))) % 2**32

    outputs = []
    for _ in range(count):
        outputs.append(rotate(state[1] * 5 % 2**32, 7) * 9 % 2**32)
        shifted = (state[1] << 9) % 2**32
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 11)
    return outputs


def main():
    rng = random.Random(SEED)
    write('r', from_r())
    scores, intervals = tango_tables()
    extreme_scores, extreme_intervals = extreme_tango_tables()
    write(
        'tests',
        {
            'binomial': exact_binomial(),
            'mcnemar': mcnemar_tables(),
            'tangoScores': scores,
            'tangoIntervals': intervals,
            'newcombe': newcombe_tables(),
            'signFlips': sign_flip_tables(rng),
            'noDiscordance': no_discordance_tables(),
            'chernoff': chernoff_tables(),
            'population': population_tables(rng),
            'random': [{'seed': seed, 'bits': xoshiro128(seed, 8)} for seed in ['', 'noisefloor', 'naïve ☕/flips']],
            'extremeTangoScores': extreme_scores,
            'extremeTangoIntervals': extreme_intervals,
            'nonInferiority': non_inferiority_tables(rng),
            'newcombeLevels': newcombe_level_tables(),
            'logRatio': log_ratio_tables(rng),
            'fisher': fisher_tables(),
            'passPower': pass_power_tables(),
            'tarone': tarone_tables(),
        },
    )
    versions, sequential = group_sequential_tables()
    write(
        'sequential',
        {
            **sequential,
            'exactBoundary': exact_boundary_tables(),
            'marking': marking_tables(rng),
            'pathStatistics': path_statistic_tables(rng),
        },
        versions,
    )


if __name__ == '__main__':
    main()

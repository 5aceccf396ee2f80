"""Group-sequential boundaries without the grid of src/stats: Gauss–Legendre panels on the scale of the Brownian motion.

The integration must agree with rpact on designs of few looks, and with the joint normal distribution of all looks as scipy integrates it.
Halving the panels changes no bound by more than 10⁻¹³.
"""

import json
import math
import pathlib
import subprocess

import numpy
import scipy.optimize
import scipy.stats

FOLDER = pathlib.Path(__file__).parent
NODES, WEIGHTS = numpy.polynomial.legendre.leggauss(12)


def panels(low, high, width):
    """Nodes and weights of a quadrature on [low, high] by panels no wider than `width`."""
    edges = numpy.linspace(low, high, max(1, math.ceil((high - low) / width)) + 1)
    centres, halves = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
    return (centres[:, None] + halves[:, None] * NODES).ravel(), (halves[:, None] * WEIGHTS).ravel()


class Motion:
    """Brownian motion S(I) on the paths that stayed below (or within) all limits so far."""

    def __init__(self, information):
        self.information = [0.0, *information]
        self.look = 0
        self.nodes, self.mass = numpy.zeros(1), numpy.ones(1)

    def step(self):
        return math.sqrt(self.information[self.look + 1] - self.information[self.look])

    def crossing(self, z):
        """Probability of S ≥ z √I at the next look on the paths that are left."""
        limit = z * math.sqrt(self.information[self.look + 1])
        return float(self.mass @ scipy.stats.norm.sf((limit - self.nodes) / self.step()))

    def advance(self, z, two_sided=False):
        step, scale = self.step(), math.sqrt(self.information[self.look + 1])
        self.look += 1
        following = self.step() if self.look + 1 < len(self.information) else step
        high = min(z, 9.5) * scale
        nodes, weights = panels(-high if two_sided else -9.5 * scale, high, min(step, following))
        density = scipy.stats.norm.pdf((nodes[:, None] - self.nodes[None, :]) / step) @ self.mass / step
        self.nodes, self.mass = nodes, weights * density


def bounds_for(information, spent):
    motion, bounds, total = Motion(information), [], 0.0
    for target in spent:
        increment = target - total
        # What can hardly be told from nothing is not spent.
        bound = math.inf if increment < 1e-10 else scipy.optimize.brentq(lambda z: motion.crossing(z) / increment - 1, -3, 9, xtol=1e-13)
        motion.advance(bound)
        bounds.append(bound)
        total = target
    return bounds


def spending(name, rho, level, t):
    if name == 'kim-demets':
        return level * t**rho
    if name == 'obrien-fleming':
        return 2 * scipy.stats.norm.sf(scipy.stats.norm.isf(level / 2) / math.sqrt(t))
    return level * math.log1p((math.e - 1) * t)


def one_sided_share(count, constant):
    """What each side of Pocock's constant two-sided bounds spends, the other side left aside."""
    motion, spent, total = Motion(range(1, count + 1)), [], 0.0
    for _ in range(count):
        total += motion.crossing(constant)
        spent.append(total)
        motion.advance(constant)
    return spent


def two_sided_size(count, constant):
    motion, total = Motion(range(1, count + 1)), 0.0
    for _ in range(count):
        total += 2 * motion.crossing(constant)
        motion.advance(constant, two_sided=True)
    return total


def reached(bounds, information):
    """Probability of reaching a bound at some look, from the joint normal distribution of all looks."""
    earlier, later = numpy.minimum.outer(information, information), numpy.maximum.outer(information, information)
    numpy.random.seed(20240501)
    inside = scipy.stats.multivariate_normal.cdf(bounds, cov=numpy.sqrt(earlier / later), maxpts=2_000_000, abseps=1e-6, releps=1e-6)
    return 1 - inside


# Shares of the horizon at which looks are made, beside those that rpact can judge.
DESIGNS = {
    'one look': [1],
    'two close looks': [0.5, 0.53, 0.9, 1],
    'twenty looks': [look / 20 for look in range(1, 21)],
    'looks as they come': [pairs / 377 for pairs in (100, 120, 140, 160, 200, 205, 260, 330, 377)],
}
SPENDINGS = [('kim-demets', 0.8), ('kim-demets', 1), ('obrien-fleming', None), ('pocock', None)]


def group_sequential_tables():
    output = subprocess.run(['Rscript', FOLDER / 'group_sequential.R'], check=True, capture_output=True, text=True).stdout
    reference = json.loads(output)
    rows = []
    for row in reference['bounds']:
        own = design(row['spending'], row['rho'], row['level'], row['information'])
        for key, tolerance in (('spent', 1e-7), ('bounds', 1e-5)):
            for mine, theirs in zip(own[key], row[key]):
                assert abs(mine - theirs) < tolerance, (key, row, mine, theirs)
        rows.append(own)
    for information in DESIGNS.values():
        rows += [design(name, rho, level, information) for name, rho in SPENDINGS for level in (0.032, 0.1)]
    for row in rows:
        if 1 < len(row['information']) <= 5 and None not in row['bounds']:
            size = reached(row['bounds'], row['information'])
            assert abs(size - row['level']) < 1e-5, (row, size)
    pocock = []
    for count, constant in reference['pocock']:
        own = scipy.optimize.brentq(lambda z: two_sided_size(count, z) - 0.05, 1.9, 3, xtol=1e-12)
        assert abs(own - constant) < 1e-5, (count, own, constant)
        pocock.append({'looks': count, 'constant': own, 'spent': one_sided_share(count, own)})
    close = [close_looks(ratio) for ratio in (1.05, 1.02, 1.01, 1.003, 1.001)]
    return {'rpact': reference['rpact']}, {'spendingBounds': rows, 'closeLooks': close, 'pocock': pocock}


def design(name, rho, level, information):
    spent = [spending(name, rho, level, t) for t in information]
    bounds = [bound if math.isfinite(bound) else None for bound in bounds_for(information, spent)]
    return {'spending': name, 'rho': rho, 'level': level, 'information': information, 'spent': spent, 'bounds': bounds}


def close_looks(ratio):
    """Looks that follow each other so closely that a coarse grid would lose the motion between them."""
    information = [100 * ratio**look for look in range(8)]
    spent = [0.05 * (look + 1) / 8 for look in range(8)]
    return {'information': information, 'spent': spent, 'bounds': bounds_for(information, spent)}

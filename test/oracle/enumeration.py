"""Tables from enumerating everything that could have happened, in exact arithmetic."""

import itertools
import math
from fractions import Fraction


def exact_boundary_tables():
    """The recursion for a count of losses: all outcomes of all trials one by one, at a rate of ½ and others."""
    plans = [
        (Fraction(1, 2), [(10, Fraction(1, 20))]),
        # Spends exactly what the tail takes, 11/1024, and a hair less.
        (Fraction(1, 2), [(10, Fraction(11, 1024))]),
        (Fraction(1, 2), [(10, Fraction(10999, 1024000))]),
        (Fraction(1, 2), [(5, Fraction(1, 50)), (4, Fraction(1, 20)), (3, Fraction(1, 10))]),
        (Fraction(1, 2), [(6, Fraction(1, 32)), (0, Fraction(1, 16)), (1, Fraction(1, 8)), (7, Fraction(1, 4))]),
        (Fraction(1, 2), [(1, Fraction(1, 4)), (1, Fraction(1, 4)), (1, Fraction(1, 2)), (1, Fraction(3, 4)), (10, Fraction(4, 5))]),
        (Fraction(1, 10), [(4, Fraction(1, 100)), (5, Fraction(3, 100)), (5, Fraction(1, 20))]),
        (Fraction(9, 10), [(4, Fraction(1, 2)), (3, Fraction(7, 10)), (5, Fraction(9, 10))]),
        (Fraction(1, 20), [(0, Fraction(1, 100)), (12, Fraction(1, 20))]),
    ]
    rows = []
    for rate, plan in plans:
        alive = list(itertools.product([0, 1], repeat=sum(trials for trials, _ in plan)))
        probability = {outcome: rate ** sum(outcome) * (1 - rate) ** (len(outcome) - sum(outcome)) for outcome in alive}
        done, used, bounds, uses = 0, Fraction(0), [], []
        for trials, spent in plan:
            done += trials
            tails = {limit: sum(probability[outcome] for outcome in alive if sum(outcome[:done]) >= limit) for limit in range(done + 2)}
            bound = min(limit for limit, tail in tails.items() if tail <= spent - used)
            # Counts that cannot be reached any more tell nothing: the bound is one above the largest that can.
            largest = max((sum(outcome[:done]) for outcome in alive), default=-1)
            bound = min(bound, largest + 1)
            used += tails[bound]
            alive = [outcome for outcome in alive if sum(outcome[:done]) < bound]
            bounds.append(bound)
            uses.append(float(used))
        rows.append({'rate': float(rate), 'trials': [trials for trials, _ in plan], 'spent': [float(spent) for _, spent in plan], 'bounds': bounds, 'used': uses})
    return rows


def mark(scores, spent):
    """Marks the worst paths by the words of the rule: as many as fit, tied ones together or not at all, nothing at or below 0."""
    paths = len(scores[0])
    marked, thresholds, p_values = set(), [], []
    for row, share in zip(scores, spent):
        before = len(marked)
        alive = [path for path in range(paths) if path not in marked]
        fitting = None
        for value in sorted({row[path] for path in alive if row[path] > 0}, reverse=True):
            if before + sum(row[path] >= value for path in alive) <= paths * share:
                fitting = value
        p_values.append([float(Fraction(before + sum(row[path] >= row[0] for path in alive), paths))])
        if fitting is not None:
            marked |= {path for path in alive if row[path] >= fitting}
        thresholds.append(None if fitting is None else float(fitting))
    return thresholds, len(marked), [p for (p,) in p_values]


def marking_tables(rng):
    rows = []
    for paths, looks, values in [(20, 3, 4), (40, 4, 6), (64, 5, 3), (200, 6, 25), (50, 3, 1), (30, 4, 400)]:
        scores = [[rng.randint(-values // 2, values) for _ in range(paths)] for _ in range(looks)]
        spent = [Fraction(look + 1, looks) * Fraction(3, 10) for look in range(looks)]
        thresholds, marked, p_values = mark(scores, spent)
        rows.append({'scores': scores, 'spent': [float(share) for share in spent], 'thresholds': thresholds, 'marked': marked, 'p': p_values})
    return rows


def path_statistic_tables(rng):
    """Statistics over their standard deviation, which is found by enumerating all flips and not by a formula."""
    rows = []
    shapes = [
        ([1], [(0, -1)]),
        ([1, 1, 1], [(0, -1), (0, -1), (1, 1), (2, Fraction(1, 2))]),
        ([20, 1], [(0, -1), (1, 1), (1, 1), (1, 1), (0, 1), (0, -1)]),
        ([1, 2, 3], [(case, Fraction(rng.randint(-4, 4), 4)) for case in [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]]),
        ([1, 0, 2], [(case, Fraction(rng.choice([-1, 1]))) for case in [0, 1, 2] * 3]),
        ([3, 1], [(0, Fraction(-1, 4))] * 5 + [(1, Fraction(1, 4))] * 5),
    ]
    for weights, pairs in shapes:
        values = [statistics(weights, pairs, signs) for signs in itertools.product([1, -1], repeat=len(pairs))]
        deviations = [math.sqrt(sum(value[which] ** 2 for value in values) / len(values)) for which in (0, 1)]
        mean, concentrated, damage = values[0]
        rows.append(
            {
                'weights': weights,
                'pairs': [[case, float(difference)] for case, difference in pairs],
                'mean': float(mean) / deviations[0],
                'concentrated': float(concentrated) / deviations[1],
                'damage': float(damage),
            }
        )
    return rows


def statistics(weights, pairs, signs):
    sums = [Fraction(0)] * len(weights)
    for (case, difference), sign in zip(pairs, signs):
        sums[case] += sign * difference
    return (
        -sum(weight * total for weight, total in zip(weights, sums)),
        -sum(weight * total * abs(total) for weight, total in zip(weights, sums)),
        sum(weight * min(total, 0) ** 2 for weight, total in zip(weights, sums)),
    )


def pass_power_tables():
    """The share of the ways to draw k of the n trials that passed throughout."""
    rows = []
    for passes, trials, k in [(6, 8, 4), (0, 5, 1), (5, 5, 5), (3, 7, 3), (10, 12, 8), (1, 1, 1), (11, 12, 1), (7, 9, 2), (3, 9, 5)]:
        drawn = list(itertools.combinations([1] * passes + [0] * (trials - passes), k))
        rows.append([passes, trials, k, float(Fraction(sum(all(draw) for draw in drawn), len(drawn)))])
    return rows


def fisher_tables():
    """All ways to place the passes among the trials of both arms, counted."""
    rows = []
    for base, n_base, head, n_head in [(3, 3, 0, 3), (6, 6, 0, 6), (12, 15, 7, 15), (25, 25, 20, 25), (26, 26, 20, 25), (190, 200, 170, 200), (0, 9, 0, 4), (9, 9, 4, 4), (1, 1, 0, 400), (480, 1000, 500, 900)]:
        passes, total = base + head, math.comb(n_base + n_head, base + head)
        ways = sum(math.comb(n_head, count) * math.comb(n_base, passes - count) for count in range(head + 1) if passes - count <= n_base)
        rows.append([base, n_base, head, n_head, float(Fraction(ways, total))])
    return rows


def tarone_tables():
    """By definition: the smallest divisor for which no more tests than it could be significant."""
    rows = []
    for p_values, attainable, level in [
        ([0.05, 1, 1], [0.05, 0.5, 1], 0.05),
        ([0.01, 0.02, 0.03, 0.9], [0.01, 0.01, 0.02, 0.5], 0.05),
        ([0.0143, 0.0143, 0.05, 1, 1], [0.0143, 0.0143, 0.05, 0.05, 0.05], 0.05),
        ([0.001] * 12, [0.001] * 12, 0.01),
        ([0.001] * 9 + [0.2], [0.001] * 10, 0.01),
    ]:
        divisor = next(k for k in itertools.count(1) if sum(least <= level / k for least in attainable) <= k)
        rows.append({'p': p_values, 'attainable': attainable, 'level': level, 'significant': [p <= level / divisor for p in p_values]})
    return rows

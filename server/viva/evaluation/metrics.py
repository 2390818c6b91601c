"""How far a judge's verdicts and scores are from what people gave: arithmetic on rows, by scikit-learn and scipy.

Those libraries are an extra, imported on the first call. Scores are 0 to 1. An answer that was left ungraded is in the
coverage and nowhere else: it is no zero. An interval holds 95 % of 1,000 draws of whole questions, for answers to one
question err together.
"""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

from viva.errors import EXTRA, SettingsError
from viva.evaluation.values import LEVELS, Bin, Figure, Measured, Row
from viva.grading import Verdict

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

DRAWS = 1000
BINS = 10
VERDICTS: tuple[Verdict, ...] = ("met", "partly", "missed", "contradicted")

# What a metric is called, and which way is better: shown as they stand here.
SCORES = ("pearson", "spearman", "qwk", "rmse", "weighted_rmse", "bias")
POINTS = ("accuracy", "macro_f1")


def require() -> None:
    """Raises SettingsError where the libraries are missing: ask before any model is paid."""
    try:
        for name in ("numpy", "scipy.stats", "sklearn.metrics", "matplotlib.figure"):
            import_module(name)
    except ImportError as error:
        raise SettingsError(f"Measuring a judge needs libraries that aren't here ({error.name}): {EXTRA}") from None


def measure(rows: Sequence[Row], *, seed: int = 0, says_contradicted: bool = True, draws: int = DRAWS) -> Measured:
    """The figures. A judge that can't say "contradicted" is held to "missed" in its place.

    Deterministic for a seed. Raises SettingsError where the libraries are missing.
    """
    require()
    import numpy as np

    graded = [row for row in rows if row.score is not None]
    table = _Table.of(graded, says_contradicted)
    seconds = [row.seconds for row in rows if not row.by_rule] or [0.0]
    costs = [row.cost for row in rows if row.tokens]
    return Measured(
        questions=len({row.question for row in rows}),
        answers=len(rows),
        graded=len(graded),
        coverage=_coverage(rows, seed, draws),
        needs_review=sum(row.needs_review for row in graded),
        by_rule=sum(row.by_rule for row in graded),
        ungraded=_reasons(row.reason for row in rows if row.score is None),
        figures=_figures(table, seed, draws),
        agreement=_agreement(graded),
        tokens=sum(row.tokens for row in rows),
        cost=None if None in costs or not costs else sum(cost for cost in costs if cost is not None),
        seconds=(float(np.quantile(seconds, 0.5)), float(np.quantile(seconds, 0.95))),
        levels=_confusion(_levels(table.gold), _levels(table.score), LEVELS),
        verdicts=table.classes,
        points=_confusion(table.expected, table.given, len(table.classes)),
        bins=_bins(table),
        worst=_worst(table),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The graded rows as columns; `of_answer` and `of_point` hold the number of the question, verdicts are classes."""

    names: tuple[str, ...]
    gold: Floats
    score: Floats
    of_answer: Floats
    classes: tuple[Verdict, ...]
    expected: Floats
    given: Floats
    of_point: Floats

    @classmethod
    def of(cls, rows: Sequence[Row], says_contradicted: bool) -> _Table:
        import numpy as np

        names = tuple(sorted({row.question for row in rows}))
        number = {name: at for at, name in enumerate(names)}
        classes = VERDICTS if says_contradicted else VERDICTS[:-1]

        def column(verdict: Verdict) -> int:
            # What is unverified earns as much as what is missed, and counts so.
            return classes.index(verdict) if verdict in classes else classes.index("missed")

        points = [
            (column(verdict), column(row.verdicts[id]), number[row.question])
            for row in rows
            for id, verdict in row.expected.items()
        ]
        told = np.array(points, dtype=float).reshape(-1, 3)
        gold = np.array([row.gold for row in rows], dtype=float)
        score = np.array([row.score for row in rows], dtype=float)
        of_answer = np.array([number[row.question] for row in rows], dtype=float)
        return cls(names, gold, score, of_answer, classes, told[:, 0], told[:, 1], told[:, 2])


def _levels(scores: Floats) -> Floats:
    import numpy as np

    return np.floor(scores * (LEVELS - 1) + 0.5)


def _scores(gold: Floats, score: Floats) -> dict[str, float]:
    """The metrics of scores; nan where they aren't determined."""
    import numpy as np
    from scipy import stats
    from sklearn.metrics import cohen_kappa_score, root_mean_squared_error

    if not len(gold):
        return dict.fromkeys(SCORES, math.nan)
    levels = _levels(gold)
    # ASAG2024 (Meyer et al., arXiv 2409.18596): each answer weighs the less, the more there are with about its score,
    # so that a judge can't do well by giving everybody the usual mark.
    number = np.bincount(levels.astype(int), minlength=LEVELS)
    weights = 1 / number[levels.astype(int)]
    varied = len(gold) > 1 and float(np.ptp(gold)) > 0 and float(np.ptp(score)) > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a draw may leave one level only; the value is nan then
        qwk = cohen_kappa_score(levels, _levels(score), weights="quadratic", labels=list(range(LEVELS)))
    return {
        "pearson": float(stats.pearsonr(gold, score).statistic) if varied else math.nan,
        "spearman": float(stats.spearmanr(gold, score).statistic) if varied else math.nan,
        "qwk": float(qwk),
        "rmse": float(root_mean_squared_error(gold, score)),
        "weighted_rmse": float(root_mean_squared_error(gold, score, sample_weight=weights)),
        "bias": float(np.mean(score - gold)),
    }


def _verdicts(expected: Floats, given: Floats) -> dict[str, float]:
    from sklearn.metrics import accuracy_score, f1_score

    if not len(expected):
        return dict.fromkeys(POINTS, math.nan)
    return {
        "accuracy": float(accuracy_score(expected, given)),
        "macro_f1": float(f1_score(expected, given, average="macro", zero_division=0.0)),
    }


def _figures(table: _Table, seed: int, number_of_draws: int) -> dict[str, Figure]:
    """Each metric, of the answers as they are and of the draws of whole questions."""
    import numpy as np

    number = len(table.names)
    whole = _scores(table.gold, table.score) | _verdicts(table.expected, table.given)
    if number < 2:
        return {name: _figure(value, ()) for name, value in whole.items()}
    answers = [np.flatnonzero(table.of_answer == at) for at in range(number)]
    points = [np.flatnonzero(table.of_point == at) for at in range(number)]
    rng = np.random.default_rng(seed)
    draws: list[dict[str, float]] = []
    for _ in range(number_of_draws):
        drawn = rng.integers(number, size=number)
        some = np.concatenate([answers[at] for at in drawn])
        told = np.concatenate([points[at] for at in drawn])
        draws.append(_scores(table.gold[some], table.score[some]) | _verdicts(table.expected[told], table.given[told]))
    return {name: _figure(value, [draw[name] for draw in draws]) for name, value in whole.items()}


def _coverage(rows: Sequence[Row], seed: int, draws: int) -> Figure:
    """The share of the answers that were graded."""
    import numpy as np

    by_question: dict[str, list[bool]] = {}
    for row in rows:
        by_question.setdefault(row.question, []).append(row.score is not None)
    if not rows:
        return Figure(None)
    graded = np.array([sum(each) for each in by_question.values()])
    asked = np.array([len(each) for each in by_question.values()])
    drawn = np.random.default_rng(seed).integers(len(asked), size=(draws, len(asked)))
    shares = graded[drawn].sum(1) / asked[drawn].sum(1)
    return _figure(float(graded.sum() / asked.sum()), shares.tolist() if len(asked) > 1 else ())


def _figure(value: float, draws: Sequence[float]) -> Figure:
    import numpy as np

    if math.isnan(value):
        return Figure(None)
    known = [draw for draw in draws if not math.isnan(draw)]
    if not known or len(known) < len(draws) / 2:
        return Figure(value)
    low, high = np.quantile(known, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def _agreement(rows: Iterable[Row]) -> float | None:
    """The share of points on which two runs of the same answer have the same verdict, over all pairs of runs."""
    runs: dict[int, list[Row]] = {}
    for row in rows:
        runs.setdefault(row.case, []).append(row)
    same = [
        one.verdicts[id] == other.verdicts[id]
        for each in runs.values()
        for one, other in combinations(each, 2)
        for id in one.verdicts
    ]
    return sum(same) / len(same) if same else None


def _reasons(reasons: Iterable[str]) -> dict[str, int]:
    """How often there was which reason, the most frequent first; those that differ in their numbers are one."""
    first: dict[str, str] = {}
    counts = Counter(first.setdefault(re.sub(r"\d[\d,.]*", "", reason), reason) for reason in reasons)
    return dict(counts.most_common())


def _confusion(gold: Floats, given: Floats, size: int) -> tuple[tuple[int, ...], ...]:
    from sklearn.metrics import confusion_matrix

    if not len(gold):
        return ()
    counts = confusion_matrix(gold, given, labels=list(range(size)))
    return tuple(tuple(int(count) for count in row) for row in counts)


def _bins(table: _Table) -> tuple[Bin, ...]:
    import numpy as np

    places = np.minimum(np.floor(table.score * BINS), BINS - 1)
    made = []
    for at in range(BINS):
        inside = places == at
        if inside.any():
            made.append(Bin(int(inside.sum()), float(table.score[inside].mean()), float(table.gold[inside].mean())))
    return tuple(made)


def _worst(table: _Table) -> tuple[tuple[str, float], ...]:
    import numpy as np

    errors = (table.score - table.gold) ** 2
    means = [(name, math.sqrt(float(np.mean(errors[table.of_answer == at])))) for at, name in enumerate(table.names)]
    return tuple(sorted(means, key=lambda each: -each[1]))

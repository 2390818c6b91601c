"""The figures of a judge as people read them: a table, JSON, Markdown and two pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from viva.errors import CaseError
from viva.evaluation.values import LEVELS, Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = {
    "accuracy": "points: accuracy",
    "macro_f1": "points: macro-F1",
    "pearson": "Pearson",
    "spearman": "Spearman",
    "qwk": "QWK",
    "rmse": "RMSE",
    "weighted_rmse": "weighted RMSE",
    "bias": "bias (judge − people)",
}
MOST_WORST = 10
RELIABILITY, CONFUSION = "reliability.png", "confusion.png"


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, and on what: `about` holds the judge, the prompt's fingerprint, the source and so on."""

    about: dict[str, str]
    measured: Measured
    says_contradicted: bool


def lines(report: Report) -> Iterator[tuple[str, str]]:
    """Every figure with its name."""
    found = report.measured
    yield "answers", f"{found.answers} to {found.questions} questions"
    yield "graded (coverage)", f"{found.graded}, {found.coverage}"
    yield "by rule, without a judge", str(found.by_rule)
    yield (
        "in need of a person's look",
        f"{found.needs_review} ({found.needs_review / max(1, found.graded):.1%} of the graded)",
    )
    for name, words in NAMES.items():
        if found.figures[name].value is not None:
            yield words, str(found.figures[name])
    if found.agreement is not None:
        yield "agreement of repeated runs", f"{found.agreement:.3f}"
    middle, late = found.seconds
    yield "seconds per answer (median, p95)", f"{middle:.4g}, {late:.4g}"
    if found.tokens:
        yield "tokens per answer", f"{found.tokens / found.answers:,.0f}"
        yield "cost in USD", "unknown" if found.cost is None else f"{found.cost:.4f}"


def notes(report: Report) -> Iterator[str]:
    """How the figures are to be read."""
    yield "In brackets: 95 % of 1,000 draws of whole questions (bootstrap)."
    yield f"QWK and the weights of the weighted RMSE go by {LEVELS} levels of the score, 0 to 1."
    if report.measured.answers > report.measured.graded:
        yield "Ungraded answers are in the coverage only; they count neither as zero nor as anything else."
    if report.measured.points and not report.says_contradicted:
        yield 'This judge never says "contradicted": where people do, it is held to "missed".'


def table(report: Report) -> str:
    """For the terminal."""
    rows = [*report.about.items(), *lines(report)]
    width = max(len(name) for name, _ in rows)
    told = [f"{name:{width}}  {value}" for name, value in rows]
    told += [f"  {count:>5} ungraded: {reason}" for reason, count in report.measured.ungraded.items()]
    return "\n".join([*told, *notes(report)])


def as_json(report: Report) -> str:
    """Everything, for programs."""
    return json.dumps({"about": report.about, **asdict(report.measured)}, indent=1, ensure_ascii=False) + "\n"


def markdown(report: Report) -> str:
    """Everything, for people."""
    found = report.measured
    told = [f"# {report.about.get('judge', 'A judge')} against people", ""]
    told += ["| | |", "|---|---|"]
    told += [f"| {name} | {_cell(value)} |" for name, value in (*report.about.items(), *lines(report))]
    told += ["", *notes(report), "", f"![reliability]({RELIABILITY})", "", f"![confusion]({CONFUSION})"]
    if found.ungraded:
        told += ["", "## Ungraded", "", *(f"- {count} × {reason}" for reason, count in found.ungraded.items())]
    if found.points:
        told += ["", "## Points: people's verdicts by the judge's", "", *_matrix(found.verdicts, found.points)]
    told += ["", "## Scores: people's levels by the judge's", "", *_matrix(_level_names(), found.levels)]
    told += ["", "## Questions furthest off", "", "| question | RMSE |", "|---|---|"]
    told += [f"| {_cell(name)} | {error:.3f} |" for name, error in found.worst[:MOST_WORST]]
    return "\n".join(told) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _level_names() -> tuple[str, ...]:
    return tuple(f"{at / (LEVELS - 1):g}" for at in range(LEVELS))


def _matrix(names: Sequence[str], counts: Sequence[Sequence[int]]) -> Iterator[str]:
    yield f"| | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    for name, row in zip(names, counts, strict=False):
        yield f"| **{name}** | {' | '.join(map(str, row))} |"


def write(report: Report, folder: Path) -> None:
    """report.json, report.md and the pictures, into `folder`. Raises CaseError if it can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(as_json(report), "utf-8")
        (folder / "report.md").write_text(markdown(report), "utf-8")
        _pictures(report, folder)
    except OSError as error:
        raise CaseError(f"The report can't be written to {folder}: {error.strerror}.") from None


def _pictures(report: Report, folder: Path) -> None:
    # Not pyplot: it looks for a display, and keeps every figure.
    from matplotlib.figure import Figure as Sheet

    for name, draw in ((RELIABILITY, _reliability), (CONFUSION, _confusion)):
        sheet = Sheet(figsize=(5.5, 5), dpi=120, layout="constrained")
        draw(sheet.add_subplot(), report.measured)
        sheet.savefig(folder / name)


def _reliability(axes: Axes, found: Measured) -> None:
    judged, gold = [each.judged for each in found.bins], [each.gold for each in found.bins]
    axes.plot([0, 1], [0, 1], linestyle=":", color="gray")
    axes.plot(judged, gold, marker="o")
    for each in found.bins:
        axes.annotate(str(each.number), (each.judged, each.gold), textcoords="offset points", xytext=(5, -11))
    axes.set(xlabel="the judge's score", ylabel="people's mean score", xlim=(-0.05, 1.1), ylim=(-0.07, 1.05))
    axes.set_title("Reliability (number of answers beside each)")


def _confusion(axes: Axes, found: Measured) -> None:
    names = found.verdicts if found.points else _level_names()
    counts = found.points or found.levels
    for at, row in enumerate(counts):
        for to, count in enumerate(row):
            axes.text(to, at, str(count), ha="center", va="center")
    if counts:
        shares = [[count / max(1, sum(row)) for count in row] for row in counts]
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.6)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="the judge", ylabel="people", title="Verdicts on points" if found.points else "Levels of the score")

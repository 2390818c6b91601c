"""What a browser may see of a check of the models."""

from __future__ import annotations

from typing import Literal

from viva.questions import Frozen

Check = Literal["reach", "list", "stream", "sense", "asks", "schema", "context", "grades", "interviewer", "judge"]
"""What is tried of a model, in this order; the last two are the roles that it may be fit for."""


CheckState = Literal["good", "note", "bad"]


class FindingView(Frozen):
    """One check of a model: what was seen and, where that isn't good, what to do about it."""

    check: Check
    state: CheckState
    seen: str
    mend: str


class ExaminedView(Frozen):
    """A model, and what was found of it so far."""

    name: str
    findings: tuple[FindingView, ...]


class ProgressView(Frozen):
    """What is under way, on the last of the models: `done` of the `of` calls of a check are through."""

    check: Check
    done: int
    of: int


class CheckView(Frozen):
    """The last check of the models, empty where there was none; `fault` says why it broke off, if it did."""

    running: bool
    doing: ProgressView | None
    models: tuple[ExaminedView, ...]
    fault: str

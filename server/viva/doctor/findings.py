"""A finding: what was seen and what to do about it; and what all of them say about the roles a model is fit for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from viva.errors import Trouble
from viva.frames import Check, CheckState

Role = Literal["interviewer", "judge"]

ROLES: dict[Role, tuple[Check, ...]] = {
    "interviewer": ("reach", "stream", "sense", "asks"),
    "judge": ("reach", "schema", "context", "grades"),
}
"""What has to be good for a model to be fit for a role."""

MENDS: dict[Trouble, str] = {
    "unreachable": "Start its server, or mend api_base in its table.",
    "refused": "Check model, api_base and key_env in its table; a local server may have to pull the model first.",
    "limited": "Wait a little, or raise the account's limits.",
    "too_long": "Raise the server's context, and write its size as context in the model's table.",
    "slow": "If its server is still loading the model, try again; else raise first_token and timeout in its table, or "
    "take a smaller model or a faster machine.",
    "broken": "Look at its server's log, and try again.",
    "nonsense": "Use another model.",
    "budget": "This check counts like an interview.",
}
EMPTY = "If it thinks before it speaks, raise max_tokens in its table to 4,000; else look at its server's log."


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was seen and, where that isn't good, what to do about it.

    `seen` and `mend` hold no key, address or prompt; `note` may, and is for the operator's terminal alone. `brief` is
    what a line on fitness says of it.
    """

    check: Check
    state: CheckState
    seen: str
    mend: str = ""
    brief: str = ""
    note: str = ""

    def __str__(self) -> str:
        mark = {"good": "ok  ", "note": "--  ", "bad": "FAIL"}[self.state]
        what = f"fit as {self.check}" if self.check in ROLES else self.check
        return " ".join(filter(None, (mark, f"{what}: {self.seen}", self.mend, f"({self.note})" if self.note else "")))


@dataclass(frozen=True, slots=True)
class Progress:
    """The check that is under way: call number `done` of `of` is through."""

    check: Check
    done: int = 0
    of: int = 1


def untried(check: Check, why: str, mend: str = "") -> Finding:
    """A check that makes no sense now."""
    return Finding(check, "note", f"Not tried: {why}", mend)


def percent(share: float) -> str:
    """A share, rounded down: what is just short of a threshold may not read as if it had reached it."""
    return f"{int(share * 100 + 1e-9)} %"


def short(text: str) -> str:
    """The beginning of what a model or a server said."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else f"{flat[:57]}…")


def fitness(role: Role, found: Sequence[Finding]) -> Finding:
    """Whether the model is fit for the role. What was not seen to be good is not good."""
    needed = ROLES[role]
    wrong = [one for one in found if one.check in needed and one.state == "bad"]
    if wrong:
        why = "; ".join(one.brief or one.check for one in wrong)
        return Finding(role, "bad", f"no, {why}.", f'Mend what failed above, or write {role} = "basic" meanwhile.')
    good = {one.check: one for one in found if one.state == "good"}
    missing = [check for check in needed if check not in good]
    if missing == ["grades"]:
        mend = next((one.mend for one in found if one.check == "grades"), "")
        return Finding(role, "note", "not tried.", mend)
    if missing:
        return Finding(role, "bad", f"no, not shown: {', '.join(missing)}.", "Mend what is above, then try again.")
    why = f", it {good['grades'].brief}" if role == "judge" else ""
    return Finding(role, "good", f"yes{why}.")

"""Every error that Viva raises on purpose: one small tree, each message a sentence fit for a person."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

EXTRA: Final = f"{shlex.quote(sys.executable)} -m pip install 'viva-interviewer[eval]'"
"""How to get what `viva judge` measures with, into the very environment in which Viva runs."""


class VivaError(Exception):
    """The root: `str(error)` says what is wrong, where, and what to do. Show it; never a traceback."""


class SettingsError(VivaError):
    """The operator's configuration can't be used."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the bank.

    `line` counts from 1; `mend` says what to do about it. A warning doesn't stop the bank from loading.
    """

    file: str
    line: int
    wrong: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        word = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}: {word}{self.wrong} {self.mend}"


class BankError(VivaError):
    """The bank is broken; `faults` lists all that is wrong at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class CaseError(VivaError):
    """Graded answers that a judge is to be measured on can't be used; the message has a line for each fault."""


class PromptError(VivaError):
    """A prompt file is missing, or its holes aren't the ones that the code fills."""


class SampleError(VivaError):
    """The bank holds no question that fits what was asked for."""


class Illegal(VivaError):
    """The interview doesn't allow this now. Nothing has changed; tell the candidate and go on."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class Ungradable(VivaError):
    """No grade can be given: the turn stays ungraded, with this reason, and can be tried again."""


Trouble = Literal["unreachable", "refused", "limited", "too_long", "slow", "broken", "nonsense", "budget"]


class ModelError(Ungradable):
    """A model gave nothing usable. `kind` says how; the message is scrubbed of keys."""

    def __init__(self, kind: Trouble, message: str) -> None:
        self.kind: Trouble = kind
        super().__init__(message)


class StoreError(VivaError):
    """The data file can't be used."""


class Stale(StoreError):
    """Another process has written to this interview since it was read. Read it again, then decide anew."""


class Damaged(StoreError):
    """What was given as a copy of an interview is none, or not a whole one."""


class Twice(StoreError):
    """A copy of an interview that is here already; `id` is which."""

    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__(f"Interview {id} is here already: nothing was imported.")


class Unknown(StoreError):
    """No such interview."""

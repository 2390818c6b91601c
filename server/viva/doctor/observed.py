"""What was seen of a model, before anybody says what that means: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from viva.errors import Trouble


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that gave nothing. `said` is fit for a browser; `note` holds the server's own words, scrubbed of keys."""

    kind: Trouble
    said: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """How a streamed reply came: its text, pieces, seconds to the first and to the last, tokens counted."""

    text: str
    pieces: int
    first: float
    last: float
    tokens: int

    @property
    def rate(self) -> float:
        """Tokens a second, from the first to the last; those of thoughts that nobody sees are left out."""
        shown = min(self.tokens, -(-len(self.text.encode()) // 3))
        return shown / max(self.last - self.first, 0.001)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A reply that was to fit a judge's schema: what is wrong with it ("" if nothing), and its beginning."""

    wrong: str
    cut: bool = False
    seconds: float = 0.0
    begins: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Recited:
    """What became of a code at the start of a text of `sent` bytes; `counted` is the server's count of tokens."""

    repeated: bool
    sent: int
    counted: int = 0
    blank: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """The same with a short text, and with one as long as a judge's prompt can be (None: no room for any).

    `answer` is how many characters of an answer fit into the configured context, `wanted` how many an answer may have;
    `needs` is the most tokens that the longest prompt takes with its reply.
    """

    short: Recited
    long: Recited | None
    answer: int
    wanted: int
    needs: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A follow-up that a model was to phrase: whether it came out as one."""

    fine: bool
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A sample that was graded: the verdicts expected and given, by criterion; None where there is no grade."""

    sample: str
    expected: Mapping[str, str]
    given: Mapping[str, str] | None
    seconds: float = 0.0
    failure: Failure | None = None

    @property
    def agreed(self) -> int:
        """On how many points the two agree."""
        return sum((self.given or {}).get(id) == verdict for id, verdict in self.expected.items())

"""What a failed call means: an exception of a wire's, whatever it wraps, becomes a ModelError in words for people.

LiteLLM 1.106 names the cause unreliably (no connection is an InternalServerError 500, and so is a missing key), so
the whole chain of causes is read, the innermost types first, then the HTTP status. A provider's own words never enter
a message: they may hold the key, or the prompt with its reference answer. They go, scrubbed, into a note on the error
(`__notes__`), for the log and for `viva doctor`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from viva.errors import ModelError, Trouble
from viva.llm.port import scrub

SHORT = 5.0
"""The longest Retry-After, in seconds, that is worth waiting for."""
RECONNECT = 0.25
"""How long to wait before the one new attempt to connect."""

_UNREACHED = frozenset(("ConnectError", "ConnectTimeout", "ClientConnectorError", "ConnectionRefusedError", "gaierror"))
_LATE = frozenset(
    ("TimeoutError", "ReadTimeout", "WriteTimeout", "PoolTimeout", "SocketTimeoutError", "APITimeoutError")
)
_LOST = frozenset(
    (
        "ReadError",
        "RemoteProtocolError",
        "ClientOSError",
        "ClientPayloadError",
        "ServerDisconnectedError",
        "ConnectionResetError",
    )
)
_TOO_LONG = re.compile(
    r"context.{0,20}(length|window|size)|maximum context|too many tokens|prompt is too long", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What went wrong; `again` is the number of seconds after which one more attempt makes sense, None if never."""

    kind: Trouble
    sentence: str
    detail: str
    status: int | None = None
    again: float | None = None

    def error(self) -> ModelError:
        """The error to raise: `from None`, or the causes would carry what was scrubbed."""
        error = ModelError(self.kind, self.sentence)
        error.add_note(self.detail)
        return error


def diagnose(error: BaseException, name: str, secret: str = "") -> Diagnosis:
    """What the error means for a call to the model `name`."""
    chain = list(_causes(error))
    types = {type(cause).__name__ for cause in chain}
    detail = scrub(" ".join(str(error).split()), secret)[:500] or type(error).__name__
    if types & _UNREACHED:
        said = f"{name} can't be reached: is its server running, and is its address right?"
        return Diagnosis("unreachable", said, detail, again=RECONNECT)
    if types & _LATE:
        return Diagnosis("slow", f"{name} fell silent for too long.", detail)
    if types & _LOST:
        return Diagnosis("broken", f"{name} broke off: the connection was lost.", detail, again=RECONNECT)
    status = next((s for cause in chain if isinstance(s := getattr(cause, "status_code", None), int)), None)
    kind, said = _by_status(status, detail, types)
    again = _retry_after(chain) if kind == "limited" else None
    return Diagnosis(kind, f"{name} {said}", detail, status, again)


def _by_status(status: int | None, detail: str, types: set[str]) -> tuple[Trouble, str]:
    if "ContextWindowExceededError" in types or (status in (400, 413, 422) and _TOO_LONG.search(detail)):
        return "too_long", "can't take that much text at once: shorten it, or use a model with a larger context."
    if "ContentPolicyViolationError" in types:
        return "refused", "refuses this text by its content rules."
    if "LLM Provider NOT provided" in detail:
        return "refused", "doesn't name a provider: write it as provider/model, for a local server openai/model."
    if status in (401, 403) or "Missing credentials" in detail or "api_key client option must be set" in detail:
        return "refused", "refuses the key, or misses one: check the environment variable that key_env names."
    if status == 404:
        return "refused", "isn't known to its server: check the model's name and address."
    if status == 429:
        return "limited", "takes no more calls for now: wait a little, or look at the account's limits."
    if status is not None and 400 <= status < 500 and status != 408:
        return "refused", f"refuses the request (HTTP {status})."
    return "broken", f"failed{f' (HTTP {status})' if status else ''}: try again, or look at its server's log."


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _retry_after(chain: list[BaseException]) -> float | None:
    """The Retry-After in seconds if it is short; LiteLLM's own exceptions have lost the header, their causes not."""
    for cause in chain:
        for headers in (getattr(getattr(cause, "response", None), "headers", None), getattr(cause, "headers", None)):
            value = (headers or {}).get("retry-after", "")
            if re.fullmatch(r"\d+(\.\d+)?", value):
                return float(value) if float(value) <= SHORT else None
    return None

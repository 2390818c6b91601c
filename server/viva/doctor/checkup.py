"""One round at a time, which goes on whether or not anybody looks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress

from viva.doctor.examine import News
from viva.doctor.findings import Finding, Progress
from viva.frames import CheckView, ExaminedView, FindingView, ProgressView

log = logging.getLogger(__name__)

BROKE_OFF = "The check broke off; the server's log says why."


class Checkup:
    """Starts rounds, and keeps what the last one found. `stop` it at the end."""

    def __init__(self, models: Sequence[tuple[str, Callable[[], AsyncGenerator[News, None]]]]) -> None:
        """Each model's name, with the call that examines it."""
        self._models = models
        self._found: list[tuple[str, list[Finding]]] = []
        self._progress: Progress | None = None
        self._fault = ""
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether there is no model to examine."""
        return not self._models

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._task is not None and not self._task.done()

    def start(self) -> bool:
        """Begin a round; False if one is under way."""
        if self.running:
            return False
        self._found, self._progress, self._fault = [], None, ""
        self._task = asyncio.create_task(self._run(), name="checkup")
        return True

    async def stop(self) -> None:
        """End what is under way, also upstream."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def view(self) -> CheckView:
        """What a browser may see of it: no note of any finding."""
        models = tuple(ExaminedView(name=name, findings=tuple(map(_shown, found))) for name, found in self._found)
        now = self._progress if self.running else None
        doing = ProgressView(check=now.check, done=now.done, of=now.of) if now else None
        return CheckView(running=self.running, doing=doing, models=models, fault=self._fault)

    async def _run(self) -> None:
        try:
            for name, examine in self._models:
                found: list[Finding] = []
                self._found.append((name, found))
                async with aclosing(examine()) as news:
                    async for each in news:
                        if isinstance(each, Progress):
                            self._progress = each
                        else:
                            found.append(each)
        except Exception:
            log.exception("The check of the models broke off")
            self._fault = BROKE_OFF


def _shown(finding: Finding) -> FindingView:
    return FindingView(check=finding.check, state=finding.state, seen=finding.seen, mend=finding.mend)

"""Which wire reaches a model, and the end of all of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass

from viva.llm import lite
from viva.llm.call import Model
from viva.llm.direct import PREFIX, Direct
from viva.llm.trouble import diagnose
from viva.llm.voice import Voice
from viva.settings import ModelSettings

PATIENCE = 10.0
"""Seconds for a list of models."""
USUAL_PORTS: Mapping[str, int] = {"Ollama": 11434, "LM Studio": 1234, "llama.cpp": 8080, "vLLM": 8000, "Jan": 1337}
"""Where servers of models listen on this machine, as they come."""
GLANCE = 1.5
"""Seconds for a look at a port of this machine: who is there answers at once."""
MOST_NEARBY = 50
"""Most models of one server that are told."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A server of models on this machine: what usually listens there, its address, and the names of its models."""

    kind: str
    api_base: str
    models: tuple[str, ...]


class Wires:
    """The connections of one process to its models. `close` it at the end, in the loop that made the calls."""

    def __init__(self) -> None:
        self._lite = lite.LiteLLM()
        self._direct = Direct()

    def model(self, spec: ModelSettings, environ: Mapping[str, str] = os.environ) -> Model:
        """The model of these settings. Opens nothing yet. Raises SettingsError if its key's variable is empty."""
        return Model(spec, spec.key(environ), self._direct if is_direct(spec) else self._lite)

    def voice(self, spec: ModelSettings, environ: Mapping[str, str] = os.environ) -> Voice:
        """The model of these settings that hears or speaks. Raises SettingsError if its key's variable is empty."""
        return Voice(spec, spec.key(environ))

    async def listed(self, model: Model) -> tuple[str, ...] | None:
        """The names of the models at this one's address; None where there is no address, or nothing is told.

        Raises ModelError where nobody is there at all.
        """
        if model.spec.api_base is None:
            return None
        await self._direct.ready()
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._direct.listed(model.spec.api_base, model.secret)
        except Exception as error:  # noqa: BLE001 - aiohttp raises what it likes
            trouble = diagnose(error, model.name, model.secret)
            if trouble.kind == "unreachable":
                raise trouble.error() from None
            return None

    async def nearby(self, ports: Mapping[str, int] = USUAL_PORTS) -> tuple[Neighbour, ...]:
        """The servers of models that listen on these ports of 127.0.0.1 and list their models, in their order."""
        await self._direct.ready()
        found = await asyncio.gather(*(self._glance(kind, port) for kind, port in ports.items()))
        return tuple(neighbour for neighbour in found if neighbour)

    async def _glance(self, kind: str, port: int) -> Neighbour | None:
        base = f"http://127.0.0.1:{port}/v1"
        try:
            async with asyncio.timeout(GLANCE):
                models = await self._direct.listed(base, "none")
        except Exception:  # noqa: BLE001 - nobody is there, or something that is no server of models
            return None
        return Neighbour(kind, base, models[:MOST_NEARBY]) if models else None

    async def close(self) -> None:
        """Close what is kept for later calls."""
        await self._direct.close()
        await lite.close()


def is_direct(spec: ModelSettings) -> bool:
    """Whether a server of one's own is asked that speaks OpenAI's wire: then nothing of LiteLLM is needed."""
    return spec.model.startswith(PREFIX) and spec.api_base is not None

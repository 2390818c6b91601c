"""Speech by a model: what was said as text, and text as sound. LiteLLM carries both; neither is kept anywhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import SecretStr

from viva.errors import ModelError
from viva.llm import lite
from viva.llm.trouble import Diagnosis, diagnose
from viva.settings import ModelSettings

log = logging.getLogger(__name__)

MOST_HEARD = 20_000
"""The longest text that a recording may become, in characters: as long as an answer may be."""
MOST_SPOKEN = 4_000
"""The longest text that is spoken, in characters: OpenAI's wire takes 4,096."""
MOST_SOUND = 20 * 2**20
"""The most bytes of sound that a model may reply with."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sound:
    """Some sound, and its media type."""

    content: bytes
    media: str


class Voice:
    """A model of the settings that hears or speaks."""

    def __init__(self, spec: ModelSettings, key: SecretStr | None) -> None:
        self.spec = spec
        self._key = key

    @property
    def name(self) -> str:
        """LiteLLM's name of the model."""
        return self.spec.model

    async def hear(self, sound: Sound, ending: str) -> str:
        """What was said, as plain text; "" for nothing. `ending` is what a file of this kind is called by.

        Raises ModelError.
        """

        async def call(litellm: Any, arguments: dict[str, Any]) -> str:
            file = (f"answer.{ending}", sound.content, sound.media)
            reply = await litellm.atranscription(file=file, **arguments)
            return str(getattr(reply, "text", None) or "")

        return _plain(await self._do(call))[:MOST_HEARD]

    async def say(self, text: str) -> Sound:
        """The text as sound, cut off at MOST_SPOKEN characters. Raises ModelError."""

        async def call(litellm: Any, arguments: dict[str, Any]) -> Sound:
            reply = await litellm.aspeech(input=text[:MOST_SPOKEN], voice=self.spec.voice, **arguments)
            headers = getattr(getattr(reply, "response", None), "headers", {})
            media = str(headers.get("content-type", "")).partition(";")[0].strip()
            return Sound(bytes(reply.content), media if media.startswith("audio/") else "audio/mpeg")

        sound = await self._do(call)
        if not sound.content or len(sound.content) > MOST_SOUND:
            raise ModelError("broken", f"{self.name} gave no sound that can be played.")
        return sound

    async def _do(self, call: Callable[[Any, dict[str, Any]], Awaitable[T]]) -> T:
        """Run a call within the model's whole time. Raises ModelError, in words that hold nothing of the provider's."""
        spec, secret = self.spec, self._secret
        litellm = await lite.loaded()
        given = {"model": spec.model, "api_base": spec.api_base, "api_key": secret or None, "timeout": spec.timeout + 5}
        arguments = {name: value for name, value in given.items() if value is not None}
        try:
            async with asyncio.timeout(spec.timeout):
                return await call(litellm, arguments | {"max_retries": 0})
        except TimeoutError:
            trouble = Diagnosis("slow", f"{self.name} didn't finish within {spec.timeout:g} s.", "deadline")
        except Exception as error:  # noqa: BLE001 - LiteLLM raises what it likes
            trouble = diagnose(error, self.name, secret)
        log.warning("%s: %s (%s)", self.name, trouble.kind, trouble.detail)
        raise trouble.error()

    @property
    def _secret(self) -> str:
        if self._key is not None:
            return self._key.get_secret_value()
        return "none" if self.spec.api_base else ""


def _plain(text: str) -> str:
    """The text without what no keyboard types: a model's words are as little to be trusted as anybody's."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in text).strip()

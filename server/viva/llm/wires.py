"""Which wire reaches a model, and the end of all of them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from viva.llm import lite
from viva.llm.call import Model
from viva.llm.direct import PREFIX, Direct
from viva.settings import ModelSettings


class Wires:
    """The connections of one process to its models. `close` it at the end, in the loop that made the calls."""

    def __init__(self) -> None:
        self._lite = lite.LiteLLM()
        self._direct = Direct()

    def model(self, spec: ModelSettings, environ: Mapping[str, str] = os.environ) -> Model:
        """The model of these settings. Opens nothing yet. Raises SettingsError if its key's variable is empty."""
        return Model(spec, spec.key(environ), self._direct if is_direct(spec) else self._lite)

    async def close(self) -> None:
        """Close what is kept for later calls."""
        await self._direct.close()
        await lite.close()


def is_direct(spec: ModelSettings) -> bool:
    """Whether a server of one's own is asked that speaks OpenAI's wire: then nothing of LiteLLM is needed."""
    return spec.model.startswith(PREFIX) and spec.api_base is not None

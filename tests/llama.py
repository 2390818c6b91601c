"""A real model server for tests: llama.cpp's own, in this process, on a tiny random model that is written here."""

from __future__ import annotations

from pathlib import Path

import xllamacpp

from tests import tiny_gguf


class Llama:
    """Listens on a free port of 127.0.0.1 as long as it is referred to; one call at a time, the others wait.

    Its text is noise, its wire and its enforcement of JSON schemas are llama.cpp's. A letter is a token.
    """

    def __init__(self, folder: Path, context: int = 16_384) -> None:
        params = xllamacpp.CommonParams()
        params.model.path = str(tiny_gguf.write(folder / "tiny.gguf"))
        params.port, params.n_ctx, params.n_parallel = 0, context, 1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
        params.warmup, params.verbosity = False, -1
        self._server = xllamacpp.Server(params)

    @property
    def base(self) -> str:
        """The `api_base` to call it by."""
        return f"{self._server.listening_address}/v1"

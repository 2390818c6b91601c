"""Language models behind one narrow port.

port: what Viva asks of a model (`LLM`, `Stream`, values). lite: LiteLLM behind it, the only code that imports litellm,
lazily. ladder: how a schema is asked for. hush: what a model thinks aloud is kept back. trouble: what a failure means,
in words for people. probe: what a model can do, measured. Another way to reach a model is one more module beside lite.
"""

from viva.llm.lite import LiteLLM, close, make, warm_up
from viva.llm.port import LLM, Message, Reply, Request, Speaker, Stream, Usage, estimate, read, scrub
from viva.llm.probe import Finding, probe

__all__ = [
    "LLM",
    "Finding",
    "LiteLLM",
    "Message",
    "Reply",
    "Request",
    "Speaker",
    "Stream",
    "Usage",
    "close",
    "estimate",
    "make",
    "probe",
    "read",
    "scrub",
    "warm_up",
]

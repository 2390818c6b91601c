"""Language models behind one narrow port.

`port`     what Viva asks of a model (`LLM`, `Stream`, values)
`call`     one call and its reply, whichever wire carries it
`lite`     LiteLLM as a wire, the only code that imports litellm, lazily
`direct`   the wire to OpenAI-shaped servers of one's own
`wires`    which of the two reaches a model
`ladder`   how a schema is asked for
`voice`    speech: a recording as text, text as sound
`hush`     what a model thinks aloud is kept back
`trouble`  what a failure means, in words for people
"""

from viva.llm.call import Model
from viva.llm.lite import warm_up
from viva.llm.port import LLM, Message, Reply, Request, Speaker, Stream, Usage, closed, estimate, read, scrub
from viva.llm.voice import Sound, Voice
from viva.llm.wires import Neighbour, Wires, is_direct

__all__ = [
    "LLM",
    "Message",
    "Model",
    "Neighbour",
    "Reply",
    "Request",
    "Sound",
    "Speaker",
    "Stream",
    "Usage",
    "Voice",
    "Wires",
    "closed",
    "estimate",
    "is_direct",
    "read",
    "scrub",
    "warm_up",
]

"""Writes a language model of 0.5 MB with random weights as GGUF, by the standard library alone, in a third of a second.

llama.cpp loads it, so that a test can talk to a real server: its wire, its streaming, its enforced JSON. What it says
is noise. Channel 0 carries a constant through every layer, so that `output.weight[:, 0]` is a bias of each token:
printable ASCII is likely, control and non-ASCII bytes next to impossible (plain random weights make llama.cpp answer
500), quotes and the end of the turn likely enough that strings and replies stay short.
"""

from __future__ import annotations

import math
import random
import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

WIDTH, LAYERS, HEADS, FORWARD, CONTEXT = 64, 2, 4, 128, 32_768
SPECIAL = ("<|bos|>", "<|im_start|>", "<|im_end|>")
END = 2
WORDS = "the a is of and to in for answer question model index context token rank score good point because".split()
CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

Matrix = list["array[float]"]
Kind = Literal["u32", "i32", "f32", "bool", "str"]
_CODES: dict[Kind, tuple[int, str]] = {
    "u32": (4, "<I"),
    "i32": (5, "<i"),
    "f32": (6, "<f"),
    "bool": (7, "<?"),
    "str": (8, ""),
}
_ARRAY = 9


def write(path: Path, seed: int = 7) -> Path:
    """The model as a file; the same seed gives the same bytes."""
    vocabulary = _vocabulary()
    tensors, facts = list(_tensors(vocabulary, random.Random(seed))), _facts(vocabulary)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)) + b"".join(facts)
    body = bytearray()
    for name, matrix in tensors:
        sizes = [len(matrix[0])] if len(matrix) == 1 else [len(matrix[0]), len(matrix)]
        head += _text(name) + struct.pack("<I", len(sizes)) + struct.pack(f"<{len(sizes)}Q", *sizes)
        head += struct.pack("<IQ", 0, len(body))
        for row in matrix:
            body += _little(row)
        body += b"\0" * (-len(body) % 32)
    path.write_bytes(head + b"\0" * (-len(head) % 32) + body)
    return path


def _alphabet() -> list[str]:
    """GPT-2's printable stand-in for each byte."""
    keep, letters, spare = {*range(33, 127), *range(161, 173), *range(174, 256)}, [], 256
    for byte in range(256):
        letters.append(chr(byte if byte in keep else spare))
        spare += byte not in keep
    return letters


def _vocabulary() -> list[str]:
    alphabet = _alphabet()
    return [*SPECIAL, *alphabet, *(alphabet[ord(" ")] + word for word in WORDS)]


def _bias(token: int) -> float:
    """How much likelier than another a token is."""
    byte = token - len(SPECIAL)
    if byte < 0:
        return 0.5 if token == END else -40.0
    if byte >= 256:
        return 1.0
    if byte == ord('"'):
        return 3.0
    return 0.0 if 32 <= byte < 127 else -40.0


def _tensors(vocabulary: list[str], chance: random.Random) -> Iterator[tuple[str, Matrix]]:
    def matrix(rows: int, columns: int, spread: float) -> Matrix:
        return [array("f", (chance.gauss(0, spread) for _ in range(columns))) for _ in range(rows)]

    ones: Matrix = [array("f", [1.0] * WIDTH)]
    embedding, output = matrix(len(vocabulary), WIDTH, 1.0), matrix(len(vocabulary), WIDTH, 0.25)
    for token in range(len(vocabulary)):
        embedding[token][0], output[token][0] = 8.0, _bias(token) / 5.5
    yield from (("token_embd.weight", embedding), ("output_norm.weight", ones), ("output.weight", output))
    shapes = dict.fromkeys(("attn_q", "attn_k", "attn_v", "attn_output"), (WIDTH, WIDTH))
    shapes |= {"ffn_gate": (FORWARD, WIDTH), "ffn_up": (FORWARD, WIDTH), "ffn_down": (WIDTH, FORWARD)}
    for layer in range(LAYERS):
        yield from ((f"blk.{layer}.{norm}.weight", ones) for norm in ("attn_norm", "ffn_norm"))
        for name, (rows, columns) in shapes.items():
            weights = matrix(rows, columns, 0.5 / math.sqrt(columns))
            if name in ("attn_output", "ffn_down"):  # what would write into channel 0
                weights[0] = array("f", [0.0] * columns)
            yield f"blk.{layer}.{name}.weight", weights


def _facts(vocabulary: list[str]) -> list[bytes]:
    """The key-value pairs of the head."""
    kinds = [3] * len(SPECIAL) + [1] * (len(vocabulary) - len(SPECIAL))
    return [
        _fact("general.architecture", "str", "llama"),
        _fact("general.name", "str", "tiny-random"),
        _fact("llama.context_length", "u32", CONTEXT),
        _fact("llama.embedding_length", "u32", WIDTH),
        _fact("llama.block_count", "u32", LAYERS),
        _fact("llama.feed_forward_length", "u32", FORWARD),
        _fact("llama.attention.head_count", "u32", HEADS),
        _fact("llama.attention.head_count_kv", "u32", HEADS),
        _fact("llama.attention.layer_norm_rms_epsilon", "f32", 1e-5),
        _fact("llama.rope.dimension_count", "u32", WIDTH // HEADS),
        _fact("llama.vocab_size", "u32", len(vocabulary)),
        _fact("general.file_type", "u32", 0),
        _fact("general.alignment", "u32", 32),
        _fact("tokenizer.ggml.model", "str", "gpt2"),
        _fact("tokenizer.ggml.pre", "str", "gpt-2"),
        _list("tokenizer.ggml.tokens", "str", vocabulary),
        _list("tokenizer.ggml.token_type", "i32", kinds),
        _list("tokenizer.ggml.merges", "str", [f"{_alphabet()[ord(' ')]} t"]),
        _fact("tokenizer.ggml.bos_token_id", "u32", 0),
        _fact("tokenizer.ggml.eos_token_id", "u32", END),
        _fact("tokenizer.ggml.eot_token_id", "u32", END),
        _fact("tokenizer.ggml.add_bos_token", "bool", False),
        _fact("tokenizer.chat_template", "str", CHAT),
    ]


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _one(kind: Kind, value: Any) -> bytes:
    return _text(value) if kind == "str" else struct.pack(_CODES[kind][1], value)


def _fact(key: str, kind: Kind, value: Any) -> bytes:
    return _text(key) + struct.pack("<I", _CODES[kind][0]) + _one(kind, value)


def _list(key: str, kind: Kind, values: list[Any]) -> bytes:
    head = _text(key) + struct.pack("<IIQ", _ARRAY, _CODES[kind][0], len(values))
    return head + b"".join(_one(kind, value) for value in values)


def _little(row: array[float]) -> bytes:
    if sys.byteorder == "big":
        row = array("f", row)
        row.byteswap()
    return row.tobytes()

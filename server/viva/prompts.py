"""Prompts are text in files: this reads them, fills their holes, and fences off what is data in them."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from viva.errors import PromptError
from viva.words import seen

Holes = Mapping[str, Collection[str]]
"""The sections of a prompt, and the holes of each."""

# What stands before the first section is a remark.
_SECTION = re.compile(r"^=== (\w+) ===$", re.MULTILINE)
_HOLE = re.compile(r"\{\{(\w+)\}\}")

# What a model, or the template that its messages are poured into, could take for a border between speakers: our own
# fence, `<|im_start|>` and its kin (llama.cpp reads them as control tokens wherever they stand), `[INST]`, `</s>`.
_BORDER = re.compile(
    r"</?(?=[|｜]|s>|\w*answer|think|system|user|assistant|human|(?:start|end)_of_turn|bos>|eos>)"
    r"|(?<=[|｜])>|<</?SYS>>|\[/?(?:INST|SYSTEM_PROMPT|TOOL_\w+|AVAILABLE_TOOLS)\]",
    re.IGNORECASE,
)
_LOOKALIKE = str.maketrans("<>[]", "‹›⟦⟧")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file: its sections by name, and 16 hex digits of the SHA-256 of its text."""

    name: str
    sections: Mapping[str, str]
    fingerprint: str

    def fill(self, section: str, **values: str) -> str:
        """The section with its holes filled in one pass: a hole in a value stays as it is.

        Raises PromptError unless exactly the section's holes are given.
        """
        text = self.sections[section]
        wanted = set(_HOLE.findall(text))
        if wanted != set(values):
            raise PromptError(f"{self.name}.md, {section}: {_difference(wanted, set(values))}.")
        return _HOLE.sub(lambda hole: values[hole[1]], text)


class Prompts:
    """All prompts of a folder, read once."""

    def __init__(self, folder: Path) -> None:
        """Raises PromptError if the folder is missing or a file has no section."""
        if not folder.is_dir():
            raise PromptError(f"There is no folder of prompts {folder}: reinstall Viva, or run it from its checkout.")
        self._folder = folder
        self._prompts = {path.stem: _parse(path) for path in sorted(folder.glob("*.md"))}

    def get(self, name: str, holes: Holes) -> Prompt:
        """The prompt, with exactly these sections and holes; PromptError says what differs. Ask at start-up."""
        prompt = self._prompts.get(name)
        if prompt is None:
            raise PromptError(f"The prompt {self._folder / name}.md is missing: put it back, or reinstall Viva.")
        wrong = [_difference(set(prompt.sections), set(holes), "=== {} ===")]
        both = sorted(prompt.sections.keys() & holes.keys())
        wrong += [_difference(set(_HOLE.findall(prompt.sections[name])), set(holes[name])) for name in both]
        if any(wrong):
            raise PromptError(f"{self._folder / name}.md: {'; '.join(filter(None, wrong))}.")
        return prompt


def _parse(path: Path) -> Prompt:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path} can't be read: {error}.") from None
    _, *parts = _SECTION.split(text)
    names, texts = parts[::2], [part.strip() for part in parts[1::2]]
    if not names or len(set(names)) != len(names):
        raise PromptError(
            f"{path}: each section begins with a line such as `=== system ===`, and no two are namesakes."
        )
    return Prompt(path.stem, dict(zip(names, texts, strict=True)), hashlib.sha256(text.encode()).hexdigest()[:16])


def _difference(found: set[str], wanted: set[str], mark: str = "{{{{{}}}}}") -> str:
    """What a file lacks and what nobody fills in it, "" if nothing."""
    lacks = ", ".join(mark.format(name) for name in sorted(wanted - found))
    idle = ", ".join(mark.format(name) for name in sorted(found - wanted))
    return "; ".join([f"it lacks {lacks}"] * bool(lacks) + [f"nothing fills {idle}"] * bool(idle))


# -- data in prompts


def nonce(rng: random.Random) -> str:
    """A code that whoever wrote the text to be fenced can't have known."""
    return f"{rng.getrandbits(64):016x}"


def neutral(text: str) -> str:
    """`text` as a model may read it: nothing unseen in it, and nothing that could pass for the end of a message."""
    return _BORDER.sub(lambda border: border[0].translate(_LOOKALIKE), seen(text))


def fence(text: str, code: str) -> str:
    """`text`, neutral, between two tags that hold the code."""
    return f"<answer-{code}>\n{neutral(text)}\n</answer-{code}>"


def clip(text: str, most: int) -> str:
    """The beginning and the end of a text that is longer than `most` characters."""
    if len(text) <= most:
        return text
    return f"{text[: most * 2 // 3]}\n[…]\n{text[-most // 3 :]}"

"""Writes the page's types and a question's schema from the server's models; --check says whether they are stale."""

import json
import re
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from viva import bank, frames
from viva.frames import outbound

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "web" / "src" / "protocol.gen.ts"
SCHEMA = ROOT / "questions" / "schema.json"
BANNER = "// Made from the server's frames by `make types`; change those, not this.\n\n"
UNIONS = {"Command": frames.Command, "Outbound": frames.Outbound}
"""Unions of frames, told apart by their `type`."""
REPLIES: tuple[type[BaseModel], ...] = (
    frames.Setup,
    frames.Created,
    frames.InterviewPage,
    frames.StandingView,
    frames.AttemptsView,
    frames.HeardView,
    frames.SpokenView,
    frames.BankView,
    frames.ModelAnswerView,
    frames.CheckView,
    frames.NeighboursView,
    frames.TailoredView,
    frames.ApiError,
)
CONSTANTS = ("PROTOCOL", "MOST_BYTES", "MOST_ANSWER", "MOST_QUERY", "MOST_WORD")


class Whole(GenerateJsonSchema):
    """A frame holds every field, those with a default too, so in TypeScript none is optional."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


def main() -> None:
    """Write the files; or, with --check, end with a message if one isn't what would be written."""
    made = {
        TARGET: BANNER + constants() + unions() + interfaces(schema()),
        SCHEMA: json.dumps(bank.schema(), indent=1) + "\n",
    }
    for path, text in made.items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(ROOT)} is stale: run `make types`.")


def models() -> tuple[type[BaseModel], ...]:
    """Everything that goes over the wire, each once."""
    sent = (*get_args(frames.Command), frames.Draft, frames.Sync, frames.Ping)
    return (*sent, *get_args(frames.Outbound), *REPLIES)


def schema() -> dict[str, Any]:
    """One JSON schema that defines them all."""
    _, defined = models_json_schema([(model, "serialization") for model in models()], schema_generator=Whole)
    # json2ts makes an alias of every titled property (Type1, Type2, …); a name is only wanted for a definition.
    return {"title": "Frames", "type": "object", "$defs": {name: bare(d) for name, d in defined["$defs"].items()}}


def bare(definition: dict[str, Any]) -> dict[str, Any]:
    fields = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in definition.get("properties", {}).items()
    }
    return definition | ({"properties": fields} if fields else {})


def interfaces(document: dict[str, Any]) -> str:
    """The definitions as TypeScript interfaces."""
    web = runpy.run_path(str(ROOT / "scripts" / "web.py"))
    web["modules"]()
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "frames.json"), Path(folder, "frames.ts")
        source.write_text(json.dumps(document), encoding="utf-8")
        options = ("--unreachableDefinitions", "--no-additionalProperties", "--maxItems=-1", "--bannerComment=")
        width = "--style.printWidth=120"
        web["npm"]("exec", "--offline", "--", "json2ts", "-i", str(source), "-o", str(made), *options, width)
        text = made.read_text(encoding="utf-8")
    # The wrapper that holds the definitions is no frame; nor is it worth a note above each of them.
    text = text.replace("export interface Frames {}\n", "")
    text = re.sub(r"/\*\*\n \* This interface was referenced by [^/]*\n \*/\n", "", text)
    text = re.sub(r" \*\n \* This interface was referenced by [^/]*\n \*/\n", " */\n", text)
    return re.sub(r"\n}\n(?=/|export)", "\n}\n\n", text).lstrip()


def unions() -> str:
    lines = [
        f"export type {name} = {' | '.join(m.__name__ for m in get_args(union))};" for name, union in UNIONS.items()
    ]
    lines.append("export type Inbound = Command | Draft | Sync | Ping;")
    return "\n".join(lines) + "\n\n"


def constants() -> str:
    """The limits that both sides keep, and the close codes by name."""
    values = {name: getattr(frames, name) for name in CONSTANTS}
    values |= {name: value for name, value in vars(outbound).items() if name.startswith("CLOSE_")}
    return "".join(f"export const {name} = {json.dumps(value)};\n" for name, value in values.items()) + "\n"


if __name__ == "__main__":
    main()

"""Settings from where they are said, and what is wrong with them in the words of that place."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ValidationError
from pydantic_settings import EnvSettingsSource
from pydantic_settings import SettingsError as UnreadableVariable

from viva.errors import SettingsError
from viva.settings.knobs import PREFIX, Judging, Limits, ModelSettings, Roles, Settings

FILE = "viva.toml"


def find(path: Path | None = None) -> Path | None:
    """The settings file: the one given, else ./viva.toml, else that of the user's configuration folder, else none."""
    if path is not None:
        if not path.is_file():
            raise SettingsError(f"There is no settings file {path}: check the path, or leave it out.")
        return path
    usual = (Path(FILE), Path(platformdirs.user_config_dir("viva", appauthor=False)) / FILE)
    return next((file for file in usual if file.is_file()), None)


def load(path: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this process. `overrides` is what the command line says, nested as in the file.

    Raises SettingsError, with a line for each thing that is wrong.
    """
    file = find(path)
    written = _read(file) if file else {}
    try:
        environment = EnvSettingsSource(Settings, env_ignore_empty=True)()
    except UnreadableVariable as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = f"{PREFIX}{field[1].upper()}" if field else f"a {PREFIX} variable"
        mend = "mend it, or set one key at a time, as in VIVA_ROLES__JUDGE=basic"
        raise SettingsError(f"the environment: {name} is no valid JSON: {mend}.") from None
    sources = {"the command line": overrides or {}, "the environment": environment, str(file): written}
    merged: dict[str, Any] = {}
    for source in reversed(sources.values()):
        merged = _merge(merged, source)
    slips = _slips(merged)
    environment.update(slips)
    try:
        return Settings(**_merge(merged, slips))
    except ValidationError as error:
        lines = (_sentence(dict(fault), sources) for fault in error.errors(include_url=False, include_input=False))
        raise SettingsError("\n".join(lines)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}.") from None


def _slips(merged: Mapping[str, Any]) -> dict[str, str]:
    """Variables that nearly name a setting, as settings that there are not. One that holds a model's key is none."""
    models = merged.get("models")
    tables = models.values() if isinstance(models, Mapping) else ()
    keys = {table.get("key_env") for table in tables if isinstance(table, Mapping)}
    names = (name for name, value in os.environ.items() if value and name.upper().startswith(PREFIX))
    words = {name[len(PREFIX) :].split("__")[0].lower() for name in names if name not in keys}
    known = Settings.model_fields
    return {word: "" for word in words if word not in known and difflib.get_close_matches(word, known, n=1)}


def _merge(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """`high` over `low`, table by table."""
    merged = dict(low)
    for key, value in high.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


_TOLD = {
    ("dict_type", False): "must be a table",
    ("model_type", False): "must be a table",
    ("string_pattern_mismatch", True): "a name has lower-case letters and digits, with single - _ or . between them",
    ("string_pattern_mismatch", False): "must have no blank in it",
}
"""What pydantic says of its own types and patterns, in the words of the file: by kind, and whether of a name."""


def _sentence(fault: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> str:
    """One complaint of pydantic's, for people; it never repeats a value."""
    path = [str(part) for part in fault["loc"] if part != "[key]"]
    where = next((name for name, source in sources.items() if path and _holds(source, path)), "")
    at = f"{where}: " if where else ""
    name = ".".join(path)
    if fault["type"] == "extra_forbidden":
        return f"{at}there is no setting {name}{_instead(path)}"
    if fault["type"] == "missing":
        return f"{at}{name} is missing."
    said = _TOLD.get((fault["type"], "[key]" in fault["loc"])) or str(fault["msg"]).removeprefix("Value error, ")
    return f"{at}{name}: {said[:1].lower() + said[1:]}." if name else f"{said}."


def _holds(source: Mapping[str, Any], path: list[str]) -> bool:
    """Whether the source has anything at this place, or (for what is missing) at the table round it."""
    for part in path[:-1]:
        inner = source.get(part)
        if not isinstance(inner, Mapping):
            return part in source
        source = inner
    return path[-1] in source or len(path) > 1


def _instead(path: list[str]) -> str:
    """What was meant by a key that isn't known."""
    tables: dict[str, type[BaseModel]] = {"models": ModelSettings, "roles": Roles, "judge": Judging, "budget": Limits}
    table = tables.get(path[0], Settings) if len(path) > 1 else Settings
    word = path[-1]
    if re.search(r"(^|_)(key|token|secret|password)$", word):
        return ". Keys don't belong in a file: put the key in an environment variable, and its name in key_env."
    near = difflib.get_close_matches(word, table.model_fields, n=1)
    return f": did you mean {near[0]}?" if near else f"; known are {', '.join(table.model_fields)}."

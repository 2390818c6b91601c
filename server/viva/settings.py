"""Every knob and its default, read once: command line over environment over `viva.toml` over what stands here."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from viva.errors import SettingsError
from viva.paths import data

FILE = "viva.toml"
PREFIX = "VIVA_"
BASIC = "basic"
"""The role's name for "no model at all"."""

Job = Literal["interviewer", "judge"]


def _loopback(host: str) -> str:
    """Viva knows no accounts: whoever reaches the port reads every transcript."""
    try:
        fine = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        fine = False
    if not fine:
        raise ValueError(
            f"{host!r} is not a loopback address. Viva has no accounts, so it only answers on this machine: "
            'use "127.0.0.1", "::1" or "localhost"'
        )
    return host


def _variable(name: str) -> str:
    # The value is not repeated: whoever gets this wrong has often put the key itself there.
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.startswith("sk_"):
        raise ValueError("must be the NAME of the environment variable that holds the key, never the key itself")
    return name


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@?#]+(?:/[^\s@?#]*)?", url):
        raise ValueError("must look like http://127.0.0.1:11434/v1, without a user, password or key in it")
    return url.rstrip("/")


Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[_.-][a-z0-9]+)*$", max_length=40)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Price = Annotated[float, Field(ge=0)]


class Part(BaseModel):
    """A table of the settings: it never changes, and a key that it doesn't know is an error."""

    # An error must not repeat what it was given: it may be a key in the wrong place.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ModelSettings(Part):
    """One model, `[models.NAME]`.

    `model` is LiteLLM's name for it ("openai/gpt-5-mini", "anthropic/…"; a local server is "openai/NAME" with its
    `api_base`). `key_env` names the variable that holds the key; without it LiteLLM looks in the provider's usual one,
    unless `api_base` is given. `context` is in tokens; `max_tokens` replaces what each task allows a reply (raise it
    for a model that thinks first), `temperature` what each task asks for. `timeout` bounds a whole reply,
    `first_token` the wait for its beginning, both in seconds. `voice` is whose voice it speaks with, as its provider
    names them. Prices are in USD for a million tokens; without them LiteLLM's own list is asked.
    """

    model: Annotated[str, Field(min_length=3, max_length=200, pattern=r"^\S+$")]
    api_base: Annotated[str, AfterValidator(_address)] | None = None
    key_env: Annotated[str, AfterValidator(_variable)] | None = None
    context: Annotated[int, Field(ge=512)] | None = None
    max_tokens: Annotated[int, Field(ge=64)] | None = None
    timeout: Seconds = 120.0
    first_token: Seconds = 60.0
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    voice: Annotated[str, Field(min_length=1, max_length=60)] = "alloy"
    price_in: Price | None = None
    price_out: Price | None = None

    def key(self, environ: Mapping[str, str] = os.environ) -> SecretStr | None:
        """The key, None where none is named. Raises SettingsError if its variable is empty."""
        if self.key_env is None:
            return None
        value = environ.get(self.key_env, "").strip()
        if not value:
            raise SettingsError(
                f"The key of {self.model} is to be in the environment variable {self.key_env}, which is not set: "
                f"export it, or change key_env."
            )
        return SecretStr(value)


class Roles(Part):
    """Who does what: the name of a `[models.NAME]` table, or "basic".

    `transcriber` hears what is spoken and `speaker` reads out what is asked; without one nobody on the server does.
    """

    interviewer: str = BASIC
    judge: str = BASIC
    transcriber: str | None = None
    speaker: str | None = None


class Judging(Part):
    """How answers are judged, `[judge]`: alone, or by several whose verdicts are counted point by point.

    `panel` names those who judge together, instead of `roles.judge`; each is asked `samples` times. A grade on which
    less than `least_agreement` (0 to 1, of the verdicts, weighted by points) agree with the majority needs review.
    """

    samples: Annotated[int, Field(ge=1, le=9)] = 1
    panel: tuple[str, ...] = ()
    least_agreement: Annotated[float, Field(ge=0, le=1)] = 0.75


class Limits(Part):
    """The most tokens, in and out together, that models may use; 0 is no limit. A day is one of UTC.

    An interview of five questions takes 50,000 to 150,000 tokens with both roles on a model, so the defaults stop what
    runs wild and nobody else.
    """

    tokens_per_interview: Annotated[int, Field(ge=0)] = 2_000_000
    tokens_per_day: Annotated[int, Field(ge=0)] = 20_000_000


def _data() -> Path:
    return Path(platformdirs.user_data_dir("viva", appauthor=False))


class Settings(BaseSettings):
    """All of it. Read it with `load`, once, and pass it down.

    `data` is the folder of the database; `bank` a folder of questions instead of those that ship with Viva;
    `seconds_per_word` is how slowly the basic interviewer talks.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, env_prefix=PREFIX, env_nested_delimiter="__"
    )

    host: Annotated[str, AfterValidator(_loopback)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    data: Annotated[Path, AfterValidator(Path.expanduser)] = Field(default_factory=_data)
    bank: Annotated[Path, AfterValidator(Path.expanduser)] | None = None
    open_browser: bool = True
    seconds_per_word: Annotated[float, Field(ge=0, le=2)] = 0.03
    models: dict[Name, ModelSettings] = Field(default_factory=dict)
    roles: Roles = Roles()
    judge: Judging = Judging()
    budget: Limits = Limits()

    @model_validator(mode="after")
    def _roles_are_configured(self) -> Settings:
        if BASIC in self.models:
            raise ValueError('"basic" is what needs no model: give the table [models.basic] another name')
        named = {f"roles.{job}": getattr(self.roles, job) for job in ("interviewer", "judge")}
        for place, name in (*named.items(), *(("judge.panel", name) for name in self.judge.panel)):
            if name != BASIC and name not in self.models:
                known = ", ".join(f'"{known}"' for known in (BASIC, *self.models))
                raise ValueError(f'{place} = "{name}", but there is no table [models.{name}]: known are {known}')
        for role in ("transcriber", "speaker"):
            name = getattr(self.roles, role)
            if name is not None and name not in self.models:
                known = ", ".join(f'"{known}"' for known in self.models) or "none"
                raise ValueError(f'roles.{role} = "{name}", but there is no table [models.{name}]: known are {known}')
        if self.judge.panel and self.roles.judge not in (BASIC, *self.judge.panel):
            raise ValueError(f'judge.panel judges instead of roles.judge = "{self.roles.judge}": leave one of them out')
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_args: Any,
        **_more: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` merges the sources itself, so that a complaint can say where its cause stands.
        return (init_settings,)

    @property
    def database(self) -> Path:
        """The file in which interviews are kept."""
        return self.data / "viva.db"

    def questions(self) -> Path:
        """The folder of the bank. Raises SettingsError if there is no such folder."""
        folder = self.bank or data("questions")
        if not folder.is_dir():
            raise SettingsError(f"There is no folder {folder} with questions: name it with --bank.")
        return folder

    def model(self, job: Job) -> ModelSettings | None:
        """The model that does the job; None for the basic one."""
        name: str = getattr(self.roles, job)
        return None if name == BASIC else self.models[name]

    def names(self, job: Job) -> tuple[str, ...]:
        """Who does the job, each as often as it is asked: once the basic one, which never changes its mind."""
        if job == "interviewer":
            return (self.roles.interviewer,)
        names = self.judge.panel or (self.roles.judge,)
        return tuple(name for name in names for _ in range(1 if name == BASIC else self.judge.samples))


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

"""Every knob and its default."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from viva.errors import SettingsError
from viva.paths import data

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

"""One frozen Settings, built once from the environment (prefix WARMTHREAD_), failing at start when a value is wrong.

Defaults make one machine work with nothing set. Any secret may also come from a file named by `…_FILE`. Nobody else
in the product reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from connectors.contract import ProviderSettings
from connectors.errors import Misconfigured
from service import model_address

PREFIX = "WARMTHREAD_"
SECRETS = ("secret_key", "google_client_secret", "microsoft_client_secret", "llm_api_key", "database_url", "redis_url")


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("must be an address such as https://example.com/")
    return value


def _public_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme != "https" or not parts.hostname or parts.path not in {"", "/"} or parts.query):
        raise ValueError("must be an https address without a path, such as https://warmthread.example.com/")
    return value.rstrip("/") + "/" if value else ""


PublicAddress = Annotated[str, AfterValidator(_public_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
ModelAddress = Annotated[str, AfterValidator(model_address.cleaned)]


class Settings(BaseSettings):
    """Everything that can be set. Field names in upper case with the prefix WARMTHREAD_ are the variables."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        validate_default=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("warmthread", appauthor=False))
    database_url: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    bind: str = "127.0.0.1:8765"
    secret_key: SecretStr = SecretStr("")
    secret_key_file: Path | None = None
    """Where the key was read from, if from a file: it is read again when that changes."""
    now: datetime | None = None
    clock_file: Path | None = None
    ca_file: str = ""
    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    google_root_url: WebAddress = ""
    google_auth_url: WebAddress = ""
    google_token_url: WebAddress = ""
    google_revoke_url: WebAddress = ""
    gmail_root_url: WebAddress = ""
    google_calendar_root_url: WebAddress = ""
    microsoft_client_id: str = ""
    microsoft_client_secret: SecretStr = SecretStr("")
    microsoft_authority: WebAddress = ""
    graph_url: WebAddress = ""
    llm_url: ModelAddress = ""
    """Where an OpenAI-compatible server words drafts; "" = nobody does but the rules."""
    llm_model: str = Field(default="", max_length=200)
    """Which of its models; "" where it has only one."""
    llm_api_key: SecretStr = SecretStr("")
    log_level: str = "INFO"
    log_format: Literal["json", "text", ""] = ""
    """How the log is written; "" = as text at a terminal, else as JSON, one object a line."""
    metrics_bind: str = ""
    """Where each process also answers /healthz, /readyz and /metrics; "" = only the web's own port does."""
    undo_seconds: float = Field(default=30.0, ge=0, le=600)
    """How long an approved draft is held so that the approval can be taken back, seconds of real time."""
    look_seconds: float = Field(default=5.0, ge=0.01, le=60)
    """First wait before looking again at a sending whose outcome is unclear, seconds; later waits grow."""
    answer_seconds: float = Field(default=60.0, ge=0.2, le=60)
    """How long a provider's answer is waited for, seconds; what was asked may be done all the same."""
    poll_seconds: float = Field(default=20.0, ge=0.2, le=3600)
    """Shortest time between two polls of one account, seconds."""
    workers: int = Field(default=4, ge=1, le=64)
    crash_at: str = Field(default="", validation_alias="CRASH_AT")
    """Tests only: the named crash point (see `service.crash`)."""
    upload_bytes: int = Field(default=2 * 1024**3, ge=1)
    """Largest file that the pages take in."""
    backups: int = Field(default=3, ge=0, le=366)
    """How many daily copies of an SQLite database `run` keeps beside it; 0 = it makes none, and removes those there are."""
    public_url: PublicAddress = ""
    """Where a proxy with TLS serves the pages to other machines; "" = they are for this machine alone."""
    backfill_days: int = Field(default=90, ge=1, le=3650)

    @field_validator("bind", "metrics_bind")
    @classmethod
    def _bind_is_host_and_port(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name == "metrics_bind":
            return value
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise ValueError("must be HOST:PORT, such as 127.0.0.1:8765")
        return value

    @field_validator("now")
    @classmethod
    def _now_is_aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must name its zone, such as 2026-03-01T08:00:00Z")
        return value

    @field_validator("log_level")
    @classmethod
    def _log_level_is_known(cls, value: str) -> str:
        levels = ("DEBUG", "INFO", "WARNING", "ERROR")
        if value.upper() not in levels:
            raise ValueError(f"must be one of {', '.join(levels)}")
        return value.upper()

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_is_known(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return value

    @property
    def host(self) -> str:
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    @property
    def database(self) -> str:
        """SQLAlchemy URL: the one set, else the SQLite file in the data folder."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'warmthread.db'}"

    @property
    def database_path(self) -> Path:
        """Where an SQLite database lies."""
        return Path(self.database.removeprefix("sqlite:///"))

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    def provider(self, name: str) -> ProviderSettings:
        """What the connector of that name is told; empty for providers without settings."""
        if name == "google":
            return self._google()
        return self._microsoft() if name == "microsoft" else self._any()

    def _any(self) -> ProviderSettings:
        """What every provider is told; all that one without settings of its own needs."""
        return ProviderSettings(ca_file=self.ca_file, timeout=self.answer_seconds, is_local=not self.public_url)

    def _google(self) -> ProviderSettings:
        return replace(
            self._any(),
            client_id=self.google_client_id,
            client_secret=self.google_client_secret.get_secret_value(),
            root_url=self.google_root_url,
            mail_root_url=self.gmail_root_url or self.google_root_url,
            calendar_root_url=self.google_calendar_root_url or self.google_root_url,
            auth_url=self.google_auth_url,
            token_url=self.google_token_url,
            revoke_url=self.google_revoke_url,
        )

    def _microsoft(self) -> ProviderSettings:
        return replace(
            self._any(),
            client_id=self.microsoft_client_id,
            client_secret=self.microsoft_client_secret.get_secret_value(),
            root_url=self.graph_url,
            auth_url=self.microsoft_authority,
        )


class _Given(Settings):
    """Settings of which nothing comes from the environment."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (handed over by pydantic)
        init_settings: PydanticBaseSettingsSource,
        *_environment: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Settings from the environment, or from a mapping that stands for it: then only that one counts.

    Raises Misconfigured naming the variable and what it accepts.
    """
    source = os.environ if environ is None else environ
    files = _secret_files(source)
    values: dict[str, Any] = {**_read(files), "secret_key_file": files.get("secret_key"), **overrides}
    try:
        return Settings(**values) if environ is None else _Given(**{**_fields_of(environ), **values})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise Misconfigured(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from None


def given_settings() -> dict[str, str]:
    """The variables of ours that are set in the environment, as they are set there: for what starts without it."""
    fields = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    files = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    return {name: value for name, value in os.environ.items() if name in fields | files and value}


def _fields_of(environ: Mapping[str, str]) -> dict[str, str]:
    names = {"CRASH_AT": "crash_at", **{f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}}
    return {names[variable]: value for variable, value in environ.items() if variable in names and value}


def _secret_files(environ: Mapping[str, str]) -> dict[str, Path]:
    """Field to the file it is read from; one that is set itself wins over its file."""
    variables = {field: f"{PREFIX}{field.upper()}" for field in SECRETS}
    named = {field: environ.get(f"{name}_FILE") for field, name in variables.items() if not environ.get(name)}
    return {field: Path(path) for field, path in named.items() if path}


def _read(files: Mapping[str, Path]) -> dict[str, str]:
    found = {}
    for field, path in files.items():
        try:
            found[field] = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"{PREFIX}{field.upper()}_FILE: cannot read {path} ({error.strerror}).") from None
    return found

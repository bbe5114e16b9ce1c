"""Settings come from the environment once, a wrong one names itself, and a secret never shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.errors import Misconfigured
from service.model_address import place_of
from service.settings import SECRETS, load_settings


def test_nothing_set_means_one_machine_with_sqlite_and_workers_inside(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path / 'warmthread.db'}"
    assert settings.is_sqlite
    assert settings.redis_url.get_secret_value() == ""
    assert (settings.host, settings.port) == ("127.0.0.1", 8765)
    assert settings.now is None
    assert settings.clock_file is None


def test_the_environment_is_where_settings_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMTHREAD_BIND", "[::1]:9000")
    monkeypatch.setenv("WARMTHREAD_BACKFILL_DAYS", "30")
    settings = load_settings()
    assert (settings.host, settings.port) == ("::1", 9000)
    assert settings.backfill_days == 30


def test_where_a_mapping_is_given_only_that_mapping_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in {"BIND": "[::1]:9000", "WORKERS": "many", "SECRET_KEY": "from outside"}.items():
        monkeypatch.setenv(f"WARMTHREAD_{variable}", value)
    monkeypatch.setenv("CRASH_AT", "poll.before_commit")
    settings = load_settings({"WARMTHREAD_WORKERS": "2", "WARMTHREAD_BACKFILL_DAYS": "", "WARMTHREAD_UNKNOWN": "x"})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8765, 2)
    assert (settings.secret_key.get_secret_value(), settings.crash_at) == ("", "")
    assert settings.backfill_days == 90, "an empty variable is none"
    assert load_settings({"CRASH_AT": "poll.before_commit"}).crash_at == "poll.before_commit"


@pytest.mark.parametrize(
    ("variable", "value", "accepted"),
    [
        ("BIND", "8765", "HOST:PORT"),
        ("BIND", "localhost:99999", "HOST:PORT"),
        ("METRICS_BIND", "9464", "HOST:PORT"),
        ("LOG_FORMAT", "xml", "'json', 'text'"),
        ("NOW", "2026-03-01T08:00:00", "zone"),
        ("NOW", "yesterday", "datetime"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
        ("DATABASE_URL", "mysql://localhost/x", "sqlite:/// or postgresql+psycopg://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("PUBLIC_URL", "http://warm.example", "https://warmthread.example.com/"),
        ("PUBLIC_URL", "https://warm.example/under/here", "without a path"),
        ("BACKUPS", "-1", "greater than or equal to 0"),
        ("GOOGLE_ROOT_URL", "localhost:9000", "https://example.com/"),
        ("LLM_URL", "localhost:11434", "http://127.0.0.1:11434/v1"),
        ("LLM_URL", "http://model.example/v1", "https"),
        ("LLM_URL", "http://8.8.8.8/v1", "https"),
        ("LLM_URL", "https://me:secret@model.example/v1", "WARMTHREAD_LLM_API_KEY"),
        ("LLM_URL", "https://model.example/v1?key=secret", "WARMTHREAD_LLM_API_KEY"),
        ("UNDO_SECONDS", "-1", "greater than or equal to 0"),
        ("WORKERS", "many", "integer"),
        ("BACKFILL_DAYS", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_it_accepts(variable: str, value: str, accepted: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings({f"WARMTHREAD_{variable}": value})
    assert refused.value.detail.startswith(f"WARMTHREAD_{variable}: ")
    assert accepted in refused.value.detail


def test_a_wrong_secret_is_not_repeated_in_the_message() -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings({"WARMTHREAD_DATABASE_URL": "mysql://warm:hunter2@db/thread"})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("secret", ["secret_key", "google_client_secret", "database_url", "redis_url"])
def test_a_secret_may_come_from_a_file(secret: str, tmp_path: Path) -> None:
    value = {"database_url": "sqlite:///x.db", "redis_url": "redis://x"}.get(secret, "hunter2")
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")
    settings = load_settings({f"WARMTHREAD_{secret.upper()}_FILE": str(tmp_path / "secret")})
    assert getattr(settings, secret).get_secret_value() == value


def test_a_secret_that_is_set_wins_over_its_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file", encoding="utf-8")
    environ = {
        "WARMTHREAD_GOOGLE_CLIENT_SECRET": "set",
        "WARMTHREAD_GOOGLE_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
    }
    assert load_settings(environ).google_client_secret.get_secret_value() == "set"


def test_a_secret_file_that_cannot_be_read_names_its_variable(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"^WARMTHREAD_SECRET_KEY_FILE: cannot read .*missing"):
        load_settings({"WARMTHREAD_SECRET_KEY_FILE": str(tmp_path / "missing")})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load_settings(
        {
            "WARMTHREAD_SECRET_KEY": "hunter2",
            "WARMTHREAD_GOOGLE_CLIENT_SECRET": "hunter2",
            "WARMTHREAD_DATABASE_URL": "postgresql+psycopg://warm:hunter2@db/thread",
            "WARMTHREAD_REDIS_URL": "redis://:hunter2@queue/0",
        }
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)


def test_every_field_that_sounds_secret_can_come_from_a_file() -> None:
    sounding = {name for name in type(load_settings({})).model_fields if name.endswith(("_secret", "_key"))}
    assert sounding <= set(SECRETS)


def test_settings_cannot_be_changed_after_the_start() -> None:
    settings = load_settings({})
    with pytest.raises(ValidationError):
        settings.bind = "0.0.0.0:80"


def test_each_google_api_falls_back_to_the_common_root() -> None:
    common = {"WARMTHREAD_GOOGLE_ROOT_URL": "http://127.0.0.1:1/"}
    both = load_settings(common).provider("google")
    assert (both.mail_root_url, both.calendar_root_url) == ("http://127.0.0.1:1/", "http://127.0.0.1:1/")
    one = load_settings({**common, "WARMTHREAD_GMAIL_ROOT_URL": "http://127.0.0.1:2/"}).provider("google")
    assert (one.mail_root_url, one.calendar_root_url) == ("http://127.0.0.1:2/", "http://127.0.0.1:1/")


def test_every_provider_is_told_how_long_to_wait_and_whether_others_use_this_machine_too() -> None:
    alone = load_settings({"WARMTHREAD_ANSWER_SECONDS": "7"})
    shared = load_settings({"WARMTHREAD_PUBLIC_URL": "https://warmthread.example.com"})
    for name in ("google", "microsoft", "takeout"):
        assert (alone.provider(name).timeout, alone.provider(name).is_local) == (7.0, True)
        assert not shared.provider(name).is_local


def test_a_provider_without_settings_is_not_told_googles_secret() -> None:
    settings = load_settings({"WARMTHREAD_GOOGLE_CLIENT_SECRET": "hunter2"})
    assert "hunter2" not in repr(settings.provider("takeout"))


@pytest.mark.parametrize(
    ("given", "kept", "place"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1", "here"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1", "here"),
        ("http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1", "here"),
        ("http://ollama:11434/v1", "http://ollama:11434/v1", "near"),
        ("http://192.168.1.7:8000/v1", "http://192.168.1.7:8000/v1", "near"),
        ("http://nas.local/api", "http://nas.local/api", "near"),
        ("https://api.model.example/v1", "https://api.model.example/v1", "elsewhere"),
        ("https://localhost.model.example", "https://localhost.model.example/v1", "elsewhere"),
        ("https://8.8.8.8/v1", "https://8.8.8.8/v1", "elsewhere"),
    ],
)
def test_the_address_of_a_model_is_taken_as_it_is_meant_and_tells_where_it_is(
    given: str, kept: str, place: str
) -> None:
    assert load_settings({"WARMTHREAD_LLM_URL": given}).llm_url == kept
    assert place_of(kept) == place

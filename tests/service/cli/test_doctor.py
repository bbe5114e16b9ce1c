"""`doctor` says of each thing that is wrong what to do; `migrate` keeps a copy."""

from __future__ import annotations

import pytest

from service import accounts, preferences
from service.accounts import LOCAL_PERSON
from service.drafting import consent
from service.events import MESSAGE_RECEIVED
from service.schema import Event
from tests.servers.postgres import Postgres
from tests.service.cli.conftest import NOW, Cli, add_account


def wrong(cli: Cli) -> dict[str, str]:
    """What `doctor` finds wrong: name to sentence."""
    answer = cli("doctor", "--json")
    found = {check["name"]: check["told"] for check in answer.json["checks"] if not check["is_fine"]}
    assert answer.code == (1 if found else 0)
    assert answer.json["ok"] is not bool(found)
    return found


def test_a_machine_where_nothing_was_started_is_fine_and_stays_untouched(cli: Cli) -> None:
    assert wrong(cli) == {}
    assert not cli.folder.exists()


def test_a_fresh_installation_is_fine(cli: Cli) -> None:
    cli.begin()
    assert wrong(cli) == {}
    assert "ok" in cli("doctor").out


@pytest.mark.parametrize(
    ("name", "mode", "check", "mended"),
    [
        ("secret.key", 0o644, "key", "chmod 600"),
        ("warmthread.db", 0o640, "database file", "chmod 600"),
        ("warmthread.db.key", 0o604, "database key", "chmod 600"),
        (".", 0o755, "data folder", "chmod 700"),
    ],
)
def test_what_others_may_read_is_wrong(cli: Cli, name: str, mode: int, check: str, mended: str) -> None:
    cli.begin()
    (cli.folder / name).chmod(mode)
    assert mended in wrong(cli)[check]


def test_a_wrong_setting_is_named(cli: Cli) -> None:
    cli.environ["WARMTHREAD_WORKERS"] = "many"
    assert "WARMTHREAD_WORKERS" in wrong(cli)["settings"]


def test_a_database_that_cannot_be_reached_is_wrong(cli: Cli) -> None:
    cli.begin()
    cli.environ["WARMTHREAD_DATABASE_URL"] = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    assert "cannot be reached" in wrong(cli)["database"]


def test_a_database_of_another_version_is_wrong(cli: Cli) -> None:
    with cli.context().database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "database" in wrong(cli)
    assert cli("interviews").code == 2


def test_a_key_that_does_not_open_the_database_is_wrong(cli: Cli) -> None:
    cli.begin()
    (cli.folder / "secret.key").write_text(f"1:{'ab' * 32}")
    assert "secret.key" in wrong(cli)["database"]


def test_an_account_that_needs_consent_and_given_up_work_are_wrong(cli: Cli) -> None:
    context = cli.context()
    add_account(context, "needs_consent", "Google ended the permission.")
    with context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Event(
                person_id=LOCAL_PERSON,
                kind=MESSAGE_RECEIVED,
                subject="msg_gone",
                created_at=NOW,
                due_at=NOW,
                gave_up_at=NOW,
                error="KeyError",
            )
        )
    found = wrong(cli)
    assert "warmthread connect google" in found["account maya@reed.example"]
    assert "warmthread audit" in found["work"]
    assert [one["error"] for one in cli("audit", "--json").json["given_up_events"]] == ["KeyError"]


def test_a_new_database_is_made_and_the_next_upgrade_finds_nothing_to_do(cli: Cli) -> None:
    assert cli("migrate", "--json").json == {"upgraded": True, "copy": ""}
    assert cli("migrate", "--json").json == {"upgraded": False, "copy": ""}
    assert "up to date" in cli("migrate").out


def test_a_shared_database_is_upgraded_only_on_purpose(cli: Cli, postgres: Postgres) -> None:
    postgres.create("upgraded_on_purpose")
    cli.environ["WARMTHREAD_DATABASE_URL"] = postgres.url("upgraded_on_purpose")
    answer = cli("interviews")
    assert answer.code == 2
    assert "warmthread migrate" in answer.err
    assert "warmthread migrate" in wrong(cli)["database"]
    assert cli("migrate", "--json").json == {"upgraded": True, "copy": ""}
    assert cli("interviews", "--json").json == []
    assert wrong(cli) == {}


def test_a_language_model_is_named_with_its_place_and_whether_it_is_told_anything(cli: Cli) -> None:
    def told() -> str:
        checks = {check["name"]: str(check["told"]) for check in cli("doctor", "--json").json["checks"]}
        return checks["language model"]

    cli.begin()
    assert told() == "none, and none is needed."
    cli.environ["WARMTHREAD_LLM_URL"] = "http://10.0.0.7:11434"
    assert told().startswith("unnamed at http://10.0.0.7:11434/v1 (in your own network): told nothing")
    accounts.ensure_local_person(cli.context())
    with cli.context().database.writing(LOCAL_PERSON) as session:
        agreed = consent.written("http://10.0.0.7:11434/v1", NOW)
        preferences.change(session, LOCAL_PERSON, NOW, model_consent=agreed)
    assert told().endswith("(in your own network): words drafts.")


def test_what_needs_no_client_is_named_as_well(cli: Cli) -> None:
    checks = {one["name"]: one["told"] for one in cli("doctor", "--json").json["checks"]}
    assert checks["another mailbox"].endswith("warmthread connect dav")
    assert checks["calendar link"].endswith("warmthread connect link")

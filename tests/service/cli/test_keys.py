"""`keys`: what there is is shown and never told, a new key begins at once, and an older one goes only when it may."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from service import keys
from service.accounts import LOCAL_PERSON
from service.cli.failures import FAILURE
from service.clock import real_now
from service.keys import SETTLES
from service.schema import Account
from service.tokens import seal_tokens
from service.vault import KEY_BYTES, Vault, key_text, vault_of
from tests.service import sealed_values
from tests.service.cli.conftest import Cli


@pytest.fixture
def planted(cli: Cli) -> int:
    """How many values lie sealed."""
    context = cli.context()
    sealed_values.plant(context, LOCAL_PERSON)
    under = keys.under(context)
    context.database.close()
    return under[1]


def settled(place: Path) -> None:
    """The keys there changed a while ago."""
    ago = real_now().timestamp() - 2 * SETTLES.total_seconds()
    os.utime(place, (ago, ago))


def hexes(cli: Cli) -> list[str]:
    """What must stand nowhere but in the file."""
    return [line.rpartition(":")[2] for line in key_text(cli.settings()).split()]


def test_a_key_is_shown_begun_and_taken_away_without_being_told(cli: Cli, planted: int) -> None:
    place, before = str(cli.folder / "secret.key"), vault_of(key_text(cli.settings()))
    told = [cli("keys")]
    assert "only opens" not in told[0].out
    told += [cli("keys", "rotate"), cli("keys", "show")]
    assert f"{planted} values sealed anew under it, 0 left" in told[1].out
    assert place in told[1].out
    shown = cli("keys", "show", "--json").json
    assert [(one["key"], one["state"], one["values"]) for one in shown["keys"]] == [
        (1, "only opens", 0),
        (2, "seals", planted),
    ]
    assert shown["keys"][0]["id"] == before.key_ids[1]
    early = cli("keys", "retire")
    assert (early.code, early.out) == (FAILURE, "")
    assert "less than a minute ago" in early.err
    secrets = hexes(cli)
    settled(cli.folder / "secret.key")
    told.append(cli("keys", "retire"))
    assert "Key 1 is gone" in told[-1].out
    assert [one["key"] for one in cli("keys", "--json").json["keys"]] == [2]
    said = "".join(answer.out + answer.err for answer in (*told, early))
    assert len(secrets) == 3
    assert not [secret for secret in secrets if secret in said]
    assert stat_mode(cli.folder / "secret.key") == 0o600
    assert vault_of(key_text(cli.settings())).fingerprint("feed") == before.fingerprint("feed")


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_where_the_file_is_somebody_elses_the_keys_are_told_only_when_asked_and_work_in_their_place(
    cli: Cli, planted: int, tmp_path: Path
) -> None:
    named = tmp_path / "secret_key"
    (cli.folder / "secret.key").rename(named)
    cli.environ["WARMTHREAD_SECRET_KEY_FILE"] = str(named)
    before = named.stat().st_ino
    printed = cli("keys", "rotate", "--print").out
    assert cli("keys", "--json").json["keys"][0]["state"] == "seals", "printing changes nothing"
    named.write_text(printed, encoding="ascii")
    assert [one["values"] for one in cli("keys", "--json").json["keys"]] == [planted, 0]
    settled(named)
    assert f"under an older key: {planted}." in cli("keys", "retire", "--print").err
    done = cli("keys", "rotate", "--json").json
    assert done == {"key": 3, "sealed_anew": planted, "left": 0, "place": str(named)}
    assert named.stat().st_ino == before, "containers that are shown this file see the new key"


def test_a_key_that_stands_in_the_variable_cannot_be_changed_and_it_is_said_how(cli: Cli, planted: int) -> None:
    cli.environ["WARMTHREAD_SECRET_KEY"] = (cli.folder / "secret.key").read_text(encoding="ascii")
    refused = cli("keys", "rotate")
    assert (refused.code, refused.out) == (FAILURE, "")
    assert "--print" in refused.err
    cli.environ["WARMTHREAD_SECRET_KEY"] = cli("keys", "rotate", "--print").out
    assert cli("keys", "--json").json["place"] == "WARMTHREAD_SECRET_KEY"
    assert [one["values"] for one in cli("keys", "--json").json["keys"]] == [planted, 0]


def test_values_whose_key_is_gone_are_counted_under_a_key_that_is_missing(cli: Cli, planted: int) -> None:
    cli("keys", "rotate")
    context = cli.context()
    with context.database.writing(LOCAL_PERSON) as session:
        account = session.scalars(select(Account)).first()
        assert account
        account.tokens_sealed = seal_tokens(Vault({1: bytes(KEY_BYTES), 7: bytes(KEY_BYTES)}), account.id, "of before")
    context.database.close()
    shown = {one["key"]: (one["state"], one["values"]) for one in cli("keys", "--json").json["keys"]}
    assert shown == {1: ("only opens", 0), 2: ("seals", planted - 1), 7: ("missing", 1)}
    settled(cli.folder / "secret.key")
    assert "under an older key: 1." in cli("keys", "retire").err


def test_without_the_key_of_the_database_file_nothing_is_shown_and_it_is_said_what_is_wrong(
    cli: Cli, planted: int
) -> None:
    assert planted
    (cli.folder / "secret.key").write_text(f"1:{bytes(KEY_BYTES).hex()}\n", encoding="ascii")
    for command in ("show", "rotate", "retire"):
        answer = cli("keys", command)
        assert (answer.code, answer.out) == (FAILURE, "")
        assert "cannot be opened with this key" in answer.err

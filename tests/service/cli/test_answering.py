"""`warmthread connect` at a provider that asks: prompts beside the output, a password that is never an argument."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import select

from service.schema import Account
from tests.conftest import NOW
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.link.publisher import running_publisher
from tests.rows import everything
from tests.servers.bending import bending_http
from tests.service.asking import AT_HOME, RIGHT, SECRET, Mailhouse, standing_in
from tests.service.cli.conftest import Answer, Cli


class Typing(Protocol):
    """Has lines typed, at a terminal or handed over by a program."""

    def __call__(self, *lines: str, at_terminal: bool = False) -> None: ...


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Mailhouse:
    return standing_in(monkeypatch)


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\r\nand nothing of this\n")
    return str(path)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    def typed(*lines: str, at_terminal: bool = False) -> None:
        given = io.StringIO("".join(f"{line}\n" for line in lines))
        monkeypatch.setattr(given, "isatty", lambda: at_terminal)
        monkeypatch.setattr("sys.stdin", given)
        # What hides a password asks the terminal itself, and there is none.
        monkeypatch.setattr("typer._click.termui.hidden_prompt_func", lambda _: given.readline().rstrip("\n"))

    return typed


def connect(cli: Cli, *more: str) -> Answer:
    return cli("connect", "dav", *more)


def test_address_and_name_are_asked_for_and_the_password_comes_from_a_file(
    cli: Cli, house: Mailhouse, typing: Typing, password_file: str
) -> None:
    typing("ann@mail.example", "Ann Example")
    answer = connect(cli, "--password-file", password_file, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["email"] == "ann@mail.example"
    assert answer.json["granted"] == ["read mail", "read calendar", "send approved drafts"]
    assert house.asked == [{**RIGHT, "name": "Ann Example"}]
    assert "Mail address" in answer.err, "prompts are beside the output proper"
    assert SECRET not in answer.out + answer.err


def test_a_password_is_typed_unseen_and_asked_for_again_when_it_is_wrong(
    cli: Cli, house: Mailhouse, typing: Typing
) -> None:
    typing("ann@mail.example", "wrong", "", SECRET, at_terminal=True)
    answer = connect(cli)
    assert answer.code == 0, answer.err
    assert "mail.example refused this password." in answer.err
    assert [asked["password"] for asked in house.asked] == ["wrong", SECRET]
    assert SECRET not in answer.out + answer.err


def test_without_a_terminal_or_a_file_nobody_is_asked_for_a_password(
    cli: Cli, house: Mailhouse, typing: Typing
) -> None:
    typing("ann@mail.example", SECRET)
    answer = connect(cli)
    assert answer.code == 2
    assert "--password-file" in answer.err
    assert house.asked == []


def test_servers_are_asked_for_only_on_wish_and_known_again_at_the_next_time(
    cli: Cli, house: Mailhouse, typing: Typing, password_file: str
) -> None:
    typing("ann@mail.example", "", "ann", "imap.mail.example", "", "")
    assert connect(cli, "--servers", "--password-file", password_file).code == 0
    assert house.asked == [{**RIGHT, "login": "ann", "imap": "imap.mail.example"}]
    typing("ANN@mail.example", "")
    assert connect(cli, "--password-file", password_file).code == 0
    assert house.asked[1] == {**RIGHT, "address": "ANN@mail.example", "login": "ann", "imap": "imap.mail.example"}
    assert len(everything(cli.context())["accounts"]) == 1


def test_a_server_on_the_own_network_needs_a_yes(
    cli: Cli, house: Mailhouse, typing: Typing, password_file: str
) -> None:
    house.is_at_home = True
    file = ("--password-file", password_file)
    typing("ann@mail.example", "")
    refused = connect(cli, *file)
    assert (refused.code, AT_HOME in refused.err, "--own-network" in refused.err) == (1, True, True)
    typing("ann@mail.example", "", "n", at_terminal=True)
    assert connect(cli, *file).code == 1
    assert everything(cli.context())["accounts"] == []
    typing("ann@mail.example", "", "y", at_terminal=True)
    assert connect(cli, *file).code == 0
    typing("ann@mail.example", "")
    assert connect(cli, "--own-network", *file).code == 0


def test_read_only_connects_without_sending(cli: Cli, house: Mailhouse, typing: Typing, password_file: str) -> None:
    typing("ann@mail.example", "")
    assert connect(cli, "--read-only", "--password-file", password_file, "--json").json["missing"] == []
    with cli.context().database.reading() as session:
        assert not session.scalars(select(Account)).one().can_send


def test_what_was_left_empty_is_wrong_usage(cli: Cli, house: Mailhouse, typing: Typing, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    typing("ann@mail.example", "", at_terminal=False)
    answer = connect(cli, "--password-file", str(tmp_path / "empty"))
    assert answer.code == 2
    assert house.asked == []


def test_a_file_of_several_calendar_links_is_read_to_its_end(cli: Cli, typing: Typing, tmp_path: Path) -> None:
    with running_publisher() as publisher, bending_http(publisher.port) as proxy:
        desk = CalendarDesk(publisher, proxy, NOW)
        desk.begin_afresh()
        links = tmp_path / "links"
        links.write_text(f"{desk.link(MAYA)}\r\n{desk.publish_another(MAYA, 'work')}\n")
        typing(MAYA)
        answer = cli("connect", "link", "--own-network", "--password-file", str(links), "--json")
        links.write_text(f"{desk.link(MAYA)}\n{desk.link(MAYA)}-wrong\n")
        typing(MAYA)
        wrong = cli("connect", "link", "--own-network", "--password-file", str(links))
    assert answer.code == 0, answer.err
    assert publisher.downloads == 3, "two, and the first once more"
    assert (wrong.code, "Link 2 was not taken." in wrong.err, "private-" in wrong.err) == (1, True, False)


def test_a_lost_password_is_asked_for_in_the_words_of_the_command(cli: Cli, house: Mailhouse) -> None:
    answer = cli("connect")
    assert "warmthread connect dav" in answer.out
    assert "warmthread connect link" in answer.out

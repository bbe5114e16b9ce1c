"""PS-05 and PS-07 where somebody connects with a password: a real `warmthread run` beside a real IMAP server."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from service.schema import Account
from service.tokens import token_row
from tests.security.house import House, raised_house
from tests.security.sinks import hits
from tests.servers import Missing, refuse_or_skip
from tests.servers.dovecot import Dovecot, running_dovecot

ADDRESS = "ann@mail.example"
BOXES = {"mail": "on", "days": "30"}


def made_up() -> str:
    """A password that stands nowhere by chance."""
    return "Pw-" + "".join(random.choices(string.ascii_letters, k=20))


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    try:
        with running_dovecot() as running:
            yield running
    except Missing as missing:
        refuse_or_skip(missing)


@pytest.fixture
def empty_house(tmp_path: Path, dovecot: Dovecot) -> Iterator[House]:
    """A house of its own in which nothing is connected yet; it trusts the server's certificate."""
    with raised_house(tmp_path, {"WARMTHREAD_CA_FILE": str(dovecot.authority)}, connected=False) as house:
        yield house


def test_ps_05_a_password_is_nowhere_to_be_read(empty_house: House, dovecot: Dovecot) -> None:
    """A password that somebody connects with, right or wrong, is in no page, no log (at DEBUG) and no file, however it is
    written; disconnecting forgets it.
    """
    house, right, wrong = empty_house, made_up(), made_up()
    dovecot.add(ADDRESS, right)
    server = {"address": ADDRESS, "imap": f"127.0.0.1:{dovecot.port}", "smtp": "none", "caldav": "none"}
    form = {**BOXES, **server}
    asked = house.post("/connect/dav", form, password=right)
    assert 'name="own_network" value="yes"' in asked.text, "a server on this machine is asked about first"
    refused = house.post("/connect/dav", form, password=wrong, own_network="yes")
    assert 'id="password-error"' in refused.text
    answer = house.post("/connect/dav", form, password=right, own_network="yes")
    assert answer.status_code == 303, answer.text
    house.settle()
    account = house.rows("accounts")[0]
    assert (account["connection_state"], account["last_error"]) == ("connected", "")
    with house.opened() as context, context.database.reading() as session:
        row = session.scalars(select(Account)).one()
        assert right in context.vault.open(row.tokens_sealed or b"", row=token_row(row.id)), "who has the key finds it"
    paths = ("/health", f"/accounts/{account['id']}", "/activity", f"/connect/dav?account={account['id']}")
    pages = [asked.text, refused.text, *(house.get(path).text for path in paths)]
    assert '"level": "debug"' in house.log()
    assert hits([right, wrong], folder=house.folder, log=house.log(), pages=pages) == []
    told = house.cli("disconnect", ADDRESS)
    assert "delete the app password at your provider" in told.out
    assert house.rows("accounts")[0]["tokens_sealed"] is None

"""What is sealed for a mailbox with a password: it comes back as it was, and never names a line in the open elsewhere."""

from __future__ import annotations

import json

import pytest

from connectors.dav.credentials import Credentials, Server, credentials_in, to_text
from connectors.errors import ConsentLost

_WHOLE = Credentials(
    "ana@acme.example",
    "ana",
    "hunter2 hunter2",
    name="Ana Lima",
    imap=Server("imap.acme.example", 993, "tls"),
    smtp=Server("smtp.acme.example", 587, "starttls"),
    caldav="https://dav.acme.example/ana/",
    own_network=True,
    smtp_login="ana@acme.example",
    others=("ana.lima@acme.example",),
)


@pytest.mark.parametrize("credentials", [_WHOLE, Credentials("ana@acme.example", "ana", "x")])
def test_what_was_sealed_comes_back_as_it_was(credentials: Credentials) -> None:
    assert credentials_in(to_text(credentials)) == credentials


def test_sending_and_calendars_take_the_same_login_unless_another_was_found() -> None:
    assert (_WHOLE.login_to_send, _WHOLE.login_to_calendars) == ("ana@acme.example", "ana")


@pytest.mark.parametrize("host", ["mail.acme.example", "10.0.0.7", "127.0.0.1.acme.example", "::ffff:10.0.0.7", ""])
def test_a_line_without_tls_to_another_machine_cannot_be_written_down(host: str) -> None:
    with pytest.raises(ValueError):
        Server(host, 143, "none")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_line_without_tls_on_this_machine_can(host: str) -> None:
    assert Server(host, 143, "none").is_here


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"address": "a@b.example"}',
        '{"address": "a", "login": "a", "password": "hunter2", "colour": "red"}',
        to_text(_WHOLE).replace("993", '"993"'),
        to_text(_WHOLE).replace("starttls", "none"),
    ],
)
def test_anything_else_is_a_lost_consent_that_quotes_nothing(text: str) -> None:
    with pytest.raises(ConsentLost, match="Connect again") as lost:
        credentials_in(text)
    assert lost.value.__cause__ is None
    assert "hunter2" not in str(lost.value)


def test_the_password_is_not_in_what_a_log_or_a_traceback_would_print() -> None:
    assert "hunter2" not in repr(_WHOLE)
    assert json.loads(to_text(_WHOLE))["password"] == "hunter2 hunter2"

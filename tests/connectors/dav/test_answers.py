"""What somebody types into the form: read generously, measured, and never a line break further."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dav.answers import answers_in, servers_of
from connectors.dav.credentials import Server
from connectors.errors import ConnectorError, ConsentLost, Misconfigured


def answered(**more: object) -> str:
    return json.dumps({"address": "ana@acme.example", "password": "hunter2"} | more)


def test_an_address_and_a_password_are_enough() -> None:
    answers = answers_in(answered())
    assert (answers.address, answers.domain, answers.password) == ("ana@acme.example", "acme.example", "hunter2")
    assert not answers.own_network


def test_what_was_typed_is_kept_without_the_password() -> None:
    answers = answers_in(answered(imap=" mail.acme.example ", own_network="yes", smtp=""))
    assert answers.said == {"address": "ana@acme.example", "imap": "mail.acme.example", "own_network": "yes"}
    assert "hunter2" not in repr(answers)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("abcd efgh ijkl mnop", "abcdefghijklmnop"),
        ("abcd\u00a0efgh\u00a0ijkl\u00a0mnop", "abcdefghijklmnop"),
        ("abcd-efgh-ijkl-mnop", "abcd-efgh-ijkl-mnop"),
        (" correct horse battery staple ", "correct horse battery staple"),
        ("pässwörd", "pässwörd"),
    ],
)
def test_a_pasted_app_password_loses_the_blanks_that_are_none_of_it(typed: str, taken: str) -> None:
    assert answers_in(answered(password=typed)).password == taken


@pytest.mark.parametrize(
    ("typed", "address"),
    [("Ana@ACME.example", "Ana@acme.example"), ("ana@münchen.example", "ana@xn--mnchen-3ya.example")],
)
def test_a_domain_is_written_as_dns_writes_it(typed: str, address: str) -> None:
    assert answers_in(answered(address=typed)).address == address


@pytest.mark.parametrize(
    "typed", ["ana", "@acme.example", "ana@", "ana lima@acme.example", "ana@acme..example", "a@b@c", "ana@<x>"]
)
def test_half_an_address_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ConsentLost, match="whole mail address") as wrong:
        answers_in(answered(address=typed))
    assert wrong.value.operation == "adopt.address"


def test_a_missing_password_is_asked_for() -> None:
    with pytest.raises(ConsentLost, match="password") as wrong:
        answers_in(answered(password="  "))
    assert wrong.value.operation == "adopt.password"


@pytest.mark.parametrize("name", ["password", "login", "imap", "smtp", "caldav", "name"])
@pytest.mark.parametrize("typed", ["a\r\nb LOGIN x y", "a\0b", "x" * 1_001])
def test_nothing_that_would_end_a_line_gets_as_far_as_a_server(name: str, typed: str) -> None:
    with pytest.raises(ConsentLost) as wrong:
        answers_in(answered(**{name: typed}))
    assert wrong.value.operation == f"adopt.{name}"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "no json", '{"type": "service_account"}', "[" * 5_000, '{"address": "a@b.c", "x": "' + "y" * 9_000],
)
def test_another_file_is_no_answer(text: str) -> None:
    with pytest.raises(Misconfigured, match="credentials file"):
        answers_in(text)


@pytest.mark.parametrize(
    ("typed", "service", "ways"),
    [
        ("mail.acme.example", "imap", ["mail.acme.example:993 tls", "mail.acme.example:143 starttls"]),
        ("mail.acme.example", "smtp", ["mail.acme.example:465 tls", "mail.acme.example:587 starttls"]),
        ("imaps://Mail.Acme.example:993/", "imap", ["mail.acme.example:993 tls"]),
        ("mail.acme.example:1993", "imap", ["mail.acme.example:1993 tls", "mail.acme.example:1993 starttls"]),
        ("127.0.0.1:1143", "imap", ["127.0.0.1:1143 tls", "127.0.0.1:1143 starttls", "127.0.0.1:1143 none"]),
        ("[::1]:1025", "smtp", ["::1:1025 tls", "::1:1025 starttls", "::1:1025 none"]),
        ("localhost:143", "imap", ["localhost:143 starttls", "localhost:143 none"]),
        ("none", "imap", []),
        ("", "imap", []),
    ],
)
def test_a_server_may_be_written_as_people_write_it(typed: str, service: str, ways: list[str]) -> None:
    assert [f"{one.host}:{one.port} {one.security}" for one in servers_of(typed, service)] == ways


def test_nothing_is_ever_said_in_the_open_to_another_machine() -> None:
    for typed in ("10.0.0.7:143", "mail.acme.example:1143", "127.0.0.1.acme.example:143"):
        assert all(one.security != "none" for one in servers_of(typed, "imap"))
    assert Server("127.0.0.1", 143, "none") in servers_of("127.0.0.1:143", "imap")


@pytest.mark.parametrize(
    "typed",
    [
        "mail acme",
        "ana@mail.acme.example",
        "mail.acme.example:99999",
        "http://x",
        ":993",
        "[:]",
        "[::::]:143",
        "[fe80::1%eth0]",
    ],
)
def test_what_is_no_server_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ConsentLost) as wrong:
        answers_in(answered(smtp=typed))
    assert wrong.value.operation == "adopt.smtp"


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("dav.acme.example", "https://dav.acme.example"),
        ("https://dav.acme.example:8443/x/", "https://dav.acme.example:8443/x/"),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5232/"),
        ("None", "none"),
    ],
)
def test_calendars_are_named_by_an_address(typed: str, link: str) -> None:
    assert answers_in(answered(caldav=typed)).caldav == link


@pytest.mark.parametrize(
    "typed", ["http://dav.acme.example/", "https://ana:x@dav.acme.example/", "ftp://x/", "https://", "https://x:99999/"]
)
def test_an_address_that_would_show_the_password_is_refused(typed: str) -> None:
    with pytest.raises(ConsentLost, match="https") as wrong:
        answers_in(answered(caldav=typed))
    assert wrong.value.operation == "adopt.caldav"


def test_a_server_that_nothing_is_wanted_of_is_not_looked_for() -> None:
    answers = answers_in(answered(smtp="smtp.acme.example", wanted="mail calendar"))
    assert (answers.imap, answers.smtp, answers.caldav) == ("", "none", "")
    assert answers.said == {"address": "ana@acme.example", "smtp": "smtp.acme.example"}
    assert answers_in(answered(wanted="calendar")).imap == "none"
    assert answers_in(answered()).smtp == ""


_TYPED = st.text(max_size=30) | st.sampled_from(
    [
        "[::]",
        "[1.2.3.4]:5",
        "a:0",
        "[fe80::1]:143",
        "https://[x/",
        "//",
        "①.example:９９３",
        "xn--a.example",
        "http://[::1]:80/",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["address", "password", "imap", "smtp", "caldav", "login", "wanted"]), _TYPED))
def test_whatever_is_typed_is_taken_or_refused(typed: dict[str, str]) -> None:
    with suppress(ConnectorError):
        assert answers_in(answered(**typed)).address.isprintable()

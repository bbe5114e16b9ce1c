"""Google's consent against the contract, and what only Google does."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import EVERYTHING
from connectors.errors import ConsentLost
from connectors.google.authorization import COMPOSE, READ_CALENDAR, READ_MAIL, grant_of
from tests.connectors.authorization_contract import AuthorizationContract, BoxesContract, RevokingContract, connect
from tests.connectors.google.workshop import MAYA, GoogleWorkshop
from tests.connectors.workshop import Budget, Call, Tokens, sign_in


class TestGoogleAuthorization(AuthorizationContract, BoxesContract, RevokingContract):
    """The contract."""


def test_google_is_asked_for_a_lasting_consent_to_three_things(workshop: GoogleWorkshop) -> None:
    authorization = workshop.provider.authorization(workshop.settings)
    request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    asked = parse_qs(urlsplit(request.url).query)
    assert request.url.startswith(workshop.settings.auth_url + "?")
    assert (asked["access_type"], asked["prompt"]) == (["offline"], ["consent"])
    assert set(asked["scope"][0].split()) == {READ_MAIL, COMPOSE, READ_CALENDAR} == set(request.scopes)


def test_connecting_changes_no_environment_variable(workshop: GoogleWorkshop) -> None:
    before = dict(os.environ)
    connect(workshop, untick=frozenset({"calendar"}))
    assert dict(os.environ) == before
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in before


def test_connecting_a_second_time_gives_lasting_tokens_again(workshop: GoogleWorkshop) -> None:
    sign_in(workshop, MAYA)
    again = sign_in(workshop, MAYA)
    workshop.expire_access(MAYA)
    assert workshop.provider.mailbox(workshop.settings, again, Budget()).start()


def test_tokens_stored_by_a_new_consent_are_taken_before_the_old_ones_count_as_lost(workshop: GoogleWorkshop) -> None:
    tokens = sign_in(workshop, MAYA)
    mailbox = workshop.provider.mailbox(workshop.settings, tokens, Budget())
    mailbox.start()
    workshop.withdraw(MAYA)
    tokens.text = sign_in(workshop, MAYA).text
    trades = workshop.calls(Call.TOKEN)
    assert mailbox.start()
    assert (workshop.calls(Call.TOKEN), tokens.saves) == (trades, 0)


def test_a_proxy_of_the_machine_is_not_asked_for_this_machine(
    workshop: GoogleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert workshop.provider.mailbox(workshop.settings, sign_in(workshop, MAYA), Budget()).start()


def test_a_calendar_only_consent_takes_the_address_from_the_primary_calendar(workshop: GoogleWorkshop) -> None:
    assert connect(workshop, untick=frozenset({"mail", "sending"})).email == MAYA


def test_the_seven_days_of_testing_end_in_a_sentence_that_names_them(workshop: GoogleWorkshop) -> None:
    workshop.ask("POST", "tokens", testing=True)
    tokens = sign_in(workshop, MAYA)
    workshop.ask("POST", "clock", advance=8 * 86_400)
    workshop.expire_access(MAYA)
    with pytest.raises(ConsentLost, match="7 days"):
        workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()


def test_stored_tokens_that_cannot_be_read_are_a_lost_consent(workshop: GoogleWorkshop) -> None:
    for text in ("", "{", "[]", '{"other": 1}'):
        with pytest.raises(ConsentLost):
            workshop.provider.mailbox(workshop.settings, Tokens(text), Budget()).start()


def test_wider_scopes_of_an_adopted_file_count() -> None:
    grant = grant_of((), ("https://mail.google.com/", "https://www.googleapis.com/auth/calendar"))
    assert (grant.can_read_mail, grant.can_send, grant.can_read_calendar) == (True, True, True)


def test_composing_without_reading_is_no_sending() -> None:
    assert not grant_of((), (COMPOSE, READ_CALENDAR)).can_send

"""What the `Authorization` of a provider that asks questions (`Entry.asks`) must hold. Inherit the class next to a fixture
`asked`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Protocol, cast

import pytest

from connectors import registry
from connectors.contract import (
    EVERYTHING,
    AskingAuthorization,
    Authorization,
    AuthorizationRequest,
    Provider,
    ProviderSettings,
)
from connectors.errors import ConnectorError, ConsentLost, Misconfigured, OwnNetwork, Unsupported
from tests.connectors.workshop import Budget, Tokens

SECRET = {"password", "link"}
"""Kinds of questions whose answers are never told again."""


class Asked(Protocol):
    """Servers on this machine, and the answers that open them."""

    @property
    def provider(self) -> Provider: ...
    @property
    def settings(self) -> ProviderSettings: ...
    @property
    def people(self) -> tuple[str, str]: ...

    def credentials_file(self, person: str) -> str:
        """The person's answers, as `adopt` takes them."""
        ...

    def withdraw(self, person: str) -> None:
        """From now on these answers open nothing."""
        ...


class AskingContract:
    """The claims."""

    @pytest.fixture
    def authorization(self, asked: Asked) -> Authorization:
        return asked.provider.authorization(asked.settings)

    def test_the_answers_open_what_they_are_for(self, asked: Asked, authorization: Authorization) -> None:
        authorized = authorization.adopt(asked.credentials_file(asked.people[0]))
        assert authorized.email == asked.people[0]
        grant, tokens = authorized.grant, Tokens(authorized.tokens)
        assert set(grant.granted) == set(grant.asked)
        if grant.can_read_mail:
            assert asked.provider.mailbox(asked.settings, tokens, Budget()).own_addresses()[0].email == authorized.email
        if grant.can_read_calendar:
            assert asked.provider.calendar(asked.settings, tokens, Budget()).calendars()
        assert grant.can_read_mail or grant.can_read_calendar

    def test_what_is_granted_has_a_word_on_the_screens(self, asked: Asked, authorization: Authorization) -> None:
        grant = authorization.adopt(asked.credentials_file(asked.people[0])).grant
        entry = next(entry for entry in registry.ENTRIES if entry.name == asked.provider.name)
        assert set(grant.asked) <= {scope for _, scope in entry.scopes}

    def test_the_answers_come_back_but_for_what_is_secret(self, asked: Asked, authorization: Authorization) -> None:
        given = json.loads(asked.credentials_file(asked.people[0]))
        authorized = authorization.adopt(json.dumps(given))
        told = dict(cast("AskingAuthorization", authorization).answered(authorized.tokens))
        secret = secrets_of(asked)
        assert told == {name: value for name, value in given.items() if name not in secret}
        again = authorization.adopt(json.dumps(told | {name: given[name] for name in secret if name in given}))
        assert again.email == authorized.email

    def test_answers_that_no_longer_open_anything_are_a_lost_consent_that_repeats_none(
        self, asked: Asked, authorization: Authorization
    ) -> None:
        text = asked.credentials_file(asked.people[0])
        asked.withdraw(asked.people[0])
        with pytest.raises(ConsentLost) as lost:
            authorization.adopt(text)
        ensure_silent(lost.value, json.loads(text), asked)

    def test_ones_own_network_is_asked_about_first(self, asked: Asked, authorization: Authorization) -> None:
        with pytest.raises(OwnNetwork) as unasked:
            authorization.adopt(without_agreement(asked))
        ensure_silent(unasked.value, json.loads(without_agreement(asked)), asked)

    def test_where_others_use_it_too_ones_own_network_is_refused_even_after_a_yes(self, asked: Asked) -> None:
        shared = asked.provider.authorization(replace(asked.settings, is_local=False))
        for text in (without_agreement(asked), asked.credentials_file(asked.people[0])):
            with pytest.raises(ConsentLost):
                shared.adopt(text)

    @pytest.mark.parametrize("text", ["", "[]", "no json", "[" * 100_000])
    def test_what_holds_no_answers_is_refused_with_a_sentence(self, authorization: Authorization, text: str) -> None:
        with pytest.raises(Misconfigured, match="answers"):
            authorization.adopt(text)

    def test_an_answer_of_any_shape_is_refused_beside_its_question(
        self, asked: Asked, authorization: Authorization
    ) -> None:
        entry = next(entry for entry in registry.ENTRIES if entry.name == asked.provider.name)
        given = json.loads(asked.credentials_file(asked.people[0]))
        for question in entry.asks:
            if question.is_optional:
                continue
            for odd in ("", " ", None, 7, ["x"], "\x00", "x\r\ny", "@", "x" * 50_000):
                with pytest.raises(ConsentLost) as wrong:
                    authorization.adopt(json.dumps(given | {question.name: odd}))
                assert wrong.value.operation == f"adopt.{question.name}"

    def test_nobody_is_sent_to_a_page(self, authorization: Authorization) -> None:
        request = AuthorizationRequest(url="", state="", code_verifier="", scopes=())
        with pytest.raises(Unsupported):
            authorization.begin(redirect_uri="http://127.0.0.1/", wanted=EVERYTHING)
        with pytest.raises(Unsupported):
            authorization.finish(redirect_uri="http://127.0.0.1/", code="x", request=request)
        assert authorization.why_refused("access_denied", "") is None

    def test_there_is_nothing_to_revoke(self, asked: Asked, authorization: Authorization) -> None:
        authorization.revoke("")
        authorization.revoke(authorization.adopt(asked.credentials_file(asked.people[0])).tokens)
        assert not asked.provider.capabilities.revokes

    def test_unreadable_tokens_are_a_lost_consent(self, authorization: Authorization) -> None:
        for text in ("", "[]", "{}", "no json"):
            with pytest.raises(ConsentLost, match=r"[Cc]onnect|again"):
                cast("AskingAuthorization", authorization).answered(text)


def secrets_of(asked: Asked) -> set[str]:
    """The names of the questions whose answers are secret."""
    entry = next(entry for entry in registry.ENTRIES if entry.name == asked.provider.name)
    return {question.name for question in entry.asks if question.kind in SECRET}


def without_agreement(asked: Asked) -> str:
    """The answers of somebody who was not asked about their own network yet."""
    given = json.loads(asked.credentials_file(asked.people[0]))
    return json.dumps({name: value for name, value in given.items() if name != "own_network"})


def ensure_silent(failure: ConnectorError, given: dict[str, str], asked: Asked) -> None:
    """Nothing secret stands in what is shown and logged, nor in what it came from."""
    told = f"{failure} {failure.operation} {failure.__cause__!r}"
    assert not any(given[name] in told for name in secrets_of(asked) if name in given)

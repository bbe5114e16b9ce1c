"""Microsoft's consent against the contract, and what only Microsoft does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import EVERYTHING, ProviderSettings, Wanted
from connectors.errors import AdminMustAgree, ConsentLost, Misconfigured, TryAgain
from connectors.microsoft.authorization import (
    READ_CALENDAR,
    READ_MAIL,
    SEND,
    SIGN_IN,
    WRITE_DRAFTS,
    MicrosoftAuthorization,
    grant_of,
)
from connectors.microsoft.entra import subject_of
from connectors.microsoft.failures import ADMIN, WORK_ONLY, WRONG_TENANT
from connectors.microsoft.owner import addresses_of
from tests.connectors.authorization_contract import AuthorizationContract, connect
from tests.connectors.microsoft.workshop import MAYA, MicrosoftWorkshop
from tests.connectors.workshop import Budget, Call, Tokens, open_mailbox, sign_in

PERSONAL = "maya.c@outlook.example"


class TestMicrosoftAuthorization(AuthorizationContract):
    """The contract."""


def public(workshop: MicrosoftWorkshop) -> ProviderSettings:
    """An app without a secret, as the README has people register it."""
    return replace(workshop.settings, client_id=workshop.sandbox.addresses["public_client_id"], client_secret="")


def sent_back(workshop: MicrosoftWorkshop, settings: ProviderSettings, person: str = MAYA) -> dict[str, str]:
    """What the consent page sends back to us."""
    request = MicrosoftAuthorization(settings).begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    answer = workshop.ask("POST", "consent", auth_url=request.url, account=person)
    return {name: values[0] for name, values in parse_qs(urlsplit(str(answer["redirect"])).query).items()}


def why(workshop: MicrosoftWorkshop, settings: ProviderSettings, person: str = MAYA) -> tuple[type, str]:
    told = sent_back(workshop, settings, person)
    assert "code" not in told
    known = MicrosoftAuthorization(settings).why_refused(told["error"], told["error_description"])
    assert known is not None
    return type(known), known.detail


def test_microsoft_is_asked_for_a_lasting_consent_and_who_it_is(workshop: MicrosoftWorkshop) -> None:
    request = MicrosoftAuthorization(workshop.settings).begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    asked = parse_qs(urlsplit(request.url).query)
    assert request.url.startswith(workshop.settings.auth_url + "/oauth2/v2.0/authorize?")
    assert set(asked["scope"][0].split()) == {
        *(READ_MAIL, WRITE_DRAFTS, SEND, READ_CALENDAR, SIGN_IN),
        *("openid", "profile", "offline_access"),
    }
    assert (asked["response_mode"], asked["prompt"]) == (["query"], ["select_account"])


def test_an_app_without_a_secret_connects_and_stays_connected(workshop: MicrosoftWorkshop) -> None:
    settings = public(workshop)
    authorization = MicrosoftAuthorization(settings)
    request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    code = workshop.approve(request, MAYA)
    tokens = Tokens(authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request).tokens)
    workshop.expire_access(MAYA)
    assert workshop.provider.mailbox(settings, tokens, Budget()).start()


def test_a_personal_account_connects_like_any(workshop: MicrosoftWorkshop) -> None:
    workshop.ask("POST", "people", email=PERSONAL, name="Maya C.", timezone="UTC", is_personal=True)
    tokens = sign_in(workshop, PERSONAL)
    own = workshop.provider.mailbox(workshop.settings, tokens, Budget()).own_addresses()
    assert [address.email for address in own] == [PERSONAL]


def test_a_personal_account_is_told_when_only_work_accounts_may(workshop: MicrosoftWorkshop) -> None:
    workshop.ask("POST", "people", email=PERSONAL, name="Maya C.", timezone="UTC", is_personal=True)
    workshop.switch(audience="AzureADMultipleOrgs")
    assert why(workshop, workshop.settings, PERSONAL) == (ConsentLost, WORK_ONLY)


@pytest.mark.parametrize("number", [90094, 90095, 50105])
def test_when_an_administrator_must_agree_the_person_is_told_so(workshop: MicrosoftWorkshop, number: int) -> None:
    workshop.switch(refuse_consent=number)
    assert why(workshop, workshop.settings) == (AdminMustAgree, ADMIN)


def test_an_account_of_another_organisation_is_told_so(workshop: MicrosoftWorkshop) -> None:
    elsewhere = replace(workshop.settings, auth_url=workshop.settings.auth_url.replace("/common", "/other.example"))
    assert why(workshop, elsewhere) == (ConsentLost, WRONG_TENANT)


def test_somebody_who_simply_said_no_is_told_nothing_more(workshop: MicrosoftWorkshop) -> None:
    request = MicrosoftAuthorization(workshop.settings).begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    answer = workshop.ask("POST", "consent", auth_url=request.url, account=MAYA, refuse=True)
    told = parse_qs(urlsplit(str(answer["redirect"])).query)
    why_not = MicrosoftAuthorization(workshop.settings).why_refused(told["error"][0], told["error_description"][0])
    assert (told["error"], why_not) == (["access_denied"], None)


def test_a_strangers_words_in_the_way_back_say_nothing() -> None:
    authorization = MicrosoftAuthorization(ProviderSettings(client_id="c"))
    assert authorization.why_refused("<script>", "call this number: AADSTS1 " * 500) is None


def test_a_refresh_that_needs_an_administrator_says_so(workshop: MicrosoftWorkshop) -> None:
    tokens = sign_in(workshop, MAYA)
    workshop.expire_access(MAYA)
    workshop.switch(refuse_refresh=90094)
    with pytest.raises(ConsentLost, match="administrator") as caught:
        workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()
    assert (caught.value.provider, caught.value.operation) == ("microsoft", "oauth.token")
    assert MAYA not in str(caught.value)


@pytest.mark.parametrize("seconds", [-7_200, 7_200])
def test_a_clock_that_is_wrong_by_hours_keeps_nobody_out(workshop: MicrosoftWorkshop, seconds: int) -> None:
    workshop.switch(token_clock_skew=seconds)
    assert connect(workshop).email == MAYA


def test_an_authority_that_is_none_is_named(workshop: MicrosoftWorkshop) -> None:
    for wrong in ("https://login.example", "http://127.0.0.1:1/common"):
        with pytest.raises(Misconfigured, match="WARMTHREAD_MICROSOFT_AUTHORITY"):
            MicrosoftAuthorization(replace(workshop.settings, auth_url=wrong)).begin(
                redirect_uri=workshop.redirect_uri, wanted=EVERYTHING
            )


def test_only_the_authority_that_was_given_is_believed_whatever_the_environment_says(
    workshop: MicrosoftWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, "/etc/ssl/certs/ca-certificates.crt")
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert connect(workshop).email == MAYA
    monkeypatch.setenv("SSL_CERT_FILE", workshop.settings.ca_file)
    with pytest.raises(TryAgain, match="certificate"):
        # A fresh object, of settings without our authority: what the variable names does not count.
        MicrosoftAuthorization(
            replace(workshop.settings, ca_file="", auth_url=workshop.settings.auth_url.replace("common", "consumers"))
        ).begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)


def test_a_new_refresh_token_is_saved_before_the_old_one_is_worth_nothing(workshop: MicrosoftWorkshop) -> None:
    workshop.switch(old_refresh_tokens_die=True)
    tokens = sign_in(workshop, MAYA)
    for _ in range(3):
        workshop.expire_access(MAYA)
        assert workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()
    assert tokens.saves == 3


def test_two_workers_at_once_lose_no_refresh_token(workshop: MicrosoftWorkshop) -> None:
    workshop.switch(old_refresh_tokens_die=True)
    tokens = sign_in(workshop, MAYA)
    mailboxes = [workshop.provider.mailbox(workshop.settings, tokens, Budget()) for _ in range(2)]
    for _ in range(5):
        workshop.expire_access(MAYA)
        threads = [threading.Thread(target=mailbox.own_addresses) for mailbox in mailboxes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(mailbox.own_addresses() for mailbox in mailboxes)


def test_a_consent_given_anew_counts_before_the_old_one_is_lost(workshop: MicrosoftWorkshop) -> None:
    tokens = sign_in(workshop, MAYA)
    workshop.withdraw(MAYA)
    fresh = sign_in(workshop, MAYA).text

    @dataclass(slots=True)
    class Racing(Tokens):
        """The person connects again just while the old token is being refused."""

        reads: int = 0

        def load(self) -> str:
            self.reads += 1
            return self.text if self.reads == 1 else fresh

    assert workshop.provider.mailbox(workshop.settings, Racing(tokens.text), Budget()).start()


def test_ending_a_consent_is_left_to_the_person(workshop: MicrosoftWorkshop) -> None:
    tokens = sign_in(workshop, MAYA)
    MicrosoftAuthorization(workshop.settings).revoke(tokens.text)
    assert not workshop.provider.capabilities.revokes
    assert workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()


def test_aliases_that_exchange_delivers_are_own_addresses(workshop: MicrosoftWorkshop) -> None:
    own = open_mailbox(workshop, MAYA).own_addresses()
    assert own[0].email == MAYA
    assert "maya@alias.example" in {address.email for address in own}


def test_addresses_that_prove_nothing_are_not_own() -> None:
    profile = {
        "displayName": "Maya",
        "mail": "Maya@Work.Example",
        "userPrincipalName": "m1234@tenant.onmicrosoft.example",
        "otherMails": ["private@elsewhere.example"],
        "proxyAddresses": ["smtp:old@work.example", "SMTP:Maya@Work.Example", "SIP:maya@work.example", "x500:/o=x"],
    }
    assert [address.email for address in addresses_of(profile, {})] == ["Maya@work.example", "old@work.example"]
    assert [address.email for address in addresses_of({}, {"preferred_username": PERSONAL})] == [PERSONAL]
    assert addresses_of({"userPrincipalName": "nobody"}, {}) == ()


def test_scopes_count_however_microsoft_spells_them() -> None:
    grant = grant_of((), ("https://graph.microsoft.com/Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite", SIGN_IN))
    assert (grant.can_read_mail, grant.can_send, grant.can_read_calendar) == (True, True, True)
    assert SIGN_IN not in grant.granted
    assert not grant_of((), ("Mail.Read", "Mail.Send")).can_send


# --- without a browser --------------------------------------------------------------------------------------------


@contextmanager
def typing_in(workshop: MicrosoftWorkshop, code: str, **order: Any) -> Iterator[None]:
    """Somebody types the code in on another machine."""
    workshop.ask("POST", "device", user_code=code, account=MAYA, **order)
    yield


def test_a_machine_without_a_browser_signs_in_with_a_code(workshop: MicrosoftWorkshop) -> None:
    settings = public(workshop)
    authorization = MicrosoftAuthorization(settings)
    request = authorization.begin_device(wanted=Wanted(sending=False))
    assert request.url.startswith("https://")
    with typing_in(workshop, request.code):
        authorized = authorization.finish_device(request)
    assert (authorized.email, authorized.grant.can_read_mail, authorized.grant.can_send) == (MAYA, True, False)
    workshop.expire_access(MAYA)
    tokens = Tokens(authorized.tokens)
    assert workshop.provider.mailbox(settings, tokens, Budget()).start()
    assert tokens.saves == 1


def test_a_code_that_is_refused_on_the_other_machine_is_a_lost_consent(workshop: MicrosoftWorkshop) -> None:
    authorization = MicrosoftAuthorization(public(workshop))
    request = authorization.begin_device(wanted=EVERYTHING)
    with typing_in(workshop, request.code, refuse=True), pytest.raises(ConsentLost):
        authorization.finish_device(request)


def test_the_authority_is_asked_about_itself_once_a_day(workshop: MicrosoftWorkshop) -> None:
    connect(workshop)
    before = workshop.ask("GET", "calls")["calls"].get("entra.openid", 0)
    connect(workshop)
    assert workshop.ask("GET", "calls")["calls"].get("entra.openid", 0) == before
    assert workshop.calls(Call.TOKEN) == 2


def test_it_is_said_who_it_is_whatever_the_address_is_called(workshop: MicrosoftWorkshop) -> None:
    by_consent = connect(workshop)
    authorization = MicrosoftAuthorization(workshop.settings)
    by_file = authorization.adopt(workshop.credentials_file(MAYA))
    tenant, _, person = by_consent.subject.partition(".")
    assert len(tenant) == len(person) == 36
    assert by_file.subject in {"", by_consent.subject}
    workshop.ask("POST", "people", email=PERSONAL, name="Maya Private", timezone="UTC")
    request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
    code = workshop.approve(request, PERSONAL)
    other = authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)
    assert other.subject not in {"", by_consent.subject}


@pytest.mark.parametrize("claims", [{}, {"tid": "t"}, {"oid": "o"}, {"tid": "", "oid": "o"}, {"tid": 1, "oid": 2}])
def test_a_token_that_does_not_say_who_it_is_names_nobody(claims: dict[str, Any]) -> None:
    assert subject_of(claims) == ""

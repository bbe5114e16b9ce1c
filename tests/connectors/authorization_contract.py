"""What every provider's `Authorization` must hold: the consent, its gaps and its end. Inherit the class next to a
fixture `workshop`.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import EVERYTHING, Authorization, Authorized, Wanted
from connectors.errors import ConsentLost, Misconfigured, TryAgain
from tests.connectors.workshop import Budget, Call, Fault, Tokens, Workshop, open_mailbox, sign_in


def connect(workshop: Workshop, *, wanted: Wanted = EVERYTHING, untick: frozenset[str] = frozenset()) -> Authorized:
    """The first person's consent, from the first click to the tokens."""
    authorization = workshop.provider.authorization(workshop.settings)
    request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=wanted)
    code = workshop.approve(request, workshop.people[0], untick=untick)
    return authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)


class AuthorizationContract:
    """The claims."""

    @pytest.fixture
    def authorization(self, workshop: Workshop) -> Authorization:
        return workshop.provider.authorization(workshop.settings)

    def test_the_consent_page_gets_pkce_and_the_state_that_is_handed_back(
        self, workshop: Workshop, authorization: Authorization
    ) -> None:
        request = authorization.begin(
            redirect_uri=workshop.redirect_uri, wanted=EVERYTHING, login_hint="ana@acme.example"
        )
        asked = parse_qs(urlsplit(request.url).query)
        assert asked["state"] == [request.state]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["login_hint"] == ["ana@acme.example"]
        assert request.code_verifier not in request.url
        assert len(request.code_verifier) >= 43

    def test_no_two_requests_share_state_or_verifier(self, workshop: Workshop, authorization: Authorization) -> None:
        first, second = (authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING) for _ in range(2))
        assert first.state != second.state
        assert first.code_verifier != second.code_verifier

    def test_one_consent_covers_mail_sending_and_calendar(self, workshop: Workshop) -> None:
        authorized = connect(workshop)
        assert authorized.email == workshop.people[0]
        assert authorized.name
        grant = authorized.grant
        assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == (True, True, True)
        assert set(grant.granted) == set(grant.asked)

    def test_a_read_only_consent_never_asks_to_send(self, workshop: Workshop) -> None:
        grant = connect(workshop, wanted=Wanted(sending=False)).grant
        assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == (True, True, False)
        assert set(grant.granted) == set(grant.asked)

    def test_mail_and_calendar_are_chosen_apart(self, workshop: Workshop) -> None:
        mail = connect(workshop, wanted=Wanted(calendar=False)).grant
        assert (mail.can_read_mail, mail.can_read_calendar, mail.can_send) == (True, False, True)
        calendar = connect(workshop, wanted=Wanted(mail=False)).grant
        assert (calendar.can_read_mail, calendar.can_read_calendar, calendar.can_send) == (False, True, False)
        assert len(calendar.asked) == 1

    def test_wanting_nothing_is_not_asked_for(self, workshop: Workshop, authorization: Authorization) -> None:
        with pytest.raises(Misconfigured, match="Choose mail"):
            authorization.begin(redirect_uri=workshop.redirect_uri, wanted=Wanted(mail=False, calendar=False))

    def test_a_refused_consent_says_so(self, workshop: Workshop, authorization: Authorization) -> None:
        request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
        with pytest.raises(ConsentLost):
            authorization.finish(redirect_uri=workshop.redirect_uri, code="", request=request)

    def test_a_wrong_verifier_gets_no_tokens(self, workshop: Workshop, authorization: Authorization) -> None:
        request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
        code = workshop.approve(request, workshop.people[0])
        stolen = replace(request, code_verifier="x" * 64)
        with pytest.raises(ConsentLost):
            authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=stolen)

    def test_a_code_works_once(self, workshop: Workshop, authorization: Authorization) -> None:
        request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
        code = workshop.approve(request, workshop.people[0])
        authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)
        with pytest.raises(ConsentLost):
            authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)

    @pytest.mark.parametrize("fault", [Fault.TROUBLE, Fault.HANG_UP, Fault.TROUBLE_AFTER, Fault.BROKEN_OFF])
    def test_trouble_while_trading_the_code_may_be_tried_again(
        self, workshop: Workshop, authorization: Authorization, fault: Fault
    ) -> None:
        request = authorization.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
        code = workshop.approve(request, workshop.people[0])
        workshop.fail(Call.TOKEN, fault)
        with pytest.raises(TryAgain):
            authorization.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)
        assert workshop.calls(Call.TOKEN) == 1

    def test_without_a_client_the_missing_setting_is_named(self, workshop: Workshop) -> None:
        bare = workshop.provider.authorization(replace(workshop.settings, client_id=""))
        with pytest.raises(Misconfigured, match="CLIENT_ID"):
            bare.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)

    def test_a_wrong_client_secret_is_a_setting_not_a_lost_consent(self, workshop: Workshop) -> None:
        wrong = workshop.provider.authorization(replace(workshop.settings, client_secret="wrong"))
        request = wrong.begin(redirect_uri=workshop.redirect_uri, wanted=EVERYTHING)
        code = workshop.approve(request, workshop.people[0])
        with pytest.raises(Misconfigured, match="CLIENT_SECRET"):
            wrong.finish(redirect_uri=workshop.redirect_uri, code=code, request=request)

    def test_a_credentials_file_is_adopted_and_works(self, workshop: Workshop, authorization: Authorization) -> None:
        authorized = authorization.adopt(workshop.credentials_file(workshop.people[0]))
        assert authorized.email == workshop.people[0]
        assert authorized.grant.can_send
        mailbox = workshop.provider.mailbox(workshop.settings, Tokens(authorized.tokens), Budget())
        assert mailbox.own_addresses()[0].email == workshop.people[0]

    def test_a_dead_credentials_file_is_a_lost_consent(self, workshop: Workshop, authorization: Authorization) -> None:
        credentials = workshop.credentials_file(workshop.people[0])
        workshop.withdraw(workshop.people[0])
        with pytest.raises(ConsentLost):
            authorization.adopt(credentials)

    @pytest.mark.parametrize("text", ["", "[]", '{"type": "service_account"}', "no json"])
    def test_another_file_is_refused_with_a_sentence(self, authorization: Authorization, text: str) -> None:
        with pytest.raises(Misconfigured, match="credentials file"):
            authorization.adopt(text)

    def test_unreadable_tokens_have_nothing_to_revoke(self, authorization: Authorization) -> None:
        authorization.revoke("")

    def test_a_consent_withdrawn_elsewhere_is_lost_with_a_sentence(self, workshop: Workshop) -> None:
        mailbox = open_mailbox(workshop, workshop.people[0])
        mailbox.start()
        workshop.withdraw(workshop.people[0])
        with pytest.raises(ConsentLost, match=r"[Cc]onnect"):
            mailbox.start()

    def test_a_refreshed_token_is_saved_and_used_by_the_next_one(self, workshop: Workshop) -> None:
        tokens = sign_in(workshop, workshop.people[0])
        before = tokens.text
        workshop.expire_access(workshop.people[0])
        workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()
        assert tokens.saves == 1
        assert tokens.text != before
        trades = workshop.calls(Call.TOKEN)
        workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()
        assert workshop.calls(Call.TOKEN) == trades

    def test_trouble_while_refreshing_may_be_tried_again_and_costs_nothing(self, workshop: Workshop) -> None:
        tokens = sign_in(workshop, workshop.people[0])
        workshop.expire_access(workshop.people[0])
        workshop.fail(Call.TOKEN, Fault.TROUBLE)
        mailbox = workshop.provider.mailbox(workshop.settings, tokens, Budget())
        with pytest.raises(TryAgain):
            mailbox.start()
        assert mailbox.start()

    def test_tokens_never_hold_the_clients_secret_of_the_settings(self, workshop: Workshop) -> None:
        assert workshop.settings.client_secret not in sign_in(workshop, workshop.people[0]).text


class BoxesContract:
    """The further claims of a provider whose consent page has a box for each permission."""

    @pytest.mark.parametrize(
        ("untick", "left"),
        [
            ({"sending"}, (True, True, False)),
            ({"calendar"}, (True, False, True)),
            ({"mail", "sending"}, (False, True, False)),
            ({"mail"}, (False, True, False)),
        ],
    )
    def test_an_unticked_box_leaves_the_rest_working_and_is_told(
        self, workshop: Workshop, untick: set[str], left: tuple[bool, bool, bool]
    ) -> None:
        authorized = connect(workshop, untick=frozenset(untick))
        grant = authorized.grant
        assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == left
        assert set(grant.granted) < set(grant.asked)
        assert authorized.email == workshop.people[0]

    def test_a_consent_to_nothing_useful_is_refused_with_a_sentence(self, workshop: Workshop) -> None:
        with pytest.raises(ConsentLost, match="Connect again"):
            connect(workshop, untick=frozenset({"mail", "calendar"}))


class RevokingContract:
    """The further claims of a provider that lets an app end a consent (`Capabilities.revokes`)."""

    def test_revoking_ends_the_consent_and_doing_it_again_is_fine(self, workshop: Workshop) -> None:
        authorization = workshop.provider.authorization(workshop.settings)
        tokens = sign_in(workshop, workshop.people[0])
        authorization.revoke(tokens.text)
        authorization.revoke(tokens.text)
        with pytest.raises(ConsentLost):
            workshop.provider.mailbox(workshop.settings, tokens, Budget()).start()

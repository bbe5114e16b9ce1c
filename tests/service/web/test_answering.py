"""Connecting with a password: what is asked, what is wrong said where it is wrong, and the password in no answer of ours."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import select

from service import accounts, consents
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.consents import MOST_TRIES
from service.context import Context
from service.schema import Account, Activity, Allowance, ConsentRequest
from tests.rows import everything
from tests.service.asking import AT_HOME, BOXES, RIGHT, SECRET, Mailhouse
from tests.service.web.conftest import Browser, stranger

PAGE = "/connect/dav"
GERMAN = {"Accept-Language": "de"}
LIVE = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("mailhouse")


def answer(web: Browser, *, live: bool = False, **more: str) -> httpx2.Response:
    """Fills the form and sends it off; with `live` as a script does."""
    return web.post(PAGE, {**BOXES, **RIGHT, **more}, headers=LIVE if live else {})


def account_of(context: Context) -> Account:
    with context.database.reading() as session:
        return session.scalars(select(Account)).one()


def value_in(page: str, name: str) -> str:
    """What stands in that field."""
    (found,) = re.findall(rf'<input [^>]*name="{name}"[^>]*>', page)
    return str(re.findall(r'value="([^"]*)"', found)[0])


# --- asking -----------------------------------------------------------------------------------------------------


def test_the_page_leads_to_a_form_that_asks_for_no_more_than_address_and_password(web: Browser) -> None:
    assert f'href="{PAGE}"' in web.get("/connect").text
    page = web.get(PAGE).text
    needed = [one for one in re.findall(r"<input [^>]*>", page) if "required" in one]
    assert [re.findall(r'name="(\w+)"', one)[0] for one in needed] == ["address", "password"]
    assert "My servers" in page
    assert '<details class="folded"><summary>My servers' in page, "folded away"
    assert "goes to nobody but the servers of your mailbox" in page


def test_several_calendar_links_have_lines_to_stand_on_and_those_before_stay(web: Browser) -> None:
    page = web.get("/connect/link").text
    (area,) = re.findall(r"<textarea [^>]*>", page)
    assert 'name="link"' in area
    assert "required" in area
    assert "Links given before for the same address stay." in page
    german = web.get("/connect/link", headers=GERMAN).text
    assert "Früher angegebene Links derselben Adresse bleiben." in german


def test_what_can_be_connected_at_once_stands_before_what_wants_a_client(web: Browser) -> None:
    page = web.get("/connect").text
    places = [page.index(f'<h2 id="{name}"') for name in ("google", "dav", "microsoft")]
    assert places == sorted(places), "Google has a client here, Microsoft none"


def test_the_form_speaks_german(web: Browser) -> None:
    page = web.get(PAGE, headers=GERMAN).text
    assert '<html lang="de"' in page
    for english in ("Another mailbox", "Mail address", "Password", "My servers", "Most providers want"):
        assert english not in page, english


# --- answering --------------------------------------------------------------------------------------------------


def test_the_right_answers_connect_and_lead_to_the_first_read(
    web: Browser, installed: Context, mailhouse: Mailhouse
) -> None:
    reply = answer(web, name="Ann Example")
    account = account_of(installed)
    assert reply.headers["location"] == f"/accounts/{account.id}?connected=new"
    assert (account.email, account.provider, account.scopes) == ("ann@mail.example", "dav", ["imap", "smtp", "caldav"])
    assert (account.can_read_mail, account.can_read_calendar, account.can_send) == (True, True, True)
    assert mailhouse.asked == [{**RIGHT, "name": "Ann Example"}], "and nothing else: no form token, no empty answers"
    assert max(mailhouse.timeouts) <= 20


def test_a_script_is_led_on_too(web: Browser, installed: Context) -> None:
    reply = answer(web, live=True)
    assert reply.headers["hx-redirect"] == f"/accounts/{account_of(installed).id}?connected=new"
    assert reply.text == ""


def test_what_is_left_unticked_is_not_done_though_the_password_opens_everything(
    web: Browser, installed: Context, mailhouse: Mailhouse
) -> None:
    answer(web, sending="", calendar="")
    assert mailhouse.wanted == ["mail"], "no other server gets the password"
    account = account_of(installed)
    assert (account.can_read_mail, account.can_read_calendar, account.can_send) == (True, False, False)
    assert (account.asked_scopes, account.scopes) == (["imap"], ["imap"])
    again = web.get(f"{PAGE}?account={account.id}").text
    assert re.search(r'name="mail"[^>]* checked', again)
    assert not re.search(r'name="(sending|calendar)"[^>]* checked', again)


def test_with_nothing_ticked_nobody_is_asked(web: Browser, mailhouse: Mailhouse) -> None:
    assert "Choose mail, the calendar or both" in answer(web, mail="", calendar="").text
    assert mailhouse.asked == []


def test_a_server_that_is_missing_is_said_on_the_accounts_page(
    web: Browser, installed: Context, mailhouse: Mailhouse
) -> None:
    mailhouse.lacks = ("smtp",)
    page = web.follow(answer(web)).text
    assert not account_of(installed).can_send
    assert "drafts are yours to copy or save" in page


# --- what is wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("live", [False, True])
def test_a_wrong_password_is_said_beside_its_field_and_nothing_is_stored(
    web: Browser, installed: Context, live: bool
) -> None:
    reply = answer(web, live=live, password="tiger-Woods 7", imap="imap.mail.example")
    assert reply.status_code == (200 if live else 409)
    assert re.search(r'<input id="password"[^>]*aria-invalid="true"', reply.text)
    beside = re.findall(r'<small id="password-error"[^>]*>(.*?)</small>', reply.text, re.DOTALL)
    assert "mail.example refused this password." in beside[0]
    assert value_in(reply.text, "address") == "ann@mail.example"
    assert value_in(reply.text, "imap") == "imap.mail.example"
    assert value_in(reply.text, "password") == ""
    assert "tiger" not in reply.text
    assert ("<html" in reply.text) is not live
    assert everything(installed)["accounts"] == []


def test_the_page_where_app_passwords_are_made_can_be_opened(web: Browser, mailhouse: Mailhouse) -> None:
    mailhouse.refusal = "Mail takes an app password here. Make one: https://mail.example/security/app-passwords."
    page = answer(web, password="no").text
    assert '<a href="https://mail.example/security/app-passwords" target="_blank" rel="noopener noreferrer">' in page


def test_what_was_not_answered_is_said_before_anybody_is_asked(web: Browser, mailhouse: Mailhouse) -> None:
    reply = answer(web, address=" ", password="", imap="a" * 2001, login="ann\r\nA2 LOGOUT")
    for name, said in (("address", "needed"), ("password", "needed"), ("imap", "too long"), ("login", "line break")):
        beside = re.findall(rf'<small id="{name}-error"[^>]*>(.*?)</small>', reply.text, re.DOTALL)
        assert said in beside[0]
    assert '<details class="folded" open><summary>My servers' in reply.text, "what is wrong is in sight"
    assert mailhouse.asked == []


def test_a_server_that_does_not_answer_is_said_above_the_form(web: Browser, mailhouse: Mailhouse) -> None:
    mailhouse.is_away = True
    page = answer(web).text
    assert re.search(r'<p class="error" role="alert"[^>]*>.*Nobody answers at mail.example just now', page, re.DOTALL)
    assert "aria-invalid" not in page


def test_a_server_on_the_persons_own_network_is_asked_about_first(
    web: Browser, installed: Context, mailhouse: Mailhouse
) -> None:
    mailhouse.is_at_home = True
    asking = answer(web).text
    assert AT_HOME in asking
    assert 'name="own_network" value="yes"' in asking
    assert "aria-invalid" not in asking
    assert everything(installed)["accounts"] == []
    with installed.database.reading() as session:
        told = session.scalars(select(Activity.what)).all()
    assert consents.REFUSED not in told, "a question is no refusal"
    wrong = answer(web, own_network="yes", password="no").text
    assert '<input type="hidden" name="own_network" value="yes">' in wrong, "asked once"
    assert answer(web, own_network="yes").status_code == 303
    again = web.get(f"{PAGE}?account={account_of(installed).id}").text
    assert '<input type="hidden" name="own_network" value="yes">' in again


def test_many_tries_in_a_row_are_stopped_before_the_provider_locks_the_person_out(
    web: Browser, mailhouse: Mailhouse
) -> None:
    for _ in range(MOST_TRIES):
        assert answer(web, password="no").status_code == 409
    stopped = answer(web)
    assert stopped.status_code == 429
    assert "15 minutes" in stopped.text
    assert len(mailhouse.asked) == MOST_TRIES


# --- secrets ----------------------------------------------------------------------------------------------------


def test_the_password_is_in_no_answer_and_in_no_row(web: Browser, installed: Context, mailhouse: Mailhouse) -> None:
    said = [answer(web, live=True, password=f"{SECRET}!")]
    mailhouse.is_at_home = True
    said += [answer(web), answer(web, live=True)]
    mailhouse.is_at_home = False
    said += [answer(web)]
    account = account_of(installed)
    paths = (f"/accounts/{account.id}", "/health", "/activity", "/connect", f"{PAGE}?account={account.id}", "/settings")
    said += [web.get(path) for path in paths]
    for reply in said:
        assert SECRET not in reply.text
        assert SECRET not in str(reply.headers)
        assert "value" not in re.findall(r'<input id="password"[^>]*>', reply.text + '<input id="password">')[
            0
        ].replace('value=""', "")
    assert SECRET not in repr(everything(installed))


def test_a_script_keeps_the_typed_password_in_its_field_unless_it_is_wrong(web: Browser) -> None:
    def is_kept(page: str) -> bool:
        return "hx-preserve" in re.findall(r'<input id="password"[^>]*>', page)[0]

    assert is_kept(answer(web, live=True, address="").text)
    assert not is_kept(answer(web, live=True, password="no").text)


# --- again ------------------------------------------------------------------------------------------------------


def test_reconnecting_fills_in_what_was_answered_but_for_the_password(web: Browser, installed: Context) -> None:
    answer(web, imap="imap.mail.example:993", login="ann")
    account = account_of(installed)
    page = web.get(f"{PAGE}?account={account.id}").text
    assert "Connect ann@mail.example again" in page
    filled = {name: value_in(page, name) for name in ("address", "imap", "login", "smtp", "password", "account")}
    assert filled == {
        "address": "ann@mail.example", "imap": "imap.mail.example:993", "login": "ann", "smtp": "", "password": "",
        "account": account.id,
    }  # fmt: skip
    reply = answer(web, account=account.id)
    assert reply.headers["location"].endswith("connected=already")


def test_another_address_at_reconnecting_keeps_the_old_and_says_so(web: Browser, installed: Context) -> None:
    answer(web)
    before = account_of(installed)
    page = answer(web, account=before.id, address="bea@mail.example").text
    assert "This is bea@mail.example, but the connection to be renewed is ann@mail.example" in page
    assert account_of(installed).tokens_sealed == before.tokens_sealed


def test_disconnecting_says_that_the_password_still_opens_the_mailbox(web: Browser, installed: Context) -> None:
    answer(web)
    page = web.follow(web.post(f"/health/{account_of(installed).id}/disconnect")).text
    assert "delete the app password at your provider" in page
    assert account_of(installed).tokens_sealed is None
    again = web.get(f"{PAGE}?account={account_of(installed).id}").text
    assert value_in(again, "address") == "ann@mail.example"


def test_nobody_else_gets_to_the_form_or_its_answer(web: Browser, installed: Context, mailhouse: Mailhouse) -> None:
    assert web.post(PAGE, {**BOXES, **RIGHT}, headers={"X-Form-Token": ""}).status_code == 403
    assert stranger(installed).post(PAGE, data={**BOXES, **RIGHT}).status_code == 403
    assert stranger(installed).get(PAGE).status_code == 303
    assert web.get(f"{PAGE}?account=acc_bob").status_code == 404
    assert web.post(PAGE, {**BOXES, **RIGHT, "account": "acc_bob"}).status_code == 404
    assert mailhouse.asked == []


def test_nobody_comes_back_to_a_consent_that_was_given_here(web: Browser, installed: Context) -> None:
    answer(web, password="no")
    with installed.database.reading() as session:
        state = session.scalars(select(ConsentRequest.state)).one()
        outcome = consents.consent_outcome(session, LOCAL_PERSON, state)
    assert outcome == (consents.REFUSED, "mail.example refused this password.")
    assert web.get(f"/connect/dav/callback?state={state}&code=x").status_code == 404


def test_a_password_that_no_longer_does_is_asked_for_again_everywhere(web: Browser, installed: Context) -> None:
    answer(web)
    account_id = account_of(installed).id
    with installed.database.writing(LOCAL_PERSON) as session:
        accounts.needs_consent(session.get_one(Account, account_id), "mail.example refused this password.")
    for path in ("/", "/health", f"/accounts/{account_id}", "/connect"):
        page = web.get(path).text
        assert "it needs your password again" in page, path
        assert f'href="/connect/dav?account={account_id}"' in page
        assert "Give the password again" in page
        assert "your consent" not in page
        assert "Needs your consent" not in page
    assert "Password given" in web.get("/health").text


def test_a_slow_provider_is_called_by_its_domain(web: Browser, installed: Context) -> None:
    answer(web)
    with installed.database.writing(LOCAL_PERSON) as session:
        account = session.scalars(select(Account)).one()
        blocked = real_now() + timedelta(minutes=10)
        session.add(Allowance(
            account_id=account.id, person_id=LOCAL_PERSON, spent={}, calls={}, days={}, units_spent=0,
            blocked_until=blocked, clock_ahead=0,
        ))  # fmt: skip
    assert "mail.example asked us to slow down" in web.get("/health").text

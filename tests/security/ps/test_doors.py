"""Who gets in and what they may do: the consent and its end, the person's yes to a mail, calendar mail from anybody, and
the pages themselves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from email import message_from_bytes, policy
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.schema import Account, Approval, Event
from service.settings import load_settings
from service.tokens import token_row
from tests.rows import Rows
from tests.security import forgeries
from tests.security.forgeries import ME, Forger, Mail, Talk
from tests.security.house import House, raised_house
from tests.security.stillness import still
from tests.waiting import wait_until

GOOGLES = {"gmail.readonly", "gmail.compose", "calendar.readonly"}
MICROSOFTS = {"Mail.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.Read", "User.Read"}
SIGNING_IN = {"openid", "profile", "offline_access"}
WRITES = re.compile(r"\.(create|update|delete|send|insert|patch|modify|trash)$")
Json = Mapping[str, Any]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with ten minutes to take an approval back, and both providers to connect."""
    folder = tmp_path_factory.mktemp("doors")
    with raised_house(folder, {"WARMTHREAD_UNDO_SECONDS": "600"}, provider="both") as raised:
        yield raised


def written(house: House, *names: str) -> list[Json]:
    """Talks with all of them took place and were confirmed; the drafts that wait to be sent after."""
    addresses = [house.talk(name, hours=1 + number / 10) for number, name in enumerate(names)]
    house.settle()
    house.move(2)
    listed = {(one["contact"] or {}).get("email"): one["id"] for one in house.interviews()}
    for address in addresses:
        assert house.cli("interviews", "set", listed[address], "held").code == 0
    house.settle()
    drafts = [house.drafts_to(address) for address in addresses]
    assert [len(found) for found in drafts] == [1] * len(names)
    return [found[0] for found in drafts]


@pytest.fixture(scope="module")
def drafts(own: House) -> list[Json]:
    """Three that wait."""
    return written(own, "bryony", "comfrey", "dill")


@pytest.fixture(scope="module")
def shared(house: House) -> list[Json]:
    """Two that wait at the house that all share, one for each who sends."""
    return written(house, "fennel", "madder")


def asked(house: House, provider: str, **boxes: str) -> dict[str, list[str]]:
    """What a provider's consent page is asked for."""
    answer = house.post(f"/connect/{provider}", {"mail": "on", "calendar": "on", **boxes})
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)


def scopes(found: Mapping[str, list[str]]) -> set[str]:
    return {scope.rpartition("/")[2] for scope in found["scope"][0].split()}


# --- PS-02: the consent ------------------------------------------------------------------------------------------


def test_ps_02_one_consent_asks_for_the_least_and_read_only_for_reading_alone(own: House) -> None:
    """One consent asks for reading mail and calendars and for sending, without sending for reading alone, and the page
    shows what was granted.
    """
    assert scopes(asked(own, "google", sending="on")) == GOOGLES
    assert scopes(asked(own, "google")) == GOOGLES - {"gmail.compose"}
    assert scopes(asked(own, "microsoft", sending="on")) == MICROSOFTS | SIGNING_IN
    assert scopes(asked(own, "microsoft")) == {"Mail.Read", "Calendars.Read", "User.Read"} | SIGNING_IN
    page = own.get("/health").text
    assert {scope for scope in GOOGLES if f"<code>{scope}</code>" in page} == GOOGLES


def test_ps_02_nothing_is_written_at_the_provider_before_approval(own: House, drafts: list[Json]) -> None:
    """Until the person approved something, the provider is only read, though the permission would allow more."""
    assert [row_of(own, one)["state"] for one in drafts] == ["needs_review"] * 3
    calls = own.control.calls()["calls"]
    assert calls["gmail.users.messages.list"] + calls["calendar.events.list"] > 0
    assert [name for name in calls if WRITES.search(name)] == []


# --- PS-27: who it is from ---------------------------------------------------------------------------------------


def test_ps_27_mail_goes_out_under_an_own_address_alone(house: House, shared: list[Json]) -> None:
    """A sender that the provider does not call the person's own is refused, and what leaves names nobody but the person."""
    draft = shared[1]
    seen = shown(house, draft)
    form = {
        "version": str(row_of(house, draft)["version"]),
        "body": seen["body"],
        "subject": seen["subject"],
        "to": draft["to"][0],
    }
    for sender in ("ceo@gov.example", "alex@example.com.bad.example", f"Alex <{ME}>, eve@bad.example"):
        assert house.post(f"/drafts/{draft['id']}", form | {"sender": sender}).status_code == 409, sender
    assert shown(house, draft)["digest"] == seen["digest"]
    assert house.post(f"/drafts/{draft['id']}", form | {"sender": ME}).status_code == 303
    assert ME in house.get(f"/drafts/{draft['id']}").text
    assert house.approve(draft).code == 0
    wait_until(lambda: bool(house.sent_to(draft["to"][0])), "the mail leaves")
    sent = message_from_bytes(house.sent_to(draft["to"][0])[0]["raw"], policy=policy.default)
    assert [one.addr_spec for one in sent["From"].addresses] == [ME]
    assert (sent["Sender"], sent["Reply-To"]) == (None, None)


# --- PS-14: the person's yes -------------------------------------------------------------------------------------


def approval_of(house: House, draft: Json) -> Json:
    found = [row for row in house.rows("approvals") if row["draft_id"] == draft["id"]]
    return max(found, key=lambda row: row["approved_at"], default={})


def end_of_window(house: House, draft: Json, **tampered: object) -> None:
    """The time to take it back is over, and somebody wrote into the row that holds what was approved."""
    approval_id = approval_of(house, draft)["id"]
    with house.opened() as context, context.database.writing(LOCAL_PERSON, "test") as session:
        values = {"hold_until": real_now(), **tampered}
        session.execute(update(Approval).where(Approval.id == approval_id).values(values))
        session.execute(update(Event).where(Event.handled_at.is_(None)).values(retry_at=None))


def row_of(house: House, draft: Json) -> Json:
    (found,) = [row for row in house.rows("drafts") if row["id"] == draft["id"]]
    return found


def shown(house: House, draft: Json) -> Json:
    found: Json = house.cli("drafts", "show", draft["id"], "--json").json
    return found


def test_ps_14_only_the_exact_bytes_of_a_fresh_approval_leave(own: House, drafts: list[Json]) -> None:
    """A text that was changed after the approval, or an approval older than seven days, sends nothing and asks again; the
    untouched one leaves.
    """
    tampered, old, fine = drafts
    for draft in drafts:
        assert own.approve(draft).code == 0
        assert approval_of(own, draft)["state"] == "held"
    sealed = approval_of(own, tampered)["mime_sealed"]
    end_of_window(own, tampered, mime_sealed=sealed[:-1] + bytes((sealed[-1] ^ 1,)))
    long_ago = approval_of(own, old)["approved_at"] - timedelta(days=8)
    end_of_window(own, old, approved_at=long_ago)
    end_of_window(own, fine)
    wait_until(lambda: bool(own.sent_to(fine["to"][0])), "the untouched one leaves")
    told = (tampered, old)
    wait_until(lambda: all(row_of(own, one)["state"] == "needs_review" for one in told), "they ask again")
    assert "not the one you approved" in row_of(own, tampered)["state_reason"]
    assert "older than seven days" in row_of(own, old)["state_reason"]
    assert [own.sent_to(draft["to"][0]) for draft in told] == [[], []]


def test_ps_14_only_the_owner_approves_and_only_the_text_that_was_shown(house: House, shared: list[Json]) -> None:
    """A digest of another text, a click without the session's form token and nobody's session approve nothing."""
    draft = shared[0]
    seen = shown(house, draft)
    form = {name: str(seen[name]) for name in ("body", "subject")} | {
        "version": str(row_of(house, draft)["version"]), "sender": ME, "to": draft["to"][0], "when": "now",
    }  # fmt: skip
    path = f"/drafts/{draft['id']}/approve"
    assert house.cli("drafts", "approve", draft["id"], "--yes", "0" * 64).code != 0
    assert house.post(path, form, headers={"X-Form-Token": ""}).status_code == 403
    assert house.post(path, form, headers={"Origin": "https://bad.example"}).status_code == 403
    with house.visitor() as visitor:
        own = {"Origin": house.address, "X-Form-Token": house.form_token()}
        assert visitor.post(path, data=form, headers=own).status_code == 403
    assert approval_of(house, draft) == {}
    assert house.cli("drafts", "edit", draft["id"], "--subject", "Another subject").code == 0
    assert house.cli("drafts", "approve", draft["id"], "--yes", seen["digest"]).code != 0, "that text is gone"
    assert approval_of(house, draft) == {}
    assert house.approve(draft).code == 0
    wait_until(lambda: bool(house.sent_to(draft["to"][0])), "the approved mail leaves")
    sent = message_from_bytes(house.sent_to(draft["to"][0])[0]["raw"], policy=policy.default)
    assert (sent["Subject"], [one.addr_spec for one in sent["From"].addresses]) == ("Another subject", [ME])


# --- PS-19 and PS-20: calendar mail ------------------------------------------------------------------------------


GUESTS = (ME, "eva@kyst.example")


@dataclass(frozen=True)
class Invited:
    """Talks that stand: three of which only mail tells, two of them with a third guest, and a weekly one in the calendar."""

    plain: Talk
    removed: Talk
    called_off: Talk
    weekly: Talk


@pytest.fixture(scope="module")
def invited(house: House) -> Invited:
    start = (house.now() + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
    names = ("burdock", "chervil", "lovage", "sedge")
    talks = Invited(*(Talk(name, start + timedelta(hours=number)) for number, name in enumerate(names)))
    with house.desk() as desk:
        for name in names:
            desk.request(name)
        for number, first in enumerate((talks.weekly.start, talks.weekly.start + timedelta(days=7))):
            of = {"originalStartTime": {"dateTime": first.isoformat()}, "recurringEventId": "sedge"}
            desk.put_talk("sedge", first, id=f"sedge_{number}", iCalUID=talks.weekly.uid, **of)
    for talk in (talks.plain, talks.removed, talks.called_off):
        agree(house, talk, () if talk == talks.plain else (*GUESTS, talk.address))
    house.settle()
    assert [states(house, getattr(talks, one.name)) for one in fields(talks)] == [["accepted"]] * 3 + [["accepted"] * 2]
    return talks


def agree(house: House, talk: Talk, named: tuple[str, ...]) -> None:
    """They invite by mail, and the person says yes."""
    now = house.now()
    deliver(house, Mail(talk, "REQUEST", forgeries.genuine(talk), now, talk.start, sequence=0, named=named))
    yes = Forger(f"Alex Example <{ME}>", names=ME)
    mine = Mail(talk, "REPLY", yes, now, talk.start, "ACCEPTED", 0, to=talk.address)
    house.control.deliver(mine.raw, labels=["SENT"])


def deliver(house: House, mail: Mail) -> None:
    house.control.deliver(mail.raw)


def cancel(house: House, talk: Talk, by: Forger, **more: Any) -> None:
    deliver(house, Mail(talk, "CANCEL", by, house.now(), talk.start, **more))


def times_of(house: House, talk: Talk) -> Rows:
    found = [row for row in house.rows("interviews") if row["meeting"].startswith(f"{talk.uid}|")]
    return sorted(found, key=lambda row: str(row["start"]))


def states(house: House, talk: Talk) -> list[str]:
    return [row["status"] for row in times_of(house, talk)]


def test_ps_19_a_forged_invite_or_cancellation_changes_nothing(house: House, invited: Invited) -> None:
    """A cancellation from anybody but the organizer, as the provider vouches, changes nothing and is shown, and neither does
    a stranger's invite; the organizer's own cancellation counts.
    """
    logged = {row["id"] for row in house.rows("interviews") if row["band"] == "log"}
    everybody = forgeries.forgers(invited.plain)
    for name in ("a forged From", "a stranger in their name", "a look-alike all through"):
        cancel(house, invited.plain, everybody[name])
    nobody = Talk("nobody", house.now() + timedelta(days=3))
    deliver(house, Mail(nobody, "REQUEST", forgeries.forgers(nobody)["a forged From"], house.now(), nobody.start))
    house.settle()
    assert states(house, invited.plain) == ["accepted"]
    assert times_of(house, invited.plain)[0]["badges"].count("unverified") == 1
    assert {row["id"] for row in house.rows("interviews") if row["band"] == "log"} == logged
    assert house.drafts_to(nobody.address) == []
    cancel(house, invited.plain, forgeries.genuine(invited.plain), sequence=10)
    house.settle()
    assert states(house, invited.plain) == ["cancelled"]


def test_ps_20_a_removal_is_no_cancellation_and_one_time_is_not_its_series(house: House, invited: Invited) -> None:
    """Who is taken off the list is told so, and the cancellation of one time of a series leaves the others standing."""
    for talk, named in ((invited.removed, (ME,)), (invited.called_off, GUESTS)):
        cancel(house, talk, forgeries.genuine(talk), named=named)
    weekly = invited.weekly
    cancel(house, weekly, forgeries.genuine(weekly), occurrence=weekly.start)
    house.settle()
    for talk, is_removal in ((invited.removed, True), (invited.called_off, False)):
        (row,) = times_of(house, talk)
        assert row["status"] == "cancelled"
        assert any(entry["what"] == "removed" for entry in row["history"]) is is_removal
    assert states(house, weekly) == ["cancelled", "accepted"]


# --- PS-22: the pages --------------------------------------------------------------------------------------------


def test_ps_22_a_consent_is_bound_to_its_browser_and_its_secrets_stay_here(house: House) -> None:
    """Consents carry a state and PKCE and lead back to this machine alone, and neither tokens nor secrets get into an
    address or a log.
    """
    found = asked(house, "google", sending="on")
    assert len(found["state"][0]) >= 22, "128 bits"
    assert found["code_challenge_method"] == ["S256"]
    assert found["redirect_uri"] == [f"{house.address}/connect/google/callback"]
    assert set(found) & {"client_secret", "code_verifier", "access_token", "refresh_token"} == set()
    with house.visitor() as visitor:
        code = "4/made-up"
        assert visitor.get(f"/connect/google/callback?state={found['state'][0]}&code={code}").status_code == 400
    with house.opened() as context, context.database.reading() as session:
        account = session.scalars(select(Account).where(Account.provider == "google")).one()
        tokens = context.vault.open(account.tokens_sealed or b"", row=token_row(account.id))
    sessions = {str(cookie.value) for cookie in house.browser.cookies.jar}
    secrets = {*re.findall(r'"([\w./-]{24,})"', tokens), *sessions, found["state"][0], code}
    assert len(secrets) >= 4
    log = house.log()
    assert "/connect/{provider}/callback" in log, "it is said what was asked for"
    assert [one for one in secrets if one in log] == []


def test_ps_22_nobody_else_gets_in(house: House) -> None:
    """The pages answer on this machine alone, under its own name alone, and to nobody who is not signed in."""
    assert load_settings({}).host == house.settings().host == "127.0.0.1"
    before = still(house)
    assert house.get("/settings", Host="bad.example").status_code == 403
    assert (
        house.post("/settings/exclusions", kind="domain", value="x.example", headers={"Origin": "null"}).status_code
        == 403
    )
    with house.visitor() as visitor:
        assert [visitor.get(path).status_code for path in ("/", "/settings", "/interviews")] == [303] * 3
    assert still(house) == before
    assert house.get("/settings").status_code == 200


# --- PS-07: the end of it ----------------------------------------------------------------------------------------


def test_ps_07_disconnecting_ends_everything_within_a_minute_and_offers_to_remove_it(
    own: House, drafts: list[Json]
) -> None:
    """Disconnecting revokes at the provider, forgets the tokens, stops reading and whatever was approved within a minute,
    and removes what the account brought where the person wishes.
    """
    draft = drafts[0]
    assert own.approve(draft).code == 0
    (account,) = [row for row in own.rows("accounts") if row["provider"] == "google"]
    revoked, began = own.control.calls()["calls"].get("oauth.revoke", 0), monotonic()
    assert own.post(f"/health/{account['id']}/disconnect").status_code == 303
    assert own.control.calls()["calls"]["oauth.revoke"] == revoked + 1
    (account,) = [row for row in own.rows("accounts") if row["provider"] == "google"]
    assert (account["connection_state"], account["tokens_sealed"]) == ("disconnected", None)
    assert approval_of(own, draft)["state"] == "withdrawn"
    asked_before = own.control.calls()["units_total"]
    late = f"<{os.urandom(8).hex()}@poe.example>"
    own.deliver(
        "Late Poe <late@poe.example>",
        "A question",
        "Would you have time for an informational interview?",
        message_id=late,
    )
    assert own.cli("sync", "--once").code == 0
    assert monotonic() - began < 60
    assert own.control.calls()["units_total"] == asked_before, "nobody asks the provider any more"
    assert "Remove what it brought" in own.get("/health").text

    own.connect()
    assert late in {row["message_id"] for row in own.rows("messages")}, "connected again, it is read on"
    end_of_window(own, draft)
    own.settle()
    assert own.sent_to(draft["to"][0]) == []

    removed = own.cli("disconnect", ME, "--purge", "--json").json["removed"]
    assert removed["conversations"] > 0
    assert own.rows("messages") == own.rows("calendar_events") == []

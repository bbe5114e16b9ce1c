"""Nobody changes anything of a person's who has no right to: forged mail, consents that somebody else ends, sessions that
are none, clicks on strangers' pages, names that were pointed at this machine. All of it by wire at a running Warmthread;
beside every family the genuine one, which does change what the forged ones did not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from service.accounts import LOCAL_PERSON
from service.schema import Account
from tests.rows import Rows
from tests.security import forgeries
from tests.security.forgeries import ME, Forger, Mail, Talk
from tests.security.house import Answer, House
from tests.security.stillness import picked, still
from tests.verdicts import Verdict

LEAST = 100
_OF_CONSENT = ("consent_requests", "activity")
"""Where it stands that somebody's own consent came to nothing."""


# --- mail ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talks:
    """Three talks that stand: one in the calendar, one of which only mail tells, one that the person invited to."""

    in_calendar: Talk
    in_mail: Talk
    own: Talk


@pytest.fixture(scope="module")
def talks(house: House) -> Talks:
    now = house.now()
    start = (now + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)
    talks = Talks(
        Talk("quince", start),
        Talk("teasel", start + timedelta(hours=2)),
        Talk("medlar", start + timedelta(hours=4), True),
    )
    with house.desk() as desk:
        for talk in (talks.in_calendar, talks.in_mail, talks.own):
            desk.request(talk.name)
        desk.put_talk("quince", talks.in_calendar.start, id="quince", iCalUID=talks.in_calendar.uid)
        desk.put_talk("medlar", talks.own.start, iCalUID=talks.own.uid, organizer={"email": ME, "self": True})
    told = talks.in_mail
    house.control.deliver(Mail(told, "REQUEST", forgeries.genuine(told), now, told.start, sequence=0).raw)
    yes = Forger(f"Alex Example <{ME}>", names=ME)
    mine = Mail(told, "REPLY", yes, now, told.start, "ACCEPTED", 0, to=f"Teasel Poe <{told.address}>")
    house.control.deliver(mine.raw, labels=["SENT"])
    house.settle()
    assert [row["status"] for row in standing(house, talks)] == ["accepted"] * 3
    return talks


def standing(house: House, talks: Talks) -> Rows:
    """The three, as far as nobody but the rightful may change them."""
    mine = {f"{talk.uid}|master" for talk in (talks.in_calendar, talks.in_mail, talks.own)}
    told = (
        *("id", "meeting", "status", "band", "start", "end", "title", "contact_id", "address", "others", "reschedules"),
        *("cancelled_by", "no_show_by", "thread_key", "meeting_no", "role", "data", "thanked_at"),
    )
    return [{name: row[name] for name in told} for row in house.rows("interviews") if row["meeting"] in mine]


def around(house: House, talks: Talks) -> dict[str, Any]:
    """The three, everything that is logged, what is to be done or written, and whose addresses theirs are."""
    theirs = {talk.address for talk in (talks.in_calendar, talks.in_mail, talks.own)}
    logged = sorted(row["id"] for row in house.rows("interviews") if row["status"] != "not_logged")
    todo = {table: house.rows(table) for table in ("tasks", "drafts", "approvals", "follow_ups", "introductions")}
    for row in (*todo["tasks"], *todo["drafts"], *todo["follow_ups"]):
        row.pop("updated_at", None)
    owners = {row["key"]: row["contact_id"] for row in house.rows("identities") if row["key"] in theirs}
    return {"talks": standing(house, talks), "logged": logged, "owners": owners, **todo}


def unverified(house: House, talk: Talk) -> int:
    (row,) = [row for row in house.rows("interviews") if row["meeting"] == f"{talk.uid}|master"]
    return sum(entry["what"] == "unverified" for entry in row["history"])


Forged = Callable[[Talk, Any], dict[str, Mail]]
CALENDAR = "in the calendar"
OF_MAIL: dict[str, tuple[str, Forged, str]] = {
    "invites to a talk in the calendar": ("in_calendar", forgeries.invites, ""),
    "cancellations of a talk in the calendar": ("in_calendar", forgeries.cancels, CALENDAR),
    "invites to a talk in mail": ("in_mail", forgeries.invites, "REQUEST"),
    "answers to an own invite": ("own", forgeries.replies, "REPLY"),
    "cancellations of a talk in mail": ("in_mail", forgeries.cancels, "CANCEL"),
}
"""Which talk, what is forged, and how the rightful then do change it: by a mail of that method, or in the calendar, beside
which no mail counts.
"""


@pytest.mark.parametrize("family", OF_MAIL)
def test_no_forged_mail_changes_a_talk_and_a_genuine_one_does(
    family: str, house: House, talks: Talks, is_whole: bool, verdict: Verdict
) -> None:
    which, forged, method = OF_MAIL[family]
    talk: Talk = getattr(talks, which)
    mails = picked(forged(talk, house.now()), is_whole=is_whole)
    before, doubted = around(house, talks), unverified(house, talk)
    for one in mails.values():
        house.control.deliver(one.raw)
    house.settle()
    assert around(house, talks) == before
    assert unverified(house, talk) == doubted + len(mails), "every one is shown, and why it changed nothing"
    verdict(f"{family}: {len(mails)} forged, 0 changes")
    if method:
        change(house, talk, method)
        assert standing(house, talks) != before["talks"]


NUMBERS = {"REQUEST": 20, "REPLY": 20, "CANCEL": 30}
"""The sequence of what the rightful send: each counts after what was there."""


def change(house: House, talk: Talk, method: str) -> None:
    """What the rightful do."""
    later = talk.start + timedelta(days=3)
    if method == CALENDAR:
        with house.desk() as desk:
            desk.put_talk(talk.name, later, id=talk.name, iCalUID=talk.uid)
    else:
        answer, by = "DECLINED" if method == "REPLY" else "", forgeries.genuine(talk)
        start = later if method == "REQUEST" else talk.start
        house.control.deliver(Mail(talk, method, by, house.now(), start, answer, sequence=NUMBERS[method]).raw)
    house.settle()


def test_an_invite_that_nobody_vouches_for_is_a_question_and_the_number_that_is_known_counts(
    house: House, talks: Talks, verdict: Verdict
) -> None:
    talk = talks.in_mail
    mails = forgeries.invites_to_new(talk, house.now())
    before = around(house, talks)
    for one in mails.values():
        house.control.deliver(one.raw)
    house.settle()
    after = around(house, talks)
    new = set(after["logged"]) - set(before["logged"])
    assert [after[name] for name in ("talks", "owners", "drafts")] == [
        before[name] for name in ("talks", "owners", "drafts")
    ]
    assert {row["status"] for row in house.rows("interviews") if row["id"] in new} <= {"proposed"}
    verdict(f"invites that nobody vouches for: {len(mails)}, 0 logged")
    by = forgeries.silent_ones(talk)
    house.control.deliver(Mail(talk, "REQUEST", by, house.now(), talk.start + timedelta(days=6), sequence=40).raw)
    house.settle()
    assert standing(house, talks) != before["talks"]


def test_the_matrix_is_large_enough(talks: Talks) -> None:
    mails = sum(len(forged(getattr(talks, which), talks.own.start)) for which, forged, _ in OF_MAIL.values())
    assert mails + len(CALLBACKS) + len(SPENT) >= LEAST


# --- consents -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Begun:
    """A consent that the signed-in person began, and what came of it at the provider."""

    state: str
    code: str


def begin(house: House, **more: Any) -> Begun:
    """From our own button to the way back; `account` and other fields of the order are for the provider."""
    form = {"mail": "on", "calendar": "on", "sending": "on", "account": more.pop("again", "")}
    asked = house.post("/connect/google", form)
    back = parse_qs(urlsplit(house.control.consent(asked.headers["location"], **more)).query)
    return Begun(back["state"][0], back["code"][0])


def callback(house: House, provider: str = "google", **asked: str) -> Answer:
    return house.get(f"/connect/{provider}/callback?{urlencode(asked)}")


def unsigned(house: House, **asked: str) -> Answer:
    with house.visitor() as visitor:
        return visitor.get(f"/connect/google/callback?{urlencode(asked)}")


def elsewhere(house: House, **asked: str) -> Answer:
    """In another browser of the same person."""
    with house.visitor() as visitor:
        house.sign_in(visitor)
        answer = visitor.get(f"/connect/google/callback?{urlencode(asked)}")
        signed_out(house, visitor)
        return answer


def signed_out(house: House, browser: Any) -> None:
    browser.post("/sign-out", headers={"Origin": house.address, "X-Form-Token": house.form_token(browser)})


Comes = Callable[[House, Begun], Answer]
CALLBACKS: dict[str, Comes] = {
    "in another browser of theirs": lambda house, begun: elsewhere(house, state=begun.state, code=begun.code),
    "at another provider's address": lambda house, begun: callback(
        house, "microsoft", state=begun.state, code=begun.code
    ),
    "by nobody who is signed in": lambda house, begun: unsigned(house, state=begun.state, code=begun.code),
    "a made-up state": lambda house, begun: callback(house, state="A" * 43, code=begun.code),
    "no state": lambda house, begun: callback(house, code=begun.code),
    "nothing at all": lambda house, _: callback(house),
    "a state cut short": lambda house, begun: callback(house, state=begun.state[:-1], code=begun.code),
    "a state with more": lambda house, begun: callback(house, state=f"{begun.state}%", code=begun.code),
    "a state in other letters": lambda house, begun: callback(house, state=begun.state.swapcase(), code=begun.code),
    "a pattern for a state": lambda house, begun: callback(house, state="%", code=begun.code),
    "a state that ends a statement": lambda house, begun: callback(
        house, state=f"{begun.state}' OR '1'='1", code=begun.code
    ),
    "a state with a null": lambda house, begun: callback(house, state=f"{begun.state}\0", code=begun.code),
    "a state that is too long": lambda house, begun: callback(house, state=begun.state * 20, code=begun.code),
    "a refusal by nobody who is signed in": lambda house, begun: unsigned(
        house, state=begun.state, error="access_denied"
    ),
    "a refusal of a made-up state": lambda house, _: callback(house, state="B" * 43, error="access_denied"),
    "a refusal at another provider's address": lambda house, begun: callback(
        house, "microsoft", state=begun.state, error="access_denied"
    ),
    "files, which know no consent": lambda house, begun: callback(house, "takeout", state=begun.state, code=begun.code),
    "a provider that there is not": lambda house, begun: callback(house, "evil", state=begun.state, code=begun.code),
    "posted, as by a stranger's form": lambda house, begun: house.browser.post(
        "/connect/google/callback",
        data={"state": begun.state, "code": begun.code},
        headers={"Origin": "https://bad.example"},
    ),
    "under another name of this machine": lambda house, begun: house.get(
        f"/connect/google/callback?{urlencode({'state': begun.state, 'code': begun.code})}", Host="bad.example"
    ),
}
"""Each with a state and a code that the person's own browser could still use."""


def test_no_forged_way_back_connects_anything_and_the_persons_own_does(
    house: House, is_whole: bool, verdict: Verdict
) -> None:
    house.settle()
    begun = begin(house)
    before = still(house, "browser_sessions", "sign_in_links")
    cases = picked(CALLBACKS, is_whole=is_whole)
    answers = {name: come(house, begun).status_code for name, come in cases.items()}
    assert {name: status for name, status in answers.items() if not 400 <= status < 500} == {}
    assert still(house, "browser_sessions", "sign_in_links") == before
    assert callback(house, state=begun.state, code=begun.code).status_code == 303
    assert still(house, "browser_sessions", "sign_in_links") != before
    verdict(f"ways back from a provider: {len(cases)} forged, 0 changes")


def swapped(house: House) -> Answer:
    """The person's own state with a code that was made for somebody else's consent."""
    mine, theirs = begin(house), begin(house)
    return callback(house, state=mine.state, code=theirs.code)


def replayed(house: House) -> Answer:
    used = begin(house)
    callback(house, state=used.state, code=used.code)
    return callback(house, state=used.state, code=used.code)


def code_again(house: House) -> Answer:
    used, fresh = begin(house), begin(house)
    callback(house, state=used.state, code=used.code)
    return callback(house, state=fresh.state, code=used.code)


def another_account(house: House) -> Answer:
    """An account of before is to be connected again, and somebody else comes."""
    now = house.now()
    former = Account(
        id="acc_former", person_id=LOCAL_PERSON, provider="google", email="former@example.com", since=now, created_at=now,
        connection_state="disconnected",
    )  # fmt: skip
    with house.opened() as context:
        with context.database.writing(LOCAL_PERSON, "test") as session:
            session.add(former)
        other = begin(house, again="acc_former", account=ME)
        answer = callback(house, state=other.state, code=other.code)
        with context.database.writing(LOCAL_PERSON, "test") as session:
            session.delete(session.get_one(Account, "acc_former"))
    return answer


def made_up_code(house: House) -> Answer:
    return callback(house, state=begin(house).state, code="4/made-up")


def without_code(house: House) -> Answer:
    return callback(house, state=begin(house).state)


SPENT: dict[str, Callable[[House], Answer]] = {
    "another consent's code": swapped,
    "a state used twice": replayed,
    "a code used twice": code_again,
    "another account than the one to be reconnected": another_account,
    "a made-up code": made_up_code,
    "no code": without_code,
}
"""What ends the person's own consent, and connects nothing by it."""


def test_a_consent_that_was_tampered_with_connects_nothing(house: House, is_whole: bool, verdict: Verdict) -> None:
    cases = picked(SPENT, is_whole=is_whole)
    fresh = begin(house)
    assert callback(house, state=fresh.state, code=fresh.code).status_code == 303
    house.settle()
    for name, come in cases.items():
        before = tokens_aside(still(house, *_OF_CONSENT))
        assert come(house).status_code == 400, name
        assert tokens_aside(still(house, *_OF_CONSENT)) == before, name
    assert [row["email"] for row in house.rows("accounts") if row["provider"] == "google"] == [ME]
    verdict(f"consents tampered with: {len(cases)}, 0 connected")


def tokens_aside(found: dict[str, Rows]) -> dict[str, Rows]:
    """A case may begin with a genuine consent to the same account, which brings it new tokens."""
    for row in found["accounts"]:
        row.pop("tokens_sealed")
    return found

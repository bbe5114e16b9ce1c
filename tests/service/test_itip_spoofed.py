"""A matrix of mails that try to change a talk without the right to it: nothing changes, and each is shown with why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.records import Address, Attendee, CalendarEvent, Invite, Message, Participation
from service.drafting.records import mail_of
from service.drafting.scene import Sender
from service.schema import Draft, Identity, Interview, StoredMessage, Task
from tests.service.mailroom import Mailroom, address, attendee, mail
from tests.service.talks import DAN, DAY, ME, OWN, START, request, talk

EVIL = "Evil <evil@bad.example>"
EVA = "Eva Lind <eva@kyst.example>"
LOOK_ALIKE = "Daniel Osei <d.osei@n0rthgate.example>"
COLLEAGUE = "Carl Boe <carl@northgate.example>"
NOW = START - DAY
HOUR = timedelta(hours=1)
FAILED = "mx.google.com; dkim=fail; spf=fail smtp.mailfrom=x@bad.example; dmarc=fail header.from=northgate.example"
PASSED = "mx.google.com; dmarc=pass header.from=northgate.example"
VERIFIED = "mx.google.com; dmarc=pass header.from={domain}"
HARDLY = "mx.google.com; spf=softfail smtp.mailfrom=d.osei@northgate.example"
"""Of a domain without DMARC."""
SILENT = {
    "another domain's host": "mx.google.com; spf=pass smtp.mailfrom=x@bad.example",
    "no verdict at all": "mx.google.com; spf=neutral smtp.mailfrom=d.osei@northgate.example",
    "a server that writes nothing": "",
}
"""What a provider writes that vouches for nobody and accuses nobody."""


@dataclass(frozen=True)
class Forger:
    """How somebody comes without the right: whose From, whom the calendar names, and what else is made up."""

    sender: str = EVIL
    names: str = DAN
    """Organizer of what is invited to, or attendee of what is answered; "" for none."""
    delegate: str = ""
    authentication: str = ""
    reply_to: str = ""
    actual_sender: str = ""


FORGERS: dict[str, Forger] = {
    "a stranger's own": Forger(names=EVIL),
    "a stranger in their name": Forger(),
    "a stranger, surely themself": Forger(authentication=VERIFIED.format(domain="bad.example")),
    "their address as display name": Forger('"d.osei@northgate.example" <evil@bad.example>'),
    "their name as display name": Forger("Daniel Osei <evil@bad.example>"),
    "a look-alike domain, all through": Forger(LOOK_ALIKE, LOOK_ALIKE),
    "a look-alike domain in their name": Forger(LOOK_ALIKE, authentication=VERIFIED.format(domain="n0rthgate.example")),
    "a forged From": Forger(DAN, authentication=FAILED),
    "a From that its domain hardly sent": Forger(DAN, authentication=HARDLY),
    "a forged From, and a made-up yes below": Forger(DAN, authentication=f"{FAILED}\n{PASSED}"),
    "a forged From, and another host's yes on top": Forger(
        DAN, authentication=f"mx.bad.example; dmarc=pass header.from=northgate.example\n{FAILED}"
    ),
    "a yes for another From": Forger(DAN, authentication=VERIFIED.format(domain="bad.example")),
    "answers to them": Forger(reply_to="d.osei@northgate.example"),
    "surely themself, under their name, answers to them": Forger(
        "Daniel Osei <evil@bad.example>",
        authentication=VERIFIED.format(domain="bad.example"),
        reply_to="d.osei@northgate.example",
    ),
    "sent by them, says a header": Forger(actual_sender="d.osei@northgate.example"),
    "a delegate whom nobody knows": Forger(delegate="evil@bad.example"),
    "the person's own name": Forger(ME),
    "the person's own name, forged": Forger(ME, authentication="mx.google.com; dmarc=fail header.from=alice.example"),
    "a free mailbox that sounds like a robot": Forger("Calendar <calendar-notification@outlook.com>"),
}
OF_ORGANIZERS = FORGERS | {
    "nobody's calendar": Forger(names=""),
    "a colleague": Forger(COLLEAGUE, authentication=VERIFIED.format(domain="northgate.example")),
    "another guest": Forger(EVA, authentication=VERIFIED.format(domain="kyst.example")),
    "another guest as organizer": Forger(EVA, EVA, authentication=VERIFIED.format(domain="kyst.example")),
    "a booking service's name": Forger("Calendly <no-reply@calendly.com>"),
    "a hosts' own robot": Forger("Google Calendar <calendar-notification@google.com>"),
}


def by(forger: Forger, method: str, calendar_event: CalendarEvent) -> Message:
    found = mail(
        forger.sender,
        ME,
        NOW,
        "Please see the new time.",
        subject="Updated invitation",
        authentication=forger.authentication,
        reply_address=forger.reply_to,
        invites=(Invite(method, (calendar_event,)),),
    )
    return replace(found, actual_sender=Address(forger.actual_sender)) if forger.actual_sender else found


def moved(forger: Forger, **more: Any) -> CalendarEvent:
    """The talk at another time, in another room, with the forger and without Daniel's yes."""
    named = [attendee(ME), attendee(DAN, "declined"), attendee(EVIL)]
    found = talk(
        start=START + 2 * DAY, sequence=9, organizer=forger.names, attendees=named, updated=NOW, url="https://bad.example/x", **more
    )  # fmt: skip
    return replace(found, sent_by=forger.delegate)


def answered(forger: Forger, answer: str, start: timedelta = timedelta(0)) -> CalendarEvent:
    who = Attendee(address(forger.names), Participation(answer), sent_by=forger.delegate)
    return talk(start=START + start, organizer=ME, attendees=[who], sequence=9, updated=NOW)


def of_organizer() -> Iterator[tuple[str, Message]]:
    for name, forger in OF_ORGANIZERS.items():
        for method in ("REQUEST", "CANCEL"):
            status = "cancelled" if method == "CANCEL" else "confirmed"
            yield f"{method}: {name}", by(forger, method, moved(forger, status=status))
    for method in ("PUBLISH", "", "ADD", "DECLINECOUNTER"):
        for name in ("a stranger in their name", "a forged From", "a look-alike domain, all through"):
            yield f"{method}: {name}", by(FORGERS[name], method, moved(FORGERS[name]))


def of_attendee() -> Iterator[tuple[str, Message]]:
    for name, forger in FORGERS.items():
        if forger.sender != ME:
            yield f"REPLY no: {name}", by(forger, "REPLY", answered(forger, "declined"))
            yield f"COUNTER: {name}", by(forger, "COUNTER", answered(forger, "tentative", DAY))
    for name in ("a stranger's own", "a stranger in their name", "a forged From"):
        yield f"REFRESH: {name}", by(FORGERS[name], "REFRESH", answered(FORGERS[name], "needs_action"))
    for name in ("a stranger's own", "a forged From"):
        yield f"CANCEL: {name}", by(FORGERS[name], "CANCEL", moved(FORGERS[name], status="cancelled"))


def state(room: Mailroom) -> dict[str, Any]:
    """What nobody but the rightful may change: rows, who takes part, tasks, drafts, and whose address is whose."""
    told = ("status", "band", "start", "end", "title", "contact_id", "address", "others", "reschedules", "cancelled_by",
            "no_show_by", "thread_key", "meeting_no", "role")  # fmt: skip
    with room.context.database.reading() as session:
        rows = {
            row.id: [getattr(row, name) for name in told] + [row.data.get("declined_by"), row.data.get("slots")]
            for row in session.scalars(select(Interview).where(Interview.meeting.not_like("mail:%")))
        }
        tasks = sorted((row.kind, row.text, str(row.done_at)) for row in session.scalars(select(Task)))
        owner = {
            row.key: row.contact_id
            for row in session.scalars(select(Identity).where(Identity.key.like("%osei@northgate%")))
        }
        return {"rows": rows, "tasks": tasks, "drafts": len(session.scalars(select(Draft)).all()), "owner": owner}  # fmt: skip


def unverified(row: Interview) -> list[dict[str, Any]]:
    return [entry for entry in row.history if entry["what"] == "unverified"]


def sources(room: Mailroom, mails: dict[str, Message]) -> dict[str, str]:
    """By name where each of these mails lies."""
    with room.context.database.reading() as session:
        query = select(StoredMessage.message_id, StoredMessage.id)
        stored = {row[0]: f"msg:{row[1]}" for row in session.execute(query)}
    return {name: stored[one.message_id] for name, one in mails.items()}


def in_the_calendar() -> list[Message | CalendarEvent]:
    return [request(), talk(attendees=[attendee(ME), attendee(DAN), attendee(EVA, "needs_action")])]


def only_in_mail() -> list[Message | CalendarEvent]:
    asked = talk(attendees=[attendee(ME, "needs_action"), attendee(DAN), attendee(EVA, "needs_action")])
    yes = talk(attendees=[attendee(ME)], updated=START - 4 * DAY)
    invited = mail(DAN, ME, START - 5 * DAY, "", invites=(Invite("REQUEST", (asked,)),), authentication=PASSED)
    return [request(), invited, mail(ME, DAN, START - 4 * DAY, "", own=OWN, invites=(Invite("REPLY", (yes,)),))]


def of_ones_own() -> list[Message | CalendarEvent]:
    return [request(), talk(organizer=ME)]


MATRIX: dict[str, tuple[Callable[[], list[Message | CalendarEvent]], Callable[[], Iterator[tuple[str, Message]]]]] = {
    "a talk in the calendar": (in_the_calendar, of_organizer),
    "a talk of which only mail tells": (only_in_mail, of_organizer),
    "a talk that the person invited to": (of_ones_own, of_attendee),
}


@pytest.mark.parametrize("base", MATRIX)
def test_no_forged_mail_changes_anything_and_every_one_is_shown_as_unverified_with_its_reason(
    room: Mailroom, base: str
) -> None:
    records, forged = MATRIX[base]
    room.deliver(*records(), now=NOW)
    before = state(room)
    assert [rows[0] for rows in before["rows"].values()] == ["accepted"]
    mails = dict(forged())
    room.deliver(*mails.values(), now=NOW, handle=False)
    room.settle(NOW)
    assert state(room) == before
    told = {entry["evidence"]["source"]: entry.get("value", "") for entry in unverified(room.only())}
    assert {name: told.get(source, "") for name, source in sources(room, mails).items() if not told.get(source)} == {}
    assert "unverified" in room.only().badges
    assert "unverified_change" in room.alerts()


def test_the_matrix_is_large_enough() -> None:
    assert sum(len(list(forged())) for _, forged in MATRIX.values()) >= 120


def test_a_forged_invite_under_a_new_number_makes_no_talk_and_is_told_on_the_real_one(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before = state(room)
    new = talk("other", sequence=0, updated=NOW)
    for forger in (Forger(), Forger(DAN, authentication=FAILED), Forger(delegate="evil@bad.example")):
        room.deliver(by(forger, "REQUEST", replace(new, sent_by=forger.delegate)), now=NOW)
    assert {row["value"] for row in unverified(room.only())} >= {"not_organizer", "forged"}
    assert state(room)["rows"].keys() - before["rows"].keys() <= {row.id for row in room.interviews(all_rows=True)}
    assert state(room)["rows"].items() >= before["rows"].items()


def test_what_is_forged_first_and_real_later_ends_as_if_only_the_real_had_come(room: Mailroom) -> None:
    room.deliver(*(one for _, one in of_organizer()), *only_in_mail(), now=NOW, handle=False)
    room.settle(NOW)
    real = room.only()
    assert (real.status, real.start, real.address) == ("accepted", START, "d.osei@northgate.example")


WORDS = (
    "I have to cancel our talk.",
    "Can we move it to Friday at 9 instead?",
    "So sorry I missed our call today!",
    "I waited for you and nobody came.",
    "Could we find another time next week?",
)


@pytest.mark.parametrize("at", [NOW, START + timedelta(hours=2)], ids=["before", "after"])
def test_words_without_an_invite_change_nothing_either(room: Mailroom, at: datetime) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    room.step(at)
    before = state(room)
    asked = in_the_calendar()[0]
    assert isinstance(asked, Message)
    for forger in FORGERS.values():
        for text in WORDS:
            found = mail(
                forger.sender, ME, at, text, subject="Re: Your switch", authentication=forger.authentication,
                reply_address=forger.reply_to, reply_to=asked,
            )  # fmt: skip
            room.deliver(found, now=at, handle=False)
    room.settle(at)
    assert state(room) == before
    assert "unverified_change" in room.alerts()


# --- where nobody says who sent it --------------------------------------------------------------------------------


def asked_of(records: list[Message | CalendarEvent]) -> Message:
    asked = records[0]
    assert isinstance(asked, Message)
    return asked


@pytest.mark.parametrize("silence", SILENT)
def test_words_that_nobody_vouches_for_change_a_talk_only_as_an_answer_to_the_person(
    room: Mailroom, silence: str
) -> None:
    records = in_the_calendar()
    room.deliver(*records, now=NOW)
    before = state(room)
    said = SILENT[silence]
    room.deliver(mail(DAN, ME, NOW, WORDS[0], subject="Re: Your switch", authentication=said), now=NOW)
    assert state(room) == before
    assert [entry["value"] for entry in unverified(room.only())] == ["unvouched"]
    assert "unverified_change" in room.alerts()
    answer = mail(DAN, ME, NOW + HOUR, WORDS[0], reply_to=asked_of(records), authentication=said)
    room.deliver(answer, now=NOW + HOUR)
    assert (room.only().status, room.only().cancelled_by) == ("cancelled", "contact")


def test_words_that_nobody_vouches_for_count_once_the_person_answered_them(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    told = mail(DAN, ME, NOW, WORDS[0], subject="Tomorrow", authentication="")
    room.deliver(told, now=NOW)
    assert room.only().status == "accepted"
    room.deliver(mail(ME, DAN, NOW + HOUR, "Thanks for telling me.", own=OWN, reply_to=told), now=NOW + HOUR)
    assert (room.only().status, unverified(room.only())) == ("cancelled", [])


def test_a_thread_that_the_person_had_with_somebody_else_vouches_for_nobody(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before = state(room)
    other = mail(ME, "Evil <evil@bad.example>", NOW - DAY, "Could I ask you about your work?", own=OWN)
    room.deliver(other, mail(DAN, ME, NOW, WORDS[0], reply_to=other, authentication=""), now=NOW)
    assert state(room)["rows"].items() >= before["rows"].items()


def unknown(status: str = "confirmed") -> CalendarEvent:
    """A talk of Daniel's whose number nobody but its maker can know."""
    listed = [attendee(ME, "needs_action"), attendee(DAN)]
    return talk("never-seen", start=START + 3 * DAY, attendees=listed, updated=NOW, status=status)


def logged(room: Mailroom) -> list[str]:
    return [row.meeting for row in room.interviews() if row.band == "log"]


@pytest.mark.parametrize("silence", SILENT)
def test_an_invite_that_nobody_vouches_for_is_asked_about_and_counts_once_the_person_said_yes(
    room: Mailroom, silence: str
) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before, drafted = state(room), logged(room)
    invited = mail(DAN, ME, NOW, "", invites=(Invite("REQUEST", (unknown(),)),), authentication=SILENT[silence])
    room.deliver(invited, now=NOW)
    assert (logged(room), state(room)["rows"].items() >= before["rows"].items()) == (drafted, True)
    (row,) = [row for row in room.interviews(all_rows=True) if row.meeting.startswith("never-seen")]
    assert (row.band, row.status, unverified(row)[0]["value"]) == ("ask", "proposed", "unvouched")
    yes = replace(unknown(), attendees=(attendee(ME),))
    room.deliver(mail(ME, DAN, NOW + HOUR, "", own=OWN, invites=(Invite("REPLY", (yes,)),)), now=NOW + HOUR)
    (row,) = [row for row in room.interviews() if row.meeting.startswith("never-seen")]
    assert (row.band, row.status, unverified(row)) == ("log", "accepted", [])


def test_an_answer_of_somebody_else_does_not_make_their_invented_number_known(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before = logged(room)
    invented = replace(unknown(), attendees=(attendee(EVIL),))
    room.deliver(mail(EVIL, ME, NOW, "", invites=(Invite("REPLY", (invented,)),)), now=NOW)
    room.deliver(mail(DAN, ME, NOW, "", invites=(Invite("REQUEST", (unknown(),)),), authentication=""), now=NOW)
    assert logged(room) == before


def test_an_invite_in_answer_to_the_person_counts_without_anybodys_word(room: Mailroom) -> None:
    asked = request()
    invited = mail(DAN, ME, NOW, "", invites=(Invite("REQUEST", (unknown(),)),), reply_to=asked, authentication="")
    room.deliver(asked, invited, now=NOW)
    assert room.only().band == "log"


def test_an_invite_at_the_hour_that_both_agreed_on_counts_without_anybodys_word(room: Mailroom) -> None:
    asked = request()
    offered = mail(
        DAN,
        ME,
        START - 3 * DAY,
        "Happy to. How about Saturday 21 March at 15:00 UTC?",
        reply_to=asked,
        authentication="",
    )
    taken = mail(ME, DAN, START - 2 * DAY, "Yes, Saturday at 15:00 UTC works for me.", own=OWN, reply_to=offered)
    at_another = replace(unknown(), ical_uid="guessed@bad.example", start=START + 3 * DAY + HOUR)
    for found in (unknown(), at_another):
        invited = mail(DAN, ME, NOW, "", invites=(Invite("REQUEST", (found,)),), authentication="")
        room.deliver(asked, offered, taken, invited, now=NOW)
    bands = {row.meeting.partition("|")[0]: row.band for row in room.interviews()}
    assert bands == {"never-seen@cal.example": "log", "guessed@bad.example": "ask"}


def test_words_that_nobody_vouches_for_may_confirm_what_is_presumed_and_undo_nothing(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    after = START + 2 * HOUR
    room.step(after)
    assert room.only().status == "held_presumed"
    told = mail(DAN, ME, after, "Good talking today! Here is the atlas.", subject="Atlas", authentication="")
    room.deliver(told, now=after)
    assert room.only().status == "held"
    room.correct(room.only(), "no_show", "contact", after + HOUR)
    again = mail(DAN, ME, after + 2 * HOUR, "Good talking today!", subject="Atlas", authentication="")
    room.deliver(again, now=after + 2 * HOUR)
    assert room.only().status == "no_show"


@pytest.mark.parametrize("silence", SILENT)
def test_a_cancellation_that_nobody_vouches_for_counts_by_the_number_alone_that_the_calendar_knows(
    room: Mailroom, silence: str
) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    before = state(room)
    guessed = replace(unknown("cancelled"), start=START)
    room.deliver(
        mail(DAN, ME, NOW, "", invites=(Invite("CANCEL", (guessed,)),), authentication=SILENT[silence]), now=NOW
    )
    assert state(room)["rows"].items() >= before["rows"].items()
    (row,) = [row for row in room.interviews() if row.status == "accepted"]
    assert [entry["value"] for entry in unverified(row)] == ["unvouched"]
    off = talk(status="cancelled", sequence=9, updated=NOW)
    room.deliver(mail(DAN, ME, NOW, "", invites=(Invite("CANCEL", (off,)),), authentication=SILENT[silence]), now=NOW)
    assert [row.status for row in room.interviews() if row.meeting.startswith("u1")] == ["cancelled"]


def test_what_is_in_the_persons_own_name_is_theirs_only_if_they_sent_it(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    after = START + 2 * HOUR
    room.step(after)
    before = state(room)
    for text in ("So sorry I missed our call today!", "Thank you so much for the talk today, it helped me a lot!"):
        room.deliver(mail(ME, DAN, after, text, subject="Today", authentication=""), now=after)
    assert state(room) == before
    assert (room.only().thanked_at, {entry["value"] for entry in unverified(room.only())}) == (None, {"own_name"})
    text = "Thank you so much for the talk today, it helped me a lot!"
    # Sent with another program: the copy that came back is vouched for.
    room.deliver(mail(ME, DAN, after, text, subject="Today"), now=after)
    assert room.only().thanked_at is not None


def test_a_mail_to_oneself_is_ones_own_whichever_copy_is_read_first(room: Mailroom) -> None:
    room.deliver(*in_the_calendar(), now=NOW)
    after = START + 2 * HOUR
    room.step(after)
    text = "Thank you so much for the talk today, it helped me a lot!"
    sent = mail(ME, [DAN, ME], after, text, own=OWN)
    came = replace(sent, provider_id="in the inbox", is_sent=False)
    room.deliver(came, now=after)
    assert room.only().thanked_at is None
    room.deliver(sent, came, now=after)
    assert (room.only().thanked_at, unverified(room.only())) == (after, [])


@pytest.mark.parametrize(
    ("is_sent", "is_verified", "is_mine"),
    [(True, None, True), (False, True, True), (False, None, False), (False, False, False)],
)
def test_a_draft_takes_for_the_persons_words_what_they_sent_or_the_provider_says_is_theirs(
    room: Mailroom, is_sent: bool, is_verified: bool | None, is_mine: bool
) -> None:
    row = StoredMessage(
        id="m", person_id=room.person_id, key="m", message_id="<m@x.example>", thread_key="m", date=NOW, sender=OWN[0],
        to=[], cc=[], bcc=[], references=[], subject="", in_reply_to="", bounce_of="", is_sent=is_sent,
        is_automatic=False, is_bulk=False, is_verified=is_verified, body_sealed=None, received_at=NOW,
    )  # fmt: skip
    person = Sender(room.person_id, "Alice", "UTC", (), "", "", frozenset(OWN))
    assert mail_of(room.context.vault, row, frozenset(), person).is_mine is is_mine

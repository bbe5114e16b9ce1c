"""Where one story plays: each step becomes a mail, a calendar change, or both, at its real time.

The stage remembers the letters of each thread and the current version of each meeting, so that answers refer to what they answer and
updates carry the right time and sequence.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.diary import Diary, Moment, Words
from infra.sandbox.scenarios.happenings import CalendarChange, Mail
from infra.sandbox.scenarios.invites import Notice, answer_mail, invite_mail, robot_mail
from infra.sandbox.scenarios.meetings import Meeting, Seat, new_uid
from infra.sandbox.scenarios.plot import Answer, Book, Cancel, Cast, Move, Step, Story, Write
from infra.sandbox.scenarios.wire import Letter, Party, new_message_id, received_bytes, sent_bytes, token

LONG_AGO = datetime.min.replace(tzinfo=UTC)
BASE32HEX = "0123456789abcdefghijklmnopqrstuv"
AUTO_HEADERS = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "auto_reply"))
ALTERNATIVES = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass
class Stage:
    """Where one story plays: its letters, meetings and moments so far, and everything that has happened."""

    cast: Cast
    story: Story
    diary: Diary
    rng: random.Random
    moments: dict[str, Moment]
    letters: dict[str, list[Letter]] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    booked: dict[str, Book] = field(default_factory=dict)
    happened: list[Mail | CalendarChange] = field(default_factory=list)
    last: datetime = LONG_AGO

    def is_own(self, key: str) -> bool:
        return key in self.cast.own

    def party(self, key: str) -> Party:
        return self.cast.parties[key]

    def own_emails(self) -> set[str]:
        return {self.party(key).email for key in self.cast.own}


def perform(stage: Stage, step: Step) -> None:
    """Let one step happen, never before the step that its author wrote above it."""
    at = stage.diary.when(step.at, stage.moments, stage.story.base) + timedelta(seconds=stage.rng.randrange(60))
    at = max(at, stage.last + timedelta(minutes=1, seconds=7))
    if after := re.match(r"(\w+)=0 ", step.at):
        # What is written on a meeting's own day is written about it, so it waits for its end.
        at = max(at, stage.moments[after[1]].end.astimezone(UTC) + timedelta(minutes=25))
    stage.last = at
    match step:
        case Write():
            write(stage, step, at)
        case Book():
            book(stage, step, at)
        case Answer():
            answer(stage, step, at)
        case Move():
            move(stage, step, at)
        case Cancel():
            cancel(stage, step, at)


# Mail


def spoken(stage: Stage, text: str) -> str:
    """Return a text with its alternatives chosen and its slots named."""
    chosen = ALTERNATIVES.sub(lambda found: stage.rng.choice(found[1].split("||")), text)
    return chosen.format(**{name: Words(moment.words()) for name, moment in stage.moments.items()})


def write(stage: Stage, step: Write, at: datetime) -> None:
    thread = stage.letters.setdefault(step.thread, [])
    parent = answered(thread, stage.party(step.who)) if thread and not step.subject else None
    letter = composed(stage, step, at, parent)
    thread.append(letter)
    deliver(stage, letter, step)


def answered(thread: list[Letter], who: Party) -> Letter:
    """Return the mail that somebody answers: the latest another person wrote, or her own if nobody else has."""
    others = (
        letter for letter in reversed(thread) if letter.sender.email != who.email and letter.headers != AUTO_HEADERS
    )
    return next(others, thread[-1])


def composed(stage: Stage, step: Write, at: datetime, parent: Letter | None) -> Letter:
    """Return the letter of a step, addressed and threaded."""
    sender = stage.party(step.who)
    if step.bare or step.auto:
        sender = replace(sender, signature="", client=sender.client if sender.client != "iphone" else "apple")
    to, cc = recipients(stage, step, sender, parent)
    subject = spoken(stage, step.subject) if step.subject else reply_subject(parent, step, sender)
    headers = AUTO_HEADERS if step.auto else ()
    quotes = step.quotes and not step.auto
    message_id = new_message_id(sender, stage.rng)
    return Letter(message_id, at, sender, to, subject, spoken(stage, step.text), cc, parent, quotes, headers)


def recipients(
    stage: Stage, step: Write, sender: Party, parent: Letter | None
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return To and Cc: as written, else those a reply to all reaches."""
    cc = tuple(map(stage.party, step.cc))
    if step.to:
        return tuple(map(stage.party, step.to)), cc
    if parent is None:
        return (stage.party("me"),), cc
    if parent.sender.email == sender.email:
        return parent.to, cc or parent.cc
    everyone = [who for who in (*parent.to, *parent.cc) if who.email not in {sender.email, parent.sender.email}]
    return (parent.sender,), cc or tuple(everyone)


def reply_subject(parent: Letter | None, step: Write, sender: Party) -> str:
    subject = parent.subject if parent else "(no subject)"
    if step.auto:
        word = (
            "Automatische Antwort"
            if sender.lang == "de"
            else "Automatic reply"
            if sender.client.startswith("outlook")
            else "Out of office"
        )
        return f"{word}: {subject}"
    prefix = "AW: " if sender.lang == "de" and sender.client.startswith("outlook") else "Re: "
    return subject if subject[:4].lower() in ("re: ", "aw: ") else prefix + subject


def deliver(stage: Stage, letter: Letter, step: Write) -> None:
    """Put the letter into the mailbox: as sent, or as received."""
    key = f"{stage.story.key}/{step.thread}"
    if letter.sender.email in stage.own_emails():
        stage.happened.append(Mail(letter.at, sent_bytes(letter, stage.rng), step.labels or ("SENT",), key))
        return
    labels = step.labels or (("INBOX", "UNREAD") if step.auto else ("INBOX", "IMPORTANT", "CATEGORY_PERSONAL"))
    raw = received_bytes(letter, stage.cast.person.email, stage.rng)
    stage.happened.append(Mail(letter.at, raw, labels, key))


def file_mail(stage: Stage, at: datetime, raw: bytes, kind: str) -> None:
    """Put a calendar mail into the mailbox; each of them opens a thread of its own."""
    key = f"{stage.story.key}/{kind}-{len(stage.happened)}"
    stage.happened.append(Mail(at, raw, ("INBOX", "CATEGORY_UPDATES"), key))


# Calendar


def book(stage: Stage, step: Book, at: datetime) -> None:
    """Enter a meeting, and mail its invite if somebody else made it."""
    moment, rng = stage.moments[step.slot], stage.rng
    organizer = stage.party(step.who)
    event_id = token(rng, 26, BASE32HEX)
    seats = tuple(Seat(stage.party(key)) for key in step.guests)
    meeting = Meeting(
        event_id,
        new_uid(step.shape, event_id, rng),
        step.shape,
        spoken(stage, step.title),
        moment.at.astimezone(UTC),
        moment.end.astimezone(UTC),
        organizer,
        (Seat(organizer, "accepted"), *seats) if seats else (),
        spoken(stage, step.text),
        spoken(stage, step.place),
        video_link(step.video, rng),
        sent_by=stage.party(step.sent_by) if step.sent_by else None,
        rule=f"FREQ=WEEKLY;INTERVAL={step.every_weeks};COUNT={step.times}" if step.every_weeks else "",
        robot=stage.party(step.robot) if step.robot else None,
    )
    stage.meetings[step.event], stage.booked[step.event] = meeting, step
    if not step.by_mail_only:
        stage.happened.append(CalendarChange(at, calendar_id(stage, step), whole_event(stage, meeting)))
    if step.robot:
        words = spoken(stage, step.mail_subject), spoken(stage, step.mail_text)
        notice = Notice(meeting, "REQUEST", at, stage.party(step.robot), mailbox_owner(stage, step), *words)
        file_mail(stage, at, robot_mail(notice, rng), "booked")
    elif not stage.is_own(step.who):
        file_mail(stage, at, invite_mail(meeting, "invite", at, mailbox_owner(stage, step), rng), "invite")


def mailbox_owner(stage: Stage, step: Book) -> Party:
    """Return under which of her addresses the person was invited."""
    return stage.party(next((key for key in step.guests if stage.is_own(key)), "me"))


def calendar_id(stage: Stage, step: Book) -> str:
    return stage.cast.calendars[step.calendar].id


def video_link(kind: str, rng: random.Random) -> str:
    if kind == "meet":
        letters = token(rng, 10, "abcdefghijkmnopqrstuvwxyz")
        return f"https://meet.google.com/{letters[:3]}-{letters[3:7]}-{letters[7:]}"
    if kind == "teams":
        return f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{token(rng, 24)}%40thread.v2/{rng.randrange(10**11, 10**12)}"
    return f"https://video.zoomroom.example/j/{rng.randrange(8 * 10**10, 9 * 10**10)}" if kind == "zoom" else ""


def google_time(at: datetime, zone: str) -> dict[str, str]:
    return {"dateTime": at.astimezone(ZoneInfo(zone)).isoformat(), "timeZone": zone}


def attendees(stage: Stage, meeting: Meeting) -> list[dict[str, Any]]:
    """Return the attendee list as Google keeps it."""
    rows: list[dict[str, Any]] = []
    for seat in meeting.seats:
        row: dict[str, Any] = {"email": seat.party.email, "responseStatus": seat.response}
        if meeting.shape != "google" or seat.party.client.startswith("outlook"):
            row["displayName"] = seat.party.shown
        if seat.party.email == meeting.organizer.email:
            row["organizer"] = True
        if seat.party.email in stage.own_emails():
            row["self"] = True
        if seat.party.client == "room":
            row["resource"] = True
        rows.append(row)
    return rows


def whole_event(stage: Stage, meeting: Meeting) -> dict[str, Any]:
    """Return the event as it first appears in the calendar."""
    zone = stage.cast.person.timezone
    organizer: dict[str, Any] = {"email": meeting.organizer.email}
    if meeting.organizer.email in stage.own_emails():
        organizer["self"] = True
    elif meeting.shape != "google":
        organizer["displayName"] = meeting.organizer.shown
    event: dict[str, Any] = {
        "kind": "calendar#event",
        "id": meeting.event_id,
        "iCalUID": meeting.uid,
        "status": "confirmed",
        "summary": meeting.title,
        "start": google_time(meeting.start, zone),
        "end": google_time(meeting.end, zone),
        "creator": {"email": meeting.sent_by.email} if meeting.sent_by else dict(organizer),
        "organizer": organizer,
        "eventType": "default",
        "reminders": {"useDefault": True},
        **video_fields(meeting),
    }
    optional = {
        "location": meeting.place,
        "attendees": attendees(stage, meeting),
        "recurrence": [f"RRULE:{meeting.rule}"] if meeting.rule else [],
    }
    return event | {key: value for key, value in optional.items() if value}


def video_fields(meeting: Meeting) -> dict[str, Any]:
    """Return description and conference data: Google's own, or the text of the other's invite."""
    link = meeting.video
    if "meet.google" in link:
        entry = {"entryPointType": "video", "uri": link, "label": link.removeprefix("https://")}
        solution = {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"}
        conference = {"entryPoints": [entry], "conferenceSolution": solution, "conferenceId": link[-12:]}
        return {"hangoutLink": link, "conferenceData": conference} | (
            {"description": meeting.text} if meeting.text else {}
        )
    text = "\n\n".join(one for one in (meeting.text, f"Join: {link}" if link else "") if one)
    return {"description": text} if text else {}


def change(stage: Stage, name: str, at: datetime, fields: dict[str, Any], occurrence: int = -1) -> None:
    """Record a partial change of a meeting, or of one occurrence of a series."""
    step, meeting = stage.booked[name], stage.meetings[name]
    if step.by_mail_only:
        return
    body: dict[str, Any] = {"id": meeting.event_id, **fields}
    if occurrence >= 0:
        begins = occurrence_start(stage, name, occurrence)
        whole = whole_event(stage, meeting)
        whole.pop("recurrence", None)
        original = {
            "recurringEventId": meeting.event_id,
            "originalStartTime": google_time(begins, stage.cast.person.timezone),
        }
        body = whole | original | fields | {"id": f"{meeting.event_id}_{begins:%Y%m%dT%H%M%SZ}"}
    stage.happened.append(CalendarChange(at, calendar_id(stage, step), body))


def occurrence_start(stage: Stage, name: str, number: int) -> datetime:
    """Return the original start of the n-th occurrence: the same wall time, some weeks later."""
    first = stage.diary.local(stage.meetings[name].start)
    weeks = stage.booked[name].every_weeks
    return (first + timedelta(weeks=weeks * number)).astimezone(UTC)


def answer(stage: Stage, step: Answer, at: datetime) -> None:
    """Set a guest's answer; it reaches the mailbox as mail only when the person organises."""
    meeting, who = stage.meetings[step.event], stage.party(step.who)
    seats = tuple(replace(seat, response=step.response) if seat.party == who else seat for seat in meeting.seats)
    meeting = stage.meetings[step.event] = replace(meeting, seats=seats)
    change(stage, step.event, at, {"attendees": attendees(stage, meeting)})
    if meeting.organizer.email in stage.own_emails() and not stage.is_own(step.who):
        file_mail(
            stage, at, answer_mail(meeting, who, step.response, at, stage.rng, comment=step.comment), step.response
        )


def move(stage: Stage, step: Move, at: datetime) -> None:
    """Put the meeting on another slot; answers given for the old one no longer stand."""
    moment, meeting, zone = stage.moments[step.slot], stage.meetings[step.event], stage.cast.person.timezone
    seats = tuple(
        seat if seat.party == meeting.organizer else replace(seat, response="needsAction") for seat in meeting.seats
    )
    moved = replace(
        meeting,
        start=moment.at.astimezone(UTC),
        end=moment.end.astimezone(UTC),
        seats=seats,
        sequence=meeting.sequence + 1,
    )
    times = {"start": google_time(moved.start, zone), "end": google_time(moved.end, zone)}
    if step.occurrence >= 0:
        change(stage, step.event, at, times, step.occurrence)
        moved = replace(
            moved, seats=meeting.seats, rule="", occurrence=occurrence_start(stage, step.event, step.occurrence)
        )
    else:
        stage.meetings[step.event] = moved
        change(stage, step.event, at, times | ({"attendees": attendees(stage, moved)} if seats else {}))
    if meeting.organizer.email not in stage.own_emails():
        file_mail(
            stage,
            at,
            invite_mail(moved, "update", at, mailbox_owner(stage, stage.booked[step.event]), stage.rng),
            "update",
        )


def cancel(stage: Stage, step: Cancel, at: datetime) -> None:
    """Call the meeting off in the calendar, and by mail when the other side does it."""
    meeting = stage.meetings[step.event]
    change(stage, step.event, at, {"status": "cancelled"}, step.occurrence)
    if meeting.organizer.email not in stage.own_emails():
        gone = replace(meeting, sequence=meeting.sequence + 1)
        if step.occurrence >= 0:
            begins = occurrence_start(stage, step.event, step.occurrence)
            gone = replace(gone, start=begins, end=begins + (meeting.end - meeting.start), rule="", occurrence=begins)
        to = mailbox_owner(stage, stage.booked[step.event])
        file_mail(stage, at, invite_mail(gone, "cancel", at, to, stage.rng, note=spoken(stage, step.note)), "cancel")

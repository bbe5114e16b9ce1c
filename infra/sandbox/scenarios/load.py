"""A big mailbox for first-read benchmarks: exactly as many messages and interviews as asked for, all in the year before `now`.

Built from the vocabulary in `casts.crowd` by plain string templates, because ten thousand messages must take a few seconds. The
proportions are those of a real mailbox: most of it is newsletters, notices and work, and about 1.6 mails belong to each interview.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.casts import crowd
from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario
from infra.sandbox.scenarios.invites import invite_mail
from infra.sandbox.scenarios.meetings import Meeting, Seat, new_uid
from infra.sandbox.scenarios.wire import Party, quoted_printable, rfc_date

BASE32HEX = "0123456789abcdefghijklmnopqrstuv"
NEW_YORK = "America/New_York"
PERSON = Person(
    "imke@solander.example", "Imke Solander", NEW_YORK, (("imke.solander@pinecrest-research.example", "Imke Solander"),)
)
ME = Party(PERSON.email, PERSON.name, "gmail", NEW_YORK)
WORK_DOMAIN = "pinecrest-research.example"

#: How the mails of one interview come about, and how often: the mail's steps in order.
COURSES = (
    (46, ("request", "answer")),
    (10, ("request", "answer", "after")),
    (39, ("invite",)),
    (5, ("invite-only", "yes")),
)
#: What else is in the mailbox, in hundredths.
NOISE = (
    (26, "newsletter"), (18, "notice"), (14, "order"), (22, "work"), (9, "list"), (7, "friendly"), (4, "pitch"),
)  # fmt: skip
NOISE_EVENTS = (
    (40, "internal"), (22, "internal-group"), (12, "medical"), (10, "job_interview"), (10, "sales"), (6, "personal"),
)  # fmt: skip
NOISE_EVENTS_PER_MEETING = 0.7
CANCELLED_SHARE = 0.04


@dataclass
class Press:
    """Where the mailbox is printed: random choices, what is out so far, and the hours already taken."""

    rng: random.Random
    now: datetime
    happened: list[Mail | CalendarChange] = field(default_factory=list)
    truths: list[dict[str, Any]] = field(default_factory=list)
    taken: set[datetime] = field(default_factory=set)
    mails: int = 0

    def mark(self) -> str:
        """Return a mark that is unique in this mailbox, for ids."""
        return f"{self.mails:x}x{self.rng.getrandbits(48):012x}"


def build_load(*, seed: int, now: datetime, messages: int, meetings: int) -> Scenario:
    """Return the mailbox as it stands at `now`, with everything already in it."""
    press = Press(random.Random(seed), now.astimezone(UTC))
    for number in range(meetings):
        # Enough room is kept for the interviews still to come, if mails are few.
        interview(press, number, room=messages - press.mails - (meetings - number - 1) // 20)
    for number in range(round(meetings * NOISE_EVENTS_PER_MEETING)):
        noise_event(press, number)
    while press.mails < messages:
        noise_mail(press, messages - press.mails)
    ordered = tuple(sorted(press.happened, key=lambda one: one.at))
    calendars = (CalendarSpec(PERSON.email, PERSON.email, NEW_YORK, is_primary=True),)
    return Scenario(
        "load",
        PERSON,
        calendars,
        press.now,
        press.now,
        ordered,
        tuple(sorted(press.truths, key=lambda one: str(one["start"]))),
    )


def pick(press: Press, shares: tuple[tuple[int, Any], ...]) -> Any:
    return press.rng.choices([what for _, what in shares], [share for share, _ in shares])[0]


# Who, when and what about


def somebody(press: Press, domain: str = "") -> tuple[Party, str]:
    """Return a person with an organisation, from a vocabulary of some twenty thousand."""
    rng = press.rng
    first, last = rng.choice(crowd.FIRST_NAMES), rng.choice(crowd.LAST_NAMES)
    org = f"{rng.choice(crowd.ORG_FIRST)} {rng.choice(crowd.ORG_LAST)}"
    at = domain or org.replace(" ", "").lower() + ".example"
    display = f"{last}, {first}" if rng.random() < 0.08 else ""
    client = rng.choice(("gmail", "gmail", "outlook", "apple"))
    return Party(f"{first}.{last}@{at}".lower(), f"{first} {last}", client, NEW_YORK, display=display), org


def free_hour(press: Press) -> datetime:
    """Return a free half hour on a working day of the past year."""
    zone = ZoneInfo(NEW_YORK)
    today = press.now.astimezone(zone).date()
    for _ in range(40):
        day = today - timedelta(days=press.rng.randint(1, 345))
        day -= timedelta(days=max(0, day.weekday() - 4))
        start = datetime.combine(day, time(press.rng.randint(9, 16), press.rng.choice((0, 30))), zone).astimezone(UTC)
        if start not in press.taken:
            break
    press.taken.add(start)
    return start


def words(press: Press, contact: Party, org: str, start: datetime) -> dict[str, str]:
    """Return what the phrases may name."""
    rng, there = press.rng, start.astimezone(ZoneInfo(NEW_YORK))
    return {
        "trade": rng.choice(crowd.TRADES),
        "org": org,
        "domain": contact.domain,
        "other": f"{rng.choice(crowd.FIRST_NAMES)} {rng.choice(crowd.LAST_NAMES)}",
        "mine": "Imke",
        "theirs": contact.name.split()[0],
        "first": rng.choice(crowd.FIRST_NAMES),
        "last": rng.choice(crowd.LAST_NAMES),
        "day": f"{there:%A} the {there.day}"
        + {1: "st", 2: "nd", 3: "rd"}.get(there.day % 10 * (there.day // 10 != 1), "th"),
        "time": f"{there.hour % 12 or 12}{f':{there:%M}' if there.minute else ''} {'am' if there.hour < 12 else 'pm'}",
        "n": str(rng.randint(3, 60)),
        "order": str(rng.randrange(10**7, 10**8)),
        "a": rng.choice(crowd.ORG_FIRST),
    }


def say(press: Press, phrases: tuple[str, ...], named: dict[str, str]) -> str:
    return press.rng.choice(phrases).format(**named)


# Interviews


def interview(press: Press, number: int, room: int) -> None:
    """Print one interview: its mails, as many as there is room for, its calendar entry and its truth."""
    start, (contact, org) = free_hour(press), somebody(press)
    course: tuple[str, ...] = pick(press, COURSES)
    if room < len(course):
        course = ("invite",) if room > 0 and number % 20 == 0 else ()
    named = words(press, contact, org, start)
    # Who has agreed by mail seldom repeats in the entry what it is about.
    text = "" if "request" in course and press.rng.random() < 0.7 else say(press, crowd.INVITE_TEXTS, named)
    meeting = entry(press, contact, say(press, crowd.TITLES, named), start, text=text)
    agreed = conversation(press, number, course, meeting, named)
    is_by_mail = "invite-only" in course
    can_be_cancelled = not is_by_mail and "after" not in course and room > len(course)
    is_cancelled = can_be_cancelled and press.rng.random() < CANCELLED_SHARE
    if not is_by_mail:
        enter(press, meeting, agreed)
    if is_cancelled:
        call_off(press, meeting, start - timedelta(hours=5), f"interview-{number}/cancel")
    status = "cancelled" if is_cancelled else "held" if "after" in course else "held_presumed"
    sources = ["mail"] if is_by_mail else ["calendar", "mail"] if course or is_cancelled else ["calendar"]
    told(press, f"interview-{number}", meeting, "informational", status=status, sources=sources)


def entry(
    press: Press, contact: Party, title: str, start: datetime, *, text: str = "", others: tuple[Party, ...] = ()
) -> Meeting:
    """Return a meeting of half an hour that the contact organises and the person has accepted."""
    event_id = "".join(press.rng.choices(BASE32HEX, k=26))
    seats = tuple(Seat(one, "accepted") for one in (contact, ME, *others))
    shape = "outlook" if contact.client == "outlook" else "google"
    return Meeting(
        event_id,
        new_uid(shape, event_id, press.rng),
        shape,
        title,
        start,
        start + timedelta(minutes=30),
        contact,
        seats,
        text,
    )


def conversation(
    press: Press, number: int, course: tuple[str, ...], meeting: Meeting, named: dict[str, str]
) -> datetime:
    """Print the mails of one interview and return when it was agreed."""
    rng, contact, thread = press.rng, meeting.organizer, f"interview-{number}"
    at = meeting.start - timedelta(days=rng.randint(4, 12), minutes=rng.randint(0, 600))
    subject = say(press, crowd.SUBJECTS, named)
    parents: list[str] = []
    for step in course:
        if step in ("invite", "invite-only"):
            parents.append(print_invite(press, meeting, at, thread))
        elif step == "yes":
            at = min(at + timedelta(hours=rng.randint(1, 30)), meeting.start - timedelta(hours=1))
            text = say(press, crowd.YESES, named) + "\n\nImke"
            parents.append(
                print_letter(press, Note(ME, contact, at, f"Re: {meeting.title}", text, thread, tuple(parents)))
            )
        elif step == "request":
            asked = "\n\n".join(
                one for one in (say(press, part, named) for part in (crowd.OPENINGS, crowd.ASKS, crowd.CLOSINGS)) if one
            )
            text = f"{rng.choice(('Hi', 'Hello', 'Dear'))} {named['theirs']},\n\n{asked}\n\nBest,\nImke"
            parents.append(print_letter(press, Note(ME, contact, at, subject, text, thread)))
        else:
            at = (
                at + timedelta(hours=rng.randint(2, 40))
                if step == "answer"
                else meeting.start + timedelta(hours=rng.randint(2, 30))
            )
            text = (
                say(press, crowd.ANSWERS if step == "answer" else crowd.AFTERWARDS, named)
                + f"\n\n{contact.name.split()[0]}"
            )
            at = min(at, press.now - timedelta(minutes=5))
            parents.append(print_letter(press, Note(contact, ME, at, f"Re: {subject}", text, thread, tuple(parents))))
    return min(at, meeting.start - timedelta(hours=12)) + timedelta(minutes=6)


def print_invite(press: Press, meeting: Meeting, at: datetime, thread: str) -> str:
    """Print the organiser's invite and return its Message-ID."""
    raw = invite_mail(
        replace(meeting, seats=tuple(replace(seat, response="needsAction") for seat in meeting.seats)),
        "invite",
        at,
        ME,
        press.rng,
    )
    put(press, at, raw, ("INBOX", "CATEGORY_UPDATES"), thread)
    return raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


def enter(press: Press, meeting: Meeting, at: datetime) -> None:
    """Put a meeting into the calendar as it stands after all answers."""
    attendees: list[dict[str, Any]] = [
        {"email": seat.party.email, "responseStatus": seat.response}
        | ({"self": True} if seat.party is ME else {})
        | ({"organizer": True} if seat.party == meeting.organizer else {})
        for seat in meeting.seats
    ]
    organizer: dict[str, Any] = {"email": meeting.organizer.email} | ({"self": True} if meeting.organizer is ME else {})
    event: dict[str, Any] = {
        "kind": "calendar#event",
        "id": meeting.event_id,
        "iCalUID": meeting.uid,
        "status": "confirmed",
        "summary": meeting.title,
        "start": {"dateTime": meeting.start.astimezone(ZoneInfo(NEW_YORK)).isoformat(), "timeZone": NEW_YORK},
        "end": {"dateTime": meeting.end.astimezone(ZoneInfo(NEW_YORK)).isoformat(), "timeZone": NEW_YORK},
        "creator": organizer,
        "organizer": organizer,
        "eventType": "default",
        "reminders": {"useDefault": True},
    }
    event |= {key: value for key, value in {"description": meeting.text, "attendees": attendees}.items() if value}
    press.happened.append(CalendarChange(at, PERSON.email, event))


def call_off(press: Press, meeting: Meeting, at: datetime, thread: str) -> None:
    """Cancel a meeting as its organiser's program does: the entry goes, and a mail tells everybody invited."""
    press.happened.append(CalendarChange(at, PERSON.email, {"id": meeting.event_id, "status": "cancelled"}))
    gone = replace(meeting, sequence=meeting.sequence + 1)
    put(press, at, invite_mail(gone, "cancel", at, ME, press.rng), ("INBOX", "CATEGORY_UPDATES"), thread)


def told(press: Press, key: str, meeting: Meeting, kind: str, *, status: str, sources: list[str]) -> None:
    others = [seat.party.email for seat in meeting.seats if seat.party is not ME and seat.party != meeting.organizer]
    press.truths.append(
        {
            "key": key,
            "is_interview": kind == "informational",
            "class": kind,
            "status": status,
            "contact": "" if meeting.organizer is ME else meeting.organizer.email,
            "others": others,
            "start": f"{meeting.start:%Y-%m-%dT%H:%M:%SZ}",
            "reschedules": 0,
            "role": "seeker",
            "ical_uid": meeting.uid,
            "thanked_by_hand": False,
            "cancelled_by": "contact" if status == "cancelled" else None,
            "no_show_by": None,
            "introduced_by": None,
            "sources": sources,
            # Without a mail there is only a title to go by.
            "hard": kind == "informational" and "mail" not in sources,
            "why": "Generated from a template.",
        }
    )


def noise_event(press: Press, number: int) -> None:
    """Print a calendar entry that is no interview."""
    kind, start = pick(press, NOISE_EVENTS), free_hour(press)
    outside, org = somebody(press)
    colleague, other = somebody(press, WORK_DOMAIN)[0], somebody(press, WORK_DOMAIN)[0]
    first, mine = colleague.name.split()[0], (ME, press.rng.choice(("Dentist", "Eye doctor", "Physio", "Vaccination")))
    plans: dict[str, tuple[Party, str, tuple[Party, ...]]] = {
        "internal": (
            colleague,
            press.rng.choice((f"{first} / Imke 1:1", f"Catch-up {first}", f"Coffee {first} + Imke", "Review wave")),
            (),
        ),
        "internal-group": (
            colleague,
            press.rng.choice(("Team weekly", "Retro", "Fieldwork stand-up", "Planning")),
            (other,),
        ),
        "medical": (*mine, ()),
        "job_interview": (outside, f"Interview: Research Lead at {org} (R-{press.rng.randrange(1000, 9999)})", ()),
        "sales": (outside, f"{org} demo", (other,)),
        "personal": (ME, press.rng.choice(("Haircut", "Dinner at Jo's", "Train", "Gym", "Pick up kids")), ()),
    }
    organizer, title, others = plans[kind]
    meeting = entry(press, organizer, title, start, others=others)
    if organizer is ME:
        meeting = replace(meeting, seats=())
    enter(press, meeting, start - timedelta(days=press.rng.randint(1, 20)))
    told(press, f"noise-{number}", meeting, kind.partition("-")[0], status="held_presumed", sources=["calendar"])


# Noise mail


@dataclass(frozen=True)
class Note:
    """One mail before it is printed; `parents` are the ids it answers, oldest first."""

    sender: Party
    to: Party
    at: datetime
    subject: str
    text: str
    thread: str
    parents: tuple[str, ...] = ()
    label: str = "CATEGORY_PERSONAL"
    list_id: str = ""


def noise_mail(press: Press, room: int) -> None:
    """Print one noise mail, or a short thread of them where people talk."""
    kind = pick(press, NOISE)
    at = press.now - timedelta(seconds=press.rng.randrange(3600, 360 * 86400))
    sender, org = somebody(press, WORK_DOMAIN if kind == "work" else "")
    named = words(press, sender, org, at)
    if kind in ("work", "list", "friendly"):
        talk(press, kind, sender, at, turns=min(press.rng.randint(1, 4), room))
        return
    subject, text, label, list_id = bulk_words(press, kind, sender, named)
    robot = (
        sender
        if kind == "pitch"
        else replace(
            sender,
            email=f"{press.rng.choice(('news', 'hello', 'no-reply', 'updates'))}@{sender.domain}",
            name=org,
            display="",
        )
    )
    thread = f"noise-{press.mails}"
    print_letter(press, Note(robot, ME, at, subject, text, thread, label=label, list_id=list_id))


def bulk_words(press: Press, kind: str, sender: Party, named: dict[str, str]) -> tuple[str, str, str, str]:
    """Return subject, text, label and list id of a mail to many."""
    if kind == "newsletter":
        name, subject = press.rng.choice(crowd.NEWSLETTERS)
        text = f"{name.format(**named)}\n\n{say(press, crowd.NEWSLETTER_TEXTS, named)}\n\nUnsubscribe: https://{sender.domain}/u/{named['order']}"
        return subject.format(**named), text, "CATEGORY_PROMOTIONS", f"news.{sender.domain}"
    phrases, label = {
        "notice": (crowd.NOTICES, "CATEGORY_UPDATES"),
        "order": (crowd.ORDERS, "CATEGORY_UPDATES"),
        "pitch": (crowd.PITCHES, "CATEGORY_PERSONAL"),
    }[kind]
    subject, text = press.rng.choice(phrases)
    return subject.format(**named), text.format(**named), label, ""


def talk(press: Press, kind: str, sender: Party, at: datetime, *, turns: int) -> None:
    """Print a thread of a few mails at work, on a list or among friends."""
    parents: tuple[str, ...] = ()
    named = words(press, sender, f"{press.rng.choice(crowd.ORG_FIRST)} {press.rng.choice(crowd.ORG_LAST)}", at)
    subjects, texts = {
        "work": (crowd.WORK_SUBJECTS, crowd.WORK_TEXTS),
        "list": (crowd.LIST_SUBJECTS, crowd.LIST_TEXTS),
        "friendly": (crowd.FRIENDLY_SUBJECTS, crowd.FRIENDLY_TEXTS),
    }[kind]
    subject, thread = say(press, subjects, named), f"noise-{press.mails}"
    for turn in range(turns):
        is_mine = turn % 2 == 1 and kind != "list"
        one, other = (ME, sender) if is_mine else (sender, ME)
        text = say(press, texts, named) + (f"\n\n{one.name.split()[0]}" if press.rng.random() < 0.5 else "")
        label = {"list": "CATEGORY_FORUMS"}.get(kind, "CATEGORY_PERSONAL")
        list_id = f"{subject[1:].partition(']')[0]}.lists.example.org" if kind == "list" else ""
        title = subject if turn == 0 else f"Re: {subject}"
        parents = (*parents, print_letter(press, Note(one, other, at, title, text, thread, parents, label, list_id)))
        at = min(at + timedelta(minutes=press.rng.randint(4, 900)), press.now - timedelta(minutes=1))


def print_letter(press: Press, note: Note) -> str:
    """Print a mail, put it into the mailbox and return its Message-ID."""
    mark, is_mine = press.mark(), note.sender is ME
    message_id = f"<{mark}@{note.sender.domain if note.sender.client != 'gmail' else 'mail.gmail.com'}>"
    shown = f'"{note.sender.shown}"' if "," in note.sender.shown else note.sender.shown
    head = [
        "" if is_mine else arrival(note, mark),
        f"From: {shown} <{note.sender.email}>\nTo: {note.to.name} <{note.to.email}>\nSubject: {note.subject}\n",
        f"Date: {rfc_date(note.at)}\nMessage-ID: {message_id}\nMIME-Version: 1.0\n",
        f"In-Reply-To: {note.parents[-1]}\nReferences: {' '.join(note.parents)}\n" if note.parents else "",
        f"List-Id: <{note.list_id}>\nList-Unsubscribe: <https://{note.sender.domain}/u/{mark}>\nPrecedence: bulk\n"
        if note.list_id
        else "",
    ]
    raw = ("".join(head) + letter_body(note, mark)).replace("\n", "\r\n").encode()
    labels = (
        ("SENT",) if is_mine else ("INBOX", note.label) if press.rng.random() < 0.7 else ("INBOX", "UNREAD", note.label)
    )
    put(press, note.at, raw, labels, note.thread)
    return message_id


def letter_body(note: Note, mark: str) -> str:
    plain = quoted_printable(note.text, "utf-8")
    html = quoted_printable(f'<div dir="ltr">{note.text}</div>'.replace("\n", "<br>\n"), "utf-8")
    if note.sender.client == "apple":
        return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{plain}\n"
    return (
        f'Content-Type: multipart/alternative; boundary="b{mark}"\n\n--b{mark}\nContent-Type: text/plain; charset="UTF-8"\n'
        f"Content-Transfer-Encoding: quoted-printable\n\n{plain}\n--b{mark}\n"
        f'Content-Type: text/html; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n{html}\n--b{mark}--\n'
    )


def arrival(note: Note, mark: str) -> str:
    """Return a shorter form of what mx.google.com puts on top."""
    domain = note.sender.domain
    return (
        f"Delivered-To: {PERSON.email}\nReturn-Path: <{note.sender.email}>\n"
        f"Received: from mail.{domain} (mail.{domain}. [203.0.113.9])\n        by mx.google.com with ESMTPS id {mark}\n        for <{PERSON.email}>; {rfc_date(note.at)}\n"
        f"Authentication-Results: mx.google.com;\n       dkim=pass header.i=@{domain} header.s=s1;\n       spf=pass smtp.mailfrom={note.sender.email};\n"
        f"       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from={domain}\n"
    )


def put(press: Press, at: datetime, raw: bytes, labels: tuple[str, ...], thread: str) -> None:
    press.mails += 1
    press.happened.append(Mail(at, raw, labels, thread))

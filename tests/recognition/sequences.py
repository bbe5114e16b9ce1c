"""Invites as other programs really mailed them (the corpora), played one after another: what is known after each step,
and that every order and every repetition ends alike.

What is expected is written down from RFC 5546, not from our output. The person is whoever the mails are sent to; they
get a mail domain of their own, since the files put everybody into one and colleagues' meetings are not followed.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.mime import read_message
from connectors.records import Address, CalendarEvent, Message, Participation
from service import dossier, inputs, lifecycle
from service.context import Context
from service.lifecycle import Observation, Outcome
from tests.recognition.office import office
from tests.recognition.table import Row
from tests.service.mailroom import Mailroom, attendee, confirmed, mail, meeting

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
MOZILLA = "mozilla+releases-comm-central/calendar/test/browser/invitations/data/{}.eml"
APPLE = "apple+ccs-calendarserver/txdav/caldav/datastore/scheduling/imip/test/data/{}"
JAMES = "linagora+james-project/{}"
ASK = "I'm exploring your field. Would you have 20 minutes to tell me how you made the switch?"
YES, OPEN = Participation.ACCEPTED, Participation.NEEDS_ACTION
_SAMPLES = 40
"""Orders tried of a sequence with more than six records."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """What is known of one meeting: its status before it begins, its start, who answered what, how often it moved."""

    status: str
    start: datetime | None
    user: Participation | None = OPEN
    contact: Participation | None = YES
    moves: int = 0
    unverified: int = 0


@dataclass(frozen=True)
class Step:
    """One record more, and what is then known of each meeting, by RECURRENCE-ID ("" the only one, or its series)."""

    record: str | CalendarEvent
    known: dict[str, Known]


@dataclass(frozen=True)
class Play:
    """A sequence. `person` and `other` are addresses as they stand in the files; `uid` is the meeting's."""

    name: str
    uid: str
    person: str
    other: str
    steps: tuple[Step, ...]
    own: tuple[CalendarEvent, ...] = field(default=())
    """What stands in the person's own calendar before."""


# --- what is expected -----------------------------------------------------------------------------------------------

AT_11, AT_5 = utc("2022-03-16T11:00"), utc("2022-03-16T05:00")
SECOND = "2022-03-17T11:00:00+00:00"
_ASKED = {"": Known("invited", AT_11)}
_MOVED = {"": Known("invited", AT_5, moves=1)}
_OFF = {"": Known("cancelled", AT_11)}
_SERIES_OFF = {"": Known("cancelled", AT_11)}


def _of_mozilla(name: str, *steps: tuple[str, dict[str, Known]]) -> Play:
    found = tuple(Step(MOZILLA.format(file), known) for file, known in steps)
    return Play(name, "02e79b96", "receiver@example.com", "sender@example.com", found)


def _second(start: str = "2022-03-17T11:00") -> dict[str, Known]:
    return {SECOND: Known("invited", utc(start))}


XYZZY, OWNER = "xyzzy@example.com", "ical-living-on+d7cdf68d-8b73-4df1-ad3b-f08002fb285f@example.com"
APPLES = "1e71f9c8-aeda-48eb-98d0-76e898f6bb5c"
AT_17 = utc("2008-08-12T17:00")
OBM = (
    "f1514f44bf39311568d6407249cb76c48103fcd1fb398c3c501cb72b2d293f36e04"
    "b2aab16e43439a608f28671ab7c10e754cbc85ddee4a07fa8cf8f4f7af05bfb502b8f6"
)


def _own(sequence: int, start: datetime, updated: str) -> CalendarEvent:
    """The meeting of the replies as it stands in its organizer's own calendar."""
    guests = [attendee(XYZZY, "needs_action"), attendee(OWNER)]
    found = meeting("x", start, guests, organizer=OWNER, sequence=sequence, updated=utc(updated), summary="Talk")
    return replace(found, ical_uid=APPLES.upper(), provider_id="own")


def _of_apple(name: str, own: tuple[CalendarEvent, ...], *steps: tuple[str, Known]) -> Play:
    found = tuple(Step(APPLE.format(file), {"": known}) for file, known in steps)
    return Play(name, APPLES, OWNER, XYZZY, found, own)


_MEANT = _own(7, AT_17, "2008-08-01T09:00")
_SINCE_MOVED = _own(8, AT_17 + timedelta(days=1), "2008-08-13T09:00")
_WAITS = Known("invited", AT_17, user=YES, contact=OPEN)
_ACCEPTED = Known("accepted", AT_17, user=YES, contact=YES)

PLAYS: tuple[Play, ...] = (
    _of_mozilla("an invite", ("single-event", _ASKED)),
    _of_mozilla("details changed, the number the same", ("single-event", _ASKED), ("update-minor", _ASKED)),
    _of_mozilla("moved, the stamp the same", ("single-event", _ASKED), ("update-major", _MOVED)),
    _of_mozilla(
        "moved by number after details by stamp",
        ("single-event", _ASKED),
        ("update-minor", _ASKED),
        ("update-major", _MOVED),
    ),
    _of_mozilla("called off", ("single-event", _ASKED), ("cancel-single-event", _OFF)),
    _of_mozilla(
        "details, then called off", ("single-event", _ASKED), ("update-minor", _ASKED), ("cancel-single-event", _OFF)
    ),
    _of_mozilla(
        "a cancellation older than the move",
        ("single-event", _ASKED),
        ("update-major", _MOVED),
        ("cancel-single-event", _MOVED),
    ),
    _of_mozilla(
        "everything of one meeting",
        ("single-event", _ASKED),
        ("update-minor", _ASKED),
        ("cancel-single-event", _OFF),
        ("update-major", _MOVED),
    ),
    _of_mozilla("a series with details changed", ("repeat-event", _ASKED), ("repeat-update-minor", _ASKED)),
    _of_mozilla("a series moved", ("repeat-event", _ASKED), ("repeat-update-major", _MOVED)),
    _of_mozilla(
        "one time of a series with details changed", ("repeat-event", _ASKED), ("exception-minor", _ASKED | _second())
    ),
    _of_mozilla(
        "one time of a series moved",
        ("repeat-event", _ASKED),
        ("exception-major", _ASKED | _second("2022-03-17T05:00")),
    ),
    _of_mozilla(
        "one time of a series, moved by number after details by stamp",
        ("repeat-event", _ASKED),
        ("exception-minor", _ASKED | _second()),
        ("exception-major", _ASKED | {SECOND: Known("invited", utc("2022-03-17T05:00"), moves=1)}),
    ),
    _of_mozilla("a series called off without a start", ("repeat-event", _ASKED), ("cancel-repeat-event", _SERIES_OFF)),
    _of_mozilla(
        "a series called off, its moved time with it",
        ("repeat-event", _ASKED),
        ("exception-major", _ASKED | _second("2022-03-17T05:00")),
        ("cancel-repeat-event", _SERIES_OFF | {SECOND: Known("cancelled", utc("2022-03-17T05:00"))}),
    ),
    _of_mozilla(
        "a series moved, then an old cancellation of it",
        ("repeat-event", _ASKED),
        ("repeat-update-major", _MOVED),
        ("cancel-repeat-event", _MOVED),
    ),
    _of_apple("the guest accepts", (_MEANT,), ("good_reply", _ACCEPTED)),
    _of_apple(
        "the guest accepts three times",
        (_MEANT,),
        *((name, _ACCEPTED) for name in ("good_reply", "good_reply_past", "good_reply_future")),
    ),
    _of_apple(
        "an answer without an attendee",
        (_MEANT,),
        ("reply_missing_attendee", Known("invited", AT_17, YES, OPEN, unverified=1)),
    ),
    _of_apple(
        "an answer without organizer and attendee",
        (_MEANT,),
        ("reply_missing_organizer", Known("invited", AT_17, YES, OPEN, unverified=1)),
    ),
    Play(
        "an answer to the time before the move",
        APPLES,
        OWNER,
        XYZZY,
        (
            Step(APPLE.format("good_reply"), {"": _ACCEPTED}),
            Step(_SINCE_MOVED, {"": Known("invited", AT_17 + timedelta(days=1), YES, OPEN, moves=1)}),
        ),
        (_MEANT,),
    ),
    Play(
        "an answer in another's name",
        OBM,
        "userTo@localhost.com",
        "user1To@linagora.com",
        (
            Step(
                JAMES.format("server/mailet/integration-testing/src/main/resources/eml/calendar.eml"),
                {"": Known("invited", utc("2017-07-27T13:00"), YES, OPEN, unverified=1)},
            ),
        ),
        (
            CalendarEvent(
                "own",
                OBM,
                sequence=2,
                updated=utc("2017-07-20T09:00"),
                start=utc("2017-07-27T13:00"),
                end=utc("2017-07-27T14:00"),
                summary="Talk",
                organizer=Address("userTo@localhost.com"),
                attendees=(attendee("user1To@linagora.com", "needs_action"), attendee("userTo@localhost.com")),
            ),
        ),
    ),
    Play(
        "an invite without a stamp",
        "d41ce126-5e9c-45a6-a979-4bc5db77914e",
        "ddolcimascolo@linagora.com",
        "rbevillard@linagora.com",
        (
            Step(
                JAMES.format("mailbox/store/src/test/resources/eml/invitationEmailFromOP.eml"),
                {"": Known("invited", utc("2016-07-06T09:00"))},
            ),
        ),
    ),
    Play(
        "an invite of Google's",
        "65m17hsdolmotv3kvmrtg40ont@google.com",
        "homer@example.com",
        "example@gmail.com",
        (Step(MOZILLA.format("meet-meeting-invite"), {"": Known("invited", utc("2021-03-22T09:30"))}),),
    ),
    Play(
        "an invite of Outlook's",
        "030000008200e00074c5b7101a82e0080000000060b608d090ddd7010000000000000000100000004be0cffa54bcf64e956e34143362c3c0",
        "homer@example.org",
        "marge@example.org",
        (Step(MOZILLA.format("outlook-test-invite"), {"": Known("invited", utc("2021-11-27T07:00"), contact=None)}),),
    ),
)


# --- playing --------------------------------------------------------------------------------------------------------


def is_there() -> bool:
    """Whether the corpora lie beside this repository."""
    return CORPORA.is_dir()


def records_of(play: Play) -> list[Message | CalendarEvent]:
    """What is delivered, in its natural order."""
    return [
        *(_at_home(play, one) for one in play.own),
        *(_read(play, step.record, number) for number, step in enumerate(play.steps)),
    ]


def _read(play: Play, record: str | CalendarEvent, number: int) -> Message | CalendarEvent:
    if isinstance(record, CalendarEvent):
        return _at_home(play, record)
    found = read_message((CORPORA / record).read_bytes(), provider_id=f"{number}-{Path(record).name}")
    invites = tuple(
        replace(invite, calendar_events=tuple(_at_home(play, one) for one in invite.calendar_events))
        for invite in found.invites
    )
    seen = f"{confirmed(found.sender.email)}\n{found.authentication}"
    return replace(found, to=tuple(_moved(play, one) for one in found.to), invites=invites, authentication=seen)


def _moved_out(email: str) -> str:
    return f"{email.partition('@')[0]}@person.example"


def _moved(play: Play, one: Address) -> Address:
    return replace(one, email=_moved_out(one.email)) if one.email.lower() == play.person.lower() else one


def _at_home(play: Play, found: CalendarEvent) -> CalendarEvent:
    """A meeting with the person's address in their own domain."""
    organizer = _moved(play, found.organizer) if found.organizer else None
    guests = tuple(replace(one, address=_moved(play, one.address)) for one in found.attendees)
    return replace(found, organizer=organizer, attendees=guests)


class Stage:
    """One person's desk, to which the records of one play come in some order."""

    def __init__(self, context: Context, play: Play, person_id: str) -> None:
        self.play = play
        self.room = Mailroom(context, person_id=person_id, name="Robin Hale", emails=(_moved_out(play.person),))
        starts = [known.start for step in play.steps for known in step.known.values() if known.start]
        self.now = min(starts) - timedelta(days=1)
        asked = mail(
            _moved_out(play.person), play.other, self.now - timedelta(days=20), ASK, own=(_moved_out(play.person),)
        )
        self.room.deliver(asked, now=self.now)

    def deliver(self, record: Message | CalendarEvent) -> None:
        self.room.deliver(record, now=self.now)

    def known(self) -> dict[str, Known]:
        return {key: _as_known(outcome) for key, outcome in self.outcomes().items()}

    def outcomes(self) -> dict[str, Outcome]:
        return {key: lifecycle.fold(told, self.now) for key, told in self.observations().items()}

    def observations(self) -> dict[str, list[Observation]]:
        """What the fold is handed of each meeting of the play."""
        found = {}
        with self.room.context.database.reading() as session:
            for row in self.room.interviews():
                uid, _, occurrence = row.meeting.rpartition("|")
                if uid == self.play.uid.lower():
                    file = dossier.gather(session, row)
                    key = "" if occurrence == "master" else occurrence
                    found[key] = inputs.observations_of(file, inputs.place(file))
        return found


def _as_known(outcome: Outcome) -> Known:
    return Known(
        outcome.status, outcome.start, outcome.user_answer, outcome.contact_answer, outcome.reschedules, len(outcome.unverified)
    )  # fmt: skip


def orders(count: int) -> Iterator[tuple[int, ...]]:
    """Every order of so many records, or a sample when there are many; then some with repetitions."""
    if count <= 6:
        yield from itertools.permutations(range(count))
    else:
        yield from (tuple(random.Random(seed).sample(range(count), count)) for seed in range(_SAMPLES))
    for seed in range(6):
        chosen = random.Random(seed)
        again = [*range(count), *(chosen.randrange(count) for _ in range(count))]
        chosen.shuffle(again)
        yield tuple(again)


def ends_alike(told: Iterable[Observation], now: datetime) -> tuple[int, int]:
    """In how many orders of the observations the fold ends as in the natural one, and of how many."""
    seen = list(told)
    expected = lifecycle.fold(seen, now)
    results = [lifecycle.fold([seen[index] for index in order], now) == expected for order in orders(len(seen))]
    return sum(results), len(results)


def rows() -> list[Row]:
    """The rows of `make eval`."""
    if not is_there():
        return []
    steps_right = steps = alike = tried = 0
    with office() as context:
        for number, play in enumerate(PLAYS):
            stage = Stage(context, play, f"per_{number}")
            records = records_of(play)
            for entry in records[: len(play.own)]:
                stage.deliver(entry)
            for step, record in zip(play.steps, records[len(play.own) :], strict=True):
                stage.deliver(record)
                steps += 1
                steps_right += stage.known() == step.known
            for told in stage.observations().values():
                right, all_ = ends_alike(told, stage.now)
                alike, tried = alike + right, tried + all_
    return [
        Row("Sequences", f"steps of {len(PLAYS)} sequences as RFC 5546 has them", f"{steps_right}/{steps}", f"{steps}", steps_right == steps),
        Row("Sequences", "orders and repetitions that end alike", f"{alike}/{tried}", f"{tried}", alike == tried),
    ]  # fmt: skip

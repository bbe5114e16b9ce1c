"""The daily digest: only with consent, to nobody but the person, at most once a day, and never read back as mail."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from connectors import mime
from connectors.records import Address, Message
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, digest, preferences
from service.accounts import MinuteBudget
from service.candidates import Surroundings, candidate_message
from service.clock import ManualClock
from service.context import Context
from service.digest import Content
from service.schema import Account, Activity, Digest, Interview, Person, SetAside, StoredMessage, Task
from service.settings import PREFIX
from tests.conftest import NOW
from tests.service.digest_alone import write
from tests.service.planted import Garden
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, ME, Desk, connect

SENDING = "https://www.googleapis.com/auth/gmail.compose"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SEVEN = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
BEFORE = SEVEN - DAY
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as found:
        yield found


@dataclass
class Post:
    """A person with a connected mailbox who agreed to the digest a day ago, and what went out."""

    desk: Desk
    garden: Garden
    sandbox: Sandbox

    @property
    def context(self) -> Context:
        return self.desk.context

    def agree(self, at: datetime = BEFORE) -> None:
        with self.context.database.writing(self.desk.person) as session:
            digest.agree(session, self.desk.person, "You agree to a mail a day.", "en", at)

    def send(self, at: datetime) -> None:
        context = replace(self.context, clock=lambda: at)
        digest.send_due(context, self.desk.person, write)

    def look(self, at: datetime) -> None:
        """As the workers' clock does."""
        with self.context.database.reading() as session:
            is_wanted = self.desk.person in digest.people_due(session, at)
        if is_wanted:
            self.send(at)

    def told(self) -> list[str]:
        """What the person's log says of digests."""
        with self.context.database.reading() as session:
            query = select(Activity.what).where(Activity.what.like("digest%")).order_by(Activity.id)
            return list(session.scalars(query))

    def left_in_drafts(self) -> tuple[str, ...]:
        """Mailbox drafts of the first digest that lie unsent."""
        account = self.desk.account()
        budget = MinuteBudget(self.context, account.id, account.person_id, account.provider)
        mailbox = accounts.open_mailbox(self.context, account, budget)
        return mailbox.find_mailbox_drafts(self.rows()[0].message_id)

    def sent(self) -> list[EmailMessage]:
        found = [
            message_from_bytes(base64.b64decode(one["raw"]), policy=policy.default) for one in self.desk.control.sent()
        ]
        return [one for one in found if isinstance(one, EmailMessage)]

    def rows(self) -> list[Digest]:
        with self.context.database.reading() as session:
            return list(session.scalars(select(Digest).order_by(Digest.day)))

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]


@pytest.fixture
def post(sandbox: Sandbox, empty_context: Context, clock: ManualClock) -> Post:
    sandbox.control.reset()
    clock.now = SEVEN
    desk = connect(sandbox, empty_context, MAIL_SCOPE, CALENDAR_SCOPE, SENDING)
    return Post(desk, Garden(desk.context, desk.person), sandbox)


# --- consent ------------------------------------------------------------------------------------------------------


def test_nothing_is_sent_to_whoever_did_not_agree(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.send(SEVEN)
    with post.context.database.writing(post.desk.person) as session:
        preferences.change(session, post.desk.person, BEFORE, digest=True)
    post.send(SEVEN)
    assert (post.sent(), post.states()) == ([], [])


def test_the_words_agreed_to_are_kept_with_the_time(post: Post) -> None:
    post.agree()
    with post.context.database.reading() as session:
        person = session.get_one(Person, post.desk.person)
        assert person.settings["digest_consent"] == {
            "at": BEFORE.isoformat(), "email": ME, "language": "en", "words": "You agree to a mail a day.",
        }  # fmt: skip
        assert digest.agreement(person) == digest.Agreement(BEFORE, ME)
        assert session.scalar(select(Activity.what).where(Activity.what == "setting changed"))


def test_whoever_ends_it_gets_no_more(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    with post.context.database.writing(post.desk.person) as session:
        preferences.change(session, post.desk.person, BEFORE, digest=False)
    post.send(SEVEN)
    assert post.sent() == []


def test_who_agrees_after_the_hour_is_written_to_from_the_next_day_on(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + 3 * HOUR)
    post.agree(SEVEN + HOUR)
    post.send(SEVEN + 2 * HOUR)
    assert post.sent() == []


def test_an_account_that_may_only_read_cannot_send_it(sandbox: Sandbox, empty_context: Context) -> None:
    sandbox.control.reset()
    desk = connect(sandbox, empty_context, MAIL_SCOPE, CALENDAR_SCOPE)
    with desk.context.database.writing(desk.person) as session:
        assert digest.why_not(session, desk.person) == "read_only"
        with pytest.raises(ValueError, match="may send"):
            digest.agree(session, desk.person, "words", "en", BEFORE)


def test_without_a_mailbox_there_is_none(context: Context, alice: str) -> None:
    with context.database.reading() as session:
        assert digest.why_not(session, alice) == "no_account"
    Garden(context, alice).account(connection_state="needs_consent")
    with context.database.reading() as session:
        assert digest.why_not(session, alice) == "lost"


def test_a_yes_to_one_mailbox_is_none_to_another(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    with post.context.database.writing(post.desk.person) as session:
        session.get_one(Account, post.desk.account_id).email = "other@example.com"
    post.send(SEVEN)
    assert (post.sent(), post.states()) == ([], [])


# --- what it holds --------------------------------------------------------------------------------------------------


def test_it_goes_from_the_person_to_the_person_and_says_what_it_is(post: Post) -> None:
    post.garden.talk("Dana Reyes", SEVEN + 3 * HOUR, title="Secret title")
    post.agree()
    post.send(SEVEN)
    (mail,) = post.sent()
    assert mail["To"].addresses[0].addr_spec == ME
    assert mail["From"].addresses[0].addr_spec == ME
    assert (mail["Cc"], mail["Bcc"]) == (None, None)
    assert mail["X-Warmthread-Digest"] == "1"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Warmthread on Monday 2 March"
    assert mail.get_content_type() == "text/plain"


def test_it_tells_conversations_dues_promises_and_decisions_with_links(post: Post) -> None:
    garden = post.garden
    dana = garden.talk("Dana", SEVEN + 3 * HOUR, contact_zone=NEW_YORK)
    garden.talk("Tomorrow Tom", SEVEN + DAY)
    owen = garden.talk("Owen", SEVEN - 20 * HOUR, "held", end=SEVEN - 19 * HOUR)
    draft = garden.draft(owen)
    garden.task(owen, "promise_mine", "Read the paper", "2026-03-02")
    kim = garden.talk("Kim", SEVEN - 3 * HOUR, "held_presumed")
    garden.alert(kim, "confirm_held")
    garden.task(dana, "reschedule", "Find another time with Dana: “secret words of hers”", source="msg:msg_1")
    garden.talk("Asked", SEVEN + 9 * DAY, "proposed", band="ask")
    post.agree()
    post.send(SEVEN)
    text = post.sent()[0].get_content().replace("\r\n", "\n")
    assert f"10:30 (05:30 in New York) Dana\n  http://127.0.0.1:8765/interviews/{dana}" in text
    assert f"A thank-you to Owen, due in 5 hours\n  http://127.0.0.1:8765/drafts/{draft}" in text
    assert "Read the paper, due on Mon" in text
    assert "Did your conversation with Kim take place?" in text
    assert "Find another time with Dana." in text
    assert "1 new record could be an informational interview" in text
    assert "http://127.0.0.1:8765/settings/notices" in text
    assert "secret words" not in text
    assert "Tomorrow Tom" not in text


def test_a_name_with_breaks_and_markup_stays_one_line(post: Post) -> None:
    post.garden.talk("Eve\nBcc: all@example.org\r\n\x00<b>", SEVEN + HOUR)
    post.agree()
    post.send(SEVEN)
    (mail,) = post.sent()
    assert mail["Bcc"] is None
    assert "Eve Bcc: all@example.org <b>" in mail.get_content()


def test_it_is_written_in_the_persons_language(context: Context, alice: str) -> None:
    with context.database.writing(alice) as session:
        preferences.change(session, alice, NOW, ui_language="de")
        person = session.get_one(Person, alice)
    empty = Content(NOW, BERLIN, (), (), (), (), (), 1)
    assert "Montag, 2. März" in write(empty, person).subject


def test_when_there_is_nothing_to_tell_none_is_sent(post: Post) -> None:
    post.agree()
    post.send(SEVEN)
    post.send(SEVEN + HOUR)
    assert (post.sent(), post.states()) == ([], ["empty"])


def test_the_next_one_tells_only_what_is_new(post: Post) -> None:
    garden = post.garden
    held = garden.talk("Owen", SEVEN - 3 * HOUR, "held")
    first = garden.draft(held)
    post.agree()
    post.send(SEVEN)
    second = garden.draft(garden.talk("Kim", SEVEN + 3 * HOUR, "held"))
    post.send(SEVEN + DAY)
    post.send(SEVEN + 2 * DAY)
    texts = [mail.get_content() for mail in post.sent()]
    assert post.states() == ["sent", "sent", "empty"]
    assert first in texts[0]
    assert first not in texts[1]
    assert second in texts[1]


def test_a_conversation_that_was_moved_to_today_is_told_again(post: Post) -> None:
    talk = post.garden.talk("Dana", SEVEN + 3 * HOUR)
    post.agree()
    post.send(SEVEN)
    with post.context.database.writing(post.desk.person) as session:
        row = session.get_one(Interview, talk)
        row.start, row.end = SEVEN + DAY + HOUR, SEVEN + DAY + 2 * HOUR
    post.send(SEVEN + DAY)
    assert len(post.sent()) == 2


# --- when it goes out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "is_sent"), [(-1, False), (0, True), (200, True), (269, True), (270, False), (700, False)]
)
def test_a_machine_that_slept_sends_it_until_noon_and_not_later(post: Post, minutes: int, is_sent: bool) -> None:
    post.garden.talk("Dana", SEVEN + 12 * HOUR)
    post.agree()
    post.send(SEVEN + timedelta(minutes=minutes))
    assert len(post.sent()) == is_sent


def test_it_goes_out_once_a_day_however_often_it_is_looked_for(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    for minutes in (0, 0, 1, 60):
        post.send(SEVEN + timedelta(minutes=minutes))
    assert len(post.sent()) == 1


@pytest.mark.parametrize(
    ("zone", "day", "at", "opens", "closes"),
    [
        (BERLIN, "2026-03-02", "07:30", "2026-03-02T06:30Z", "2026-03-02T11:00Z"),
        (NEW_YORK, "2026-03-02", "07:30", "2026-03-02T12:30Z", "2026-03-02T17:00Z"),
        (BERLIN, "2026-03-28", "07:30", "2026-03-28T06:30Z", "2026-03-28T11:00Z"),
        (BERLIN, "2026-03-29", "07:30", "2026-03-29T05:30Z", "2026-03-29T10:00Z"),
        (NEW_YORK, "2026-03-08", "07:30", "2026-03-08T11:30Z", "2026-03-08T16:00Z"),
        (NEW_YORK, "2026-11-01", "07:30", "2026-11-01T12:30Z", "2026-11-01T17:00Z"),
        (BERLIN, "2026-03-29", "02:30", "2026-03-29T01:30Z", "2026-03-29T10:00Z"),
        (BERLIN, "2026-10-25", "02:30", "2026-10-25T00:30Z", "2026-10-25T11:00Z"),
        (BERLIN, "2026-03-02", "18:00", "2026-03-02T17:00Z", "2026-03-02T20:00Z"),
        (BERLIN, "2026-03-02", "23:30", "2026-03-02T22:30Z", "2026-03-02T23:00Z"),
        ("Pacific/Kiritimati", "2026-03-02", "07:30", "2026-03-01T17:30Z", "2026-03-01T22:00Z"),
    ],
)
def test_the_hour_is_the_persons_own_also_when_clocks_change(
    zone: str, day: str, at: str, opens: str, closes: str
) -> None:
    found = digest.window(date.fromisoformat(day), at, zone)
    assert found == (datetime.fromisoformat(opens), datetime.fromisoformat(closes))


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_every_day_of_a_year_has_exactly_one(context_on_both: Context, alice: str, zone: str) -> None:
    with context_on_both.database.writing(alice) as session:
        person = session.get_one(Person, alice)
        person.timezone = zone
        person.settings = {"digest": True, "digest_consent": {"at": NOW.isoformat(), "email": ME, "words": "x"}}
    days: set[str] = set()
    with context_on_both.database.reading() as session:
        for hours in range(0, 24 * 365, 3):
            days.add(digest.day_due(session, person, NOW + DAY + hours * HOUR))
    assert len(days - {""}) == 365


def test_only_those_who_are_due_are_looked_at(context: Context, alice: str, bob: str) -> None:
    for person_id, chosen in ((alice, {"digest": True}), (bob, {})):
        Garden(context, person_id).account(email=f"{person_id}@example.com")
        with context.database.writing(person_id) as session:
            said = {"at": BEFORE.isoformat(), "email": ME, "words": "x"}
            session.get_one(Person, person_id).settings = {**chosen, "digest_consent": said}
    with context.database.reading() as session:
        assert digest.people_due(session, SEVEN) == [alice]


# --- at most once ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "most", "found"),
    [
        ("begin_digest.before_commit", 1, "sent"),
        ("begin_digest.after_commit", 0, "unclear"),
        ("mailbox.create_mailbox_draft.after_call", 0, "failed"),
        ("mailbox.send_mailbox_draft.after_call", 1, "sent"),
    ],
)
def test_a_kill_never_leads_to_a_second_one_and_what_became_of_it_is_looked_up(
    post: Post, point: str, most: int, found: str
) -> None:
    """A kill before the row is committed lost nothing; one after it is never made up for by a second mail."""
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    settings = {
        **os.environ, **post.sandbox.product_settings(), f"{PREFIX}CRASH_AT": point,
        f"{PREFIX}DATA_DIR": str(post.context.settings.data_dir),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.service.digest_alone", post.desk.person, SEVEN.isoformat()]
    ended = subprocess.run(command, env=settings, cwd=Path(__file__).parents[2], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    for minutes in (1, 30, 60):
        post.look(SEVEN + timedelta(minutes=minutes))
    assert (len(post.sent()), post.states()) == (most, [found])
    assert post.told() == [f"digest {'not sent' if found == 'failed' else found}"]
    assert post.left_in_drafts() == ()
    post.garden.talk("Owen", SEVEN + DAY + HOUR)
    post.send(SEVEN + DAY)
    assert len(post.sent()) == most + 1


@pytest.mark.parametrize("method", ["gmail.users.drafts.create", "gmail.users.drafts.send"])
@pytest.mark.parametrize("kind", ["drop", "close_after", "status_after", "status", "truncate"])
def test_whatever_the_wire_does_it_is_never_sent_twice(post: Post, method: str, kind: str) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    post.desk.control.order_fault(method, kind)
    post.send(SEVEN)
    post.desk.control.clear_faults()
    before = len(post.sent())
    post.send(SEVEN + HOUR)
    assert len(post.sent()) == before <= 1
    assert post.states()[0] in {"failed", "unclear", "sent"}


def test_a_copy_of_the_database_does_not_send_the_days_digest_again(post: Post) -> None:
    """Nobody was told of the copy; what the original sent has the same Message-ID and lies in Sent."""
    post.agree()
    post.garden.talk("Dana", SEVEN + HOUR)
    post.send(SEVEN)
    assert len(post.sent()) == 1
    with post.context.database.writing(post.desk.person) as session:
        session.execute(delete(Digest))
    post.send(SEVEN + HOUR / 2)
    assert len(post.sent()) == 1
    assert [row.state for row in post.rows()] == ["sent"]


def test_one_whose_answer_was_lost_is_looked_for(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    post.desk.control.order_fault("gmail.users.drafts.send", "close_after")
    post.send(SEVEN)
    assert (post.states(), len(post.sent()), post.told()) == (["sent"], 1, ["digest sent"])


def test_one_whose_outcome_cannot_be_found_out_stays_unclear_until_the_next_look(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    post.desk.control.order_fault("gmail.users.drafts.send", "close_after")
    post.desk.control.order_fault("gmail.users.messages.list", "status", nth=2, times=None)
    post.send(SEVEN)
    post.look(SEVEN + HOUR)
    assert (post.states(), len(post.sent()), post.told()) == (["unclear"], 1, ["digest unclear"])
    post.desk.control.clear_faults()
    post.garden.talk("Owen", SEVEN + DAY + HOUR)
    post.look(SEVEN + DAY)
    assert (post.states(), len(post.sent())) == (["sent", "sent"], 2)
    assert post.told() == ["digest unclear", "digest sent", "digest sent"]


def test_one_that_was_interrupted_before_its_mailbox_was_lost_is_unclear(post: Post) -> None:
    post.agree()
    with post.context.database.writing(post.desk.person) as session:
        row = Digest(id="dig_1", person_id=post.desk.person, day="2026-03-02", state="sending", items=[], at=SEVEN)
        row.message_id = "<warmthread-digest.1@example.com>"
        session.add(row)
        session.get_one(Account, post.desk.account_id).connection_state = "disconnected"
    post.look(SEVEN + timedelta(minutes=4))
    assert post.states() == ["sending"], "it may be on its way this very moment"
    post.look(SEVEN + HOUR)
    assert post.states() == ["unclear"]


def test_a_consent_that_is_gone_ends_in_a_word_about_it(post: Post) -> None:
    post.garden.talk("Dana", SEVEN + HOUR)
    post.agree()
    post.desk.control.order_fault("gmail.users.drafts.create", "status", status=401, times=None)
    post.send(SEVEN)
    assert post.sent() == []
    assert post.states() == ["failed"]


# --- and is never read back -----------------------------------------------------------------------------------------


def test_it_is_never_read_back_as_a_mail_of_an_interview(post: Post) -> None:
    """With Dana in it by name, after a talk with her that waits for thanks."""
    desk = post.desk
    desk.ask("dana", at=SEVEN - 3 * DAY)
    desk.put_talk("dana", SEVEN - 20 * HOUR)
    desk.read()
    post.garden.draft(post.garden.talk("Dana Poe", SEVEN - 20 * HOUR, "held"))
    with post.context.database.reading() as session:
        before = set(session.scalars(select(StoredMessage.id)))
    post.agree()
    post.send(SEVEN)
    assert len(post.sent()) == 1
    desk.read()
    with post.context.database.reading() as session:
        assert set(session.scalars(select(StoredMessage.id))) == before
        assert list(session.scalars(select(SetAside.rule).where(SetAside.rule == "our own digest")))
        assert session.scalar(select(Interview.thanked_at).where(Interview.thanked_at.is_not(None))) is None
        assert session.scalar(select(Task.id)) is None


def _read(headers: str, sender: str = ME) -> Message:
    raw = f"From: {sender}\nTo: {ME}\nSubject: Thanks\n{headers}\nDate: Mon, 02 Mar 2026 07:30:00 +0000\n\nThank you\n"
    return mime.read_message(raw.encode(), provider_id="1")


@pytest.mark.parametrize("headers", ["X-Warmthread-Digest: 1", "Message-ID: <warmthread-digest.0a1b@example.com>"])
def test_it_is_known_by_its_header_and_by_its_id_and_only_from_the_person(headers: str) -> None:
    around = Surroundings(own=frozenset({ME}), people=frozenset({"dana@poe.example"}))
    ours = candidate_message(_read(headers), around)
    assert (ours.is_candidate, ours.rule) == (False, "our own digest")
    foreign = candidate_message(_read(headers, "dana@poe.example"), around)
    assert foreign.is_candidate


def test_a_thread_that_answers_it_is_no_interview_either() -> None:
    answered = replace(_read("X-Warmthread-Digest: 1"), references=("<known@example.com>",), to=(Address(ME),))
    around = Surroundings(own=frozenset({ME}), message_keys=frozenset({"<known@example.com>"}))
    assert not candidate_message(answered, around).is_candidate

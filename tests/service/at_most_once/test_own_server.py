"""No mail twice through a mail server of the person's own, and none that they did not approve: what arrived there is counted."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import Message as Mail

import pytest
from sqlalchemy import select, text

from connectors.contract import Authorized, Grant
from connectors.errors import SlowDown
from infra.sandbox.process import Control
from service import accounts, approvals, crash, unclear
from service.context import Context
from service.schema import Approval, Draft
from service.settings import load_settings
from tests.conftest import NOW
from tests.connectors.dav.conftest import workshop_over
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Cutting, Ending
from tests.servers.dovecot import running_dovecot
from tests.servers.radicale import running_radicale
from tests.servers.smtp_recorder import running_recorder
from tests.service.at_most_once.wire import at_point, carry_out_late, deliver_all, lose_hold
from tests.service.office import REQUEST, Office, add_draft

pytestmark = pytest.mark.servers
SCOPES = ("imap", "smtp")
THREAD = "<d1@poe.example>"
AFTER_IT_ARRIVED = [(Ending.AFTER, ""), (Ending.RESET, ""), (Ending.INSTEAD_AFTER, "451 4.3.0 Lost what is behind me")]


@dataclass
class PostOffice(Office):
    """The same desk, with IMAP and SMTP instead of a provider's sandbox."""

    workshop: DavWorkshop

    def sent(self) -> list[Mail]:
        return [message_from_bytes(one.raw) for one in self.workshop.smtp.received]

    def deliver(self, approval_id: str, *, tries: int = 1) -> None:
        """As the worker does, also when it is told to wait."""
        for _ in range(tries):
            try:
                super().deliver(approval_id)
            except SlowDown:
                with self.context.database.writing(self.person) as session:
                    session.execute(text("UPDATE allowances SET blocked_until = NULL"))

    def lying(self) -> int:
        with self.workshop.imap.signed_in(MAYA) as client:
            client.select_folder("Drafts")
            return len(client.search("NOT DELETED"))

    def begin_again(self) -> None:
        """The draft waits for its first approval, and Sent is empty."""
        self.workshop.smtp.received.clear()
        with self.workshop.imap.signed_in(MAYA) as client:
            for folder in ("Sent", "Drafts"):
                client.select_folder(folder)
                client.delete_messages(client.search())
                client.expunge()
        with self.context.database.writing(self.person) as session:
            session.execute(text("DELETE FROM approvals"))
            session.execute(text("UPDATE allowances SET blocked_until = NULL"))
            draft = session.get_one(Draft, self.draft_id)
            draft.state, draft.state_reason, draft.provider_thread = "needs_review", "", self.thread

    def approved(self) -> set[str]:
        """Digests of everything that was ever approved."""
        with self.context.database.reading() as session:
            return set(session.scalars(select(Approval.digest)))

    def arrived(self) -> list[str]:
        return [hashlib.sha256(one.raw).hexdigest() for one in self.workshop.smtp.received]


@pytest.fixture(scope="module")
def servers() -> Iterator[DavWorkshop]:
    with ExitStack() as stack:
        try:
            imap, smtp = stack.enter_context(running_dovecot()), stack.enter_context(running_recorder())
            dav = stack.enter_context(running_radicale())
        except Missing as missing:
            refuse_or_skip(missing)
        yield stack.enter_context(workshop_over(imap, smtp, dav))


@pytest.fixture
def office(servers: DavWorkshop, empty_context: Context) -> PostOffice:
    servers.begin_afresh()
    servers.deliver(MAYA, REQUEST.replace(b"alex@example.com", MAYA.encode()), at=NOW)
    environment = {"WARMTHREAD_CA_FILE": str(servers.imap.authority)}
    own = load_settings(environment, data_dir=empty_context.settings.data_dir)
    own = own.model_copy(update={"database_url": empty_context.settings.database_url})
    context = replace(empty_context, settings=own)
    person = accounts.ensure_local_person(context)
    grant = Grant(SCOPES, SCOPES, can_read_mail=True, can_read_calendar=False, can_send=True)
    account_id = accounts.connect(context, person, "dav", Authorized(servers.sealed(MAYA), MAYA, "Maya", grant))
    draft_id = add_draft(context, person, account_id, THREAD)
    made = PostOffice(context, Control(""), person, draft_id, THREAD, account_id, "dav", servers)
    made.change(Draft, draft_id, sender=MAYA)
    return made


def given_up(office: PostOffice) -> str:
    """The mail is out, and nobody can know it."""
    approval_id = office.approve()
    office.workshop.smtp_line.strike("^CONTENT", Ending.AFTER)
    deliver_all(office, approval_id)
    return approval_id


def say(office: PostOffice, *, is_sent: bool) -> None:
    with office.context.database.writing(office.person) as session:
        unclear.settle(session, office.person, office.draft_id, is_sent=is_sent, now=NOW)


# --- the way out ------------------------------------------------------------------------------------------------------


def test_an_approved_mail_goes_out_with_those_very_bytes_and_lies_in_sent(office: PostOffice) -> None:
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert office.draft().state == "sent"
    assert office.arrived() == [office.approval(approval_id).digest]
    (mail,) = office.sent()
    assert (mail["In-Reply-To"], mail["Message-ID"]) == (THREAD, office.approval(approval_id).message_id)
    assert office.approval(approval_id).provider_id
    assert office.lying() == 0


def test_a_refused_recipient_is_told_and_the_person_may_change_it(office: PostOffice) -> None:
    office.workshop.smtp.refuse("RCPT", "550 5.1.1 No such mailbox here")
    deliver_all(office, office.approve())
    assert (office.sent(), office.draft().state, office.lying()) == ([], "needs_review", 0)
    assert "refuses one of the recipients (550 5.1.1)" in office.draft().state_reason
    deliver_all(office, office.approve())
    assert len(office.sent()) == 1


def test_a_server_that_asks_to_wait_is_waited_for(office: PostOffice) -> None:
    office.workshop.smtp.refuse("MAIL", "450 4.7.1 Too many mails")
    approval_id = office.approve()
    office.deliver(approval_id)
    assert (office.sent(), office.draft().state) == ([], "sending")
    deliver_all(office, approval_id)
    assert (len(office.sent()), office.draft().state) == (1, "sent")


def test_a_draft_that_the_person_changed_there_meanwhile_does_not_go_out(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval_id = office.approve()
    at_point(monkeypatch, "send_mailbox_draft.before_call", lambda: office.workshop.edit_draft(MAYA, "Something else."))
    deliver_all(office, approval_id)
    assert (office.sent(), office.draft().state, office.lying()) == ([], "unclear", 1)


# --- no answer --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "words"), AFTER_IT_ARRIVED)
def test_a_mail_without_an_answer_is_not_sent_again_and_the_person_is_asked(
    office: PostOffice, ending: Ending, words: str
) -> None:
    office.workshop.smtp_line.strike("^CONTENT", ending, words=words)
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert (len(office.sent()), office.draft().state) == (1, "unclear")
    assert approvals.is_given_up(office.approval(approval_id))
    assert office.approval(approval_id).state_reason.startswith("It may be out though nothing of it lies in Sent")
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1


def test_the_person_says_that_it_went_out_and_that_is_the_end(office: PostOffice) -> None:
    approval_id = given_up(office)
    say(office, is_sent=True)
    deliver_all(office, approval_id)
    assert (office.draft().state, len(office.sent())) == ("sent", 1)


def test_the_person_says_that_it_did_not_and_nothing_goes_out_before_they_approve_again(office: PostOffice) -> None:
    approval_id = given_up(office)
    say(office, is_sent=False)
    deliver_all(office, approval_id)
    assert (office.draft().state, office.lying(), len(office.sent())) == ("needs_review", 0, 1)


def test_a_copy_that_the_server_files_later_settles_it(office: PostOffice) -> None:
    approval_id = office.approve()
    office.workshop.smtp_line.strike("^CONTENT", Ending.AFTER)
    office.deliver(approval_id)
    with office.workshop.imap.signed_in(MAYA) as client:
        client.append("Sent", office.workshop.smtp.received[0].raw)
    deliver_all(office, approval_id)
    assert (office.draft().state, len(office.sent())) == ("sent", 1)


# --- workers ----------------------------------------------------------------------------------------------------------


def test_a_worker_that_wakes_up_before_its_sending_finds_the_draft_gone(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval_id = office.approve()

    def meanwhile() -> None:
        lose_hold(office, approval_id)
        deliver_all(office, approval_id)
        assert len(office.sent()) == 1

    at_point(monkeypatch, "send_mailbox_draft.before_call", meanwhile)
    office.deliver(approval_id)
    assert (len(office.sent()), office.approval(approval_id).state) == (1, "sent")


def test_a_worker_that_wakes_up_before_its_creation_leaves_nothing_behind(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.approve()

    def meanwhile() -> None:
        lose_hold(office, first)
        deliver_all(office, first)
        deliver_all(office, office.approve())

    at_point(monkeypatch, "create_mailbox_draft.before_call", meanwhile)
    office.deliver(first)
    deliver_all(office, first)
    assert (len(office.sent()), office.lying(), office.draft().state) == (1, 0, "sent")


def test_a_creation_that_is_carried_out_after_a_new_approval_is_never_sent(office: PostOffice) -> None:
    office.workshop.imap_line.strike("^APPEND .*Drafts", Ending.BEFORE)
    first = office.approve()
    deliver_all(office, first)
    assert office.draft().state == "needs_review"
    deliver_all(office, office.approve())
    carry_out_late(office, first)
    deliver_all(office, first)
    assert len(office.sent()) == 1


def test_four_workers_at_once_send_one_mail(office: PostOffice) -> None:
    approval_id = office.approve()
    threads = [threading.Thread(target=deliver_all, args=(office, approval_id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert office.workshop.imap_line.count("^APPEND .*Drafts") == 1


@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER])
@pytest.mark.parametrize(
    ("which", "command"),
    [
        ("imap_line", "^APPEND .*Drafts"),
        ("imap_line", "^UID STORE"),
        ("imap_line", "^APPEND .*Sent"),
        ("imap_line", "EXPUNGE"),
        ("smtp_line", "^MAIL"),
        ("smtp_line", "^RCPT"),
        ("smtp_line", "^DATA"),
        ("smtp_line", "^CONTENT"),
    ],
)
def test_wherever_a_line_is_cut_two_workers_send_what_was_approved_at_most_once(
    office: PostOffice, which: str, command: str, ending: Ending
) -> None:
    """And nobody is told that it is still here when it is out, or that it is out when it is not."""
    line: Cutting = getattr(office.workshop, which)
    line.strike(command, ending)
    approval_id = office.approve()
    threads = [threading.Thread(target=deliver_all, args=(office, approval_id)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    deliver_all(office, approval_id)
    assert line.count(command)
    assert len(office.arrived()) <= 1
    assert set(office.arrived()) <= office.approved()
    assert office.draft().state in ({"sent", "unclear"} if office.arrived() else {"needs_review", "unclear"})
    is_open = command == "^CONTENT" or (command == "^UID STORE" and ending is Ending.AFTER)
    assert is_open or office.arrived() or office.draft().state == "needs_review"


# --- the sudden end ---------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


def points_passed(
    office: PostOffice, approval_id: str, monkeypatch: pytest.MonkeyPatch, *, end_at: int = 0
) -> list[str]:
    """Delivers it, and where the program is to end, to the point of that number."""
    passed: list[str] = []

    def observe(point: str) -> None:
        passed.append(point)
        if len(passed) == end_at:
            raise Killed

    monkeypatch.setattr(crash, "observer", observe)
    with suppress(Killed):
        deliver_all(office, approval_id)
    monkeypatch.undo()
    return passed


def test_wherever_the_program_ends_the_mail_is_out_at_most_once_and_nothing_else_is(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every point that there is, where it is passed first and where it is passed last."""
    names = points_passed(office, office.approve(), monkeypatch)
    assert {"mailbox.send_mailbox_draft.after_call", "note_sent.after_commit", "imap.append.before_request"} <= set(
        names
    )
    first = {name: number for number, name in reversed(list(enumerate(names, 1)))}
    last = {name: number for number, name in enumerate(names, 1)}
    for number in sorted({*first.values(), *last.values()}):
        office.begin_again()
        approval_id = office.approve()
        assert points_passed(office, approval_id, monkeypatch, end_at=number)[number - 1] == names[number - 1]
        office.change(Approval, approval_id, lease_owner="", lease_until=None)
        deliver_all(office, approval_id)
        point = names[number - 1]
        assert set(office.arrived()) <= office.approved(), point
        became = (len(office.arrived()), office.draft().state)
        # Between the server's yes and the copy in Sent nobody can tell any more that it went out.
        is_in_between = became == (1, "unclear") and point.startswith("imap.")
        assert is_in_between or became in {(1, "sent"), (0, "needs_review")}, (point, became)

"""Drafts in the person's own mailbox: one each, up to date, theirs once they touched it, and never a second mail."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import delete, select

from connectors.mime import read_message
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, activity, crash, events, mailbox_drafts, outbox, placed, sent_there
from service.clock import ManualClock
from service.context import Context
from service.drafting import review
from service.schema import Activity, Approval, Draft, Interview, MailboxDraft, Observation, SetAside, StoredMessage
from service.sealed import seal_body
from tests.conftest import NOW
from tests.service.placing import PROVIDERS, Desk, open_desk
from tests.service.test_outbox import BODY

THEIRS = "Hi Dana,\n\nThank you for this morning. I liked what you said of small teams.\n\nBest,\nAlex\n"
LONG = (
    "Hi Dana,\n\nThank you for this morning and for the patience with which you took my many questions about the first"
    " two years of a product team, one after the other.\n\nBest,\nAlex\n"
)
AGREED = b"""From: Dana Poe <dana@poe.example>
To: Alex Example <alex@example.com>
Subject: Re: Your question
Message-ID: <d2@poe.example>
In-Reply-To: <d1@poe.example>
References: <d1@poe.example>
Date: Mon, 02 Mar 2026 07:30:00 +0000
Content-Type: text/plain; charset=utf-8

I am happy to give you an informational interview, Monday at nine works for me. Dana
"""
_BY_ALEX = b"From: Alex Example <alex@example.com>\nTo: Dana Poe <dana@poe.example>"
CREATE = {"google": "gmail.users.drafts.create", "microsoft": "graph.messages.createReply"}
UPDATE = {"google": "gmail.users.drafts.update", "microsoft": "graph.messages.update"}
DELETE = {"google": "gmail.users.drafts.delete", "microsoft": "graph.messages.delete"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat()) as running:
        yield running


@pytest.fixture(params=PROVIDERS)
def desk(sandbox: Sandbox, empty_context: Context, request: pytest.FixtureRequest, clock: ManualClock) -> Desk:
    return open_desk(sandbox, empty_context, request.param)


@pytest.fixture
def gmail(sandbox: Sandbox, empty_context: Context, clock: ManualClock) -> Desk:
    """For what does not depend on the provider."""
    return open_desk(sandbox, empty_context, "google")


def plain(text: str) -> str:
    return " ".join(text.split())


def logged(desk: Desk) -> list[str]:
    with desk.context.database.reading() as session:
        return list(
            session.scalars(select(Activity.what).where(Activity.subject == desk.draft_id).order_by(Activity.id))
        )


# --- putting it there ---------------------------------------------------------------------------------------------


def test_nothing_is_put_into_the_mailbox_of_somebody_who_did_not_ask_for_it(gmail: Desk) -> None:
    gmail.work()
    assert gmail.lying() == []
    assert gmail.waiting() == []


def test_a_waiting_draft_is_put_there_once_in_its_conversation(desk: Desk) -> None:
    found = desk.place()
    assert (found["subject"], found["inReplyTo"], found["references"]) == (
        "Re: Your question",
        "<d1@poe.example>",
        "<d1@poe.example>",
    )
    assert found["to"] == "Dana Poe <dana@poe.example>"
    assert plain(found["text"]) == plain(BODY)
    assert desk.row().provider_thread == desk.thread
    desk.work()
    desk.look()
    assert [one["id"] for one in desk.lying()] == [found["id"]]
    assert desk.row().state == "placed"
    assert desk.control.sent() == []
    assert logged(desk) == [activity.PLACED]


def test_the_mail_that_it_answers_stays_unread(desk: Desk) -> None:
    desk.place()
    messages = desk.control.get("messages")["messages"]
    assert ["UNREAD" in one["labelIds"] for one in messages if one["messageId"] == "<d1@poe.example>"] == [True]


def test_a_name_with_letters_of_its_own_and_a_long_paragraph_arrive_whole(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        session.get_one(Draft, gmail.draft_id).subject = "Re: Gespräch über Züge ☕"
    gmail.rewrite(LONG.replace("Dana", "Zoë"))
    found = gmail.place()
    assert found["subject"] == "Re: Gespräch über Züge ☕"
    assert found["text"].replace("\r\n", "\n") == LONG.replace("Dana", "Zoë")
    assert gmail.row().state == "placed"
    gmail.look()
    assert gmail.row().state == "placed", "however the provider lays it out"


def test_a_mailbox_that_may_not_be_written_to_gets_nothing_and_says_what_is_missing(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        for account in accounts.listing(session, gmail.person):
            account.can_send = False
    gmail.choose(is_on=True)
    gmail.work()
    assert gmail.lying() == []
    with gmail.context.database.writing(gmail.person) as session, pytest.raises(placed.NotThere, match="allow sending"):
        placed.put(session, session.get_one(Draft, gmail.draft_id), NOW)


def test_one_draft_is_put_there_when_the_person_asks_for_that_one(gmail: Desk) -> None:
    with gmail.context.database.writing(gmail.person) as session:
        placed.put(session, session.get_one(Draft, gmail.draft_id), NOW)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_somebody_elses_row_is_nothing_to_work_on(gmail: Desk) -> None:
    gmail.place()
    gmail.rewrite(THEIRS)
    mailbox_drafts.keep(gmail.context, gmail.row().id, "per_charlie")
    with gmail.context.database.reading() as session:
        assert placed.of_draft(session, "per_charlie", gmail.draft_id) is None
    assert plain(gmail.lying()[0]["text"]) == plain(BODY)


# --- keeping it up to date ----------------------------------------------------------------------------------------


def test_a_new_proposal_takes_the_place_of_the_old_one(desk: Desk) -> None:
    before = desk.place()
    desk.rewrite(LONG)
    desk.work()
    (after,) = desk.lying()
    assert plain(after["text"]) == plain(LONG)
    assert (after["id"], after["threadId"], after["references"]) == (
        before["id"],
        before["threadId"],
        before["references"],
    )


def test_a_conversation_that_is_found_later_is_joined_with_the_next_change(gmail: Desk) -> None:
    gmail.change(Draft, gmail.draft_id, provider_thread="", in_reply_to="", references=[])
    assert gmail.place()["threadId"] != gmail.thread
    known = {"in_reply_to": "<d1@poe.example>", "references": ["<d1@poe.example>"]}
    gmail.change(Draft, gmail.draft_id, provider_thread=gmail.thread, **known)
    gmail.rewrite(LONG)
    gmail.work()
    assert [(one["threadId"], one["references"]) for one in gmail.lying()] == [(gmail.thread, "<d1@poe.example>")]


@pytest.mark.parametrize("state", ["withdrawn", "dismissed"])
def test_what_is_called_off_is_taken_out_of_the_mailbox(desk: Desk, state: str) -> None:
    desk.place()
    desk.change(Draft, desk.draft_id, state=state)
    desk.work()
    assert desk.lying() == []
    assert desk.row().state == "removed"
    assert activity.TAKEN_OUT in logged(desk)


def test_what_is_called_off_and_called_for_again_lies_there_again_once(gmail: Desk) -> None:
    gmail.place()
    gmail.change(Draft, gmail.draft_id, state="withdrawn")
    gmail.work()
    gmail.change(Draft, gmail.draft_id, state="needs_review")
    gmail.work()
    gmail.look()
    assert len(gmail.lying()) == 1


def test_a_draft_that_was_removed_from_here_leaves_nothing_there(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        session.execute(delete(Draft).where(Draft.id == gmail.draft_id))
    gmail.work()
    assert gmail.lying() == []


def test_the_setting_taken_back_takes_out_what_was_not_touched(gmail: Desk) -> None:
    gmail.place()
    gmail.choose(is_on=False)
    gmail.work()
    assert gmail.lying() == []
    gmail.choose(is_on=True)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_one_that_the_person_does_not_want_there_goes_and_stays_away(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        placed.take_out(session, session.get_one(Draft, gmail.draft_id), NOW)
    gmail.work()
    gmail.rewrite(LONG)
    gmail.work()
    assert gmail.lying() == []


# --- what the person does there -----------------------------------------------------------------------------------


@pytest.mark.parametrize("new_message_id", [False, True])
def test_what_the_person_wrote_there_becomes_the_text_here(desk: Desk, new_message_id: bool) -> None:
    desk.place()
    desk.ui("edit", text=THEIRS, new_message_id=new_message_id)
    desk.look()
    assert desk.body() == THEIRS
    assert desk.draft().is_edited
    assert desk.row().state == "taken_over"
    assert logged(desk)[-1] == activity.CHANGED_THERE


def test_lines_that_the_mailbox_broke_are_whole_again_here(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", text=LONG)
    gmail.look()
    assert gmail.body() == LONG


def test_a_draft_that_the_mailbox_only_laid_out_anew_was_not_changed_by_anybody(gmail: Desk) -> None:
    gmail.rewrite(LONG)
    gmail.place()
    gmail.ui("edit", text=LONG)
    gmail.look()
    assert gmail.row().state == "placed"
    assert not gmail.draft().is_edited


def test_what_the_person_changed_there_is_never_written_over_nor_taken_away(desk: Desk) -> None:
    desk.place()
    desk.ui("edit", text=THEIRS)
    desk.rewrite(LONG)
    desk.look()
    assert plain(desk.lying()[0]["text"]) == plain(THEIRS)
    desk.change(Draft, desk.draft_id, state="withdrawn")
    desk.work()
    assert plain(desk.lying()[0]["text"]) == plain(THEIRS)
    assert desk.row().state == "left"


def test_a_change_there_is_seen_before_ours_would_cover_it(desk: Desk) -> None:
    desk.place()
    desk.rewrite(LONG)
    desk.ui("edit", text=THEIRS)
    desk.work()
    assert plain(desk.lying()[0]["text"]) == plain(THEIRS)
    assert desk.body() == LONG
    assert desk.texts_beside() == [THEIRS], "both are kept"


def test_a_draft_changed_here_and_there_keeps_both_texts(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        review.edit_draft(
            session,
            gmail.context.vault,
            gmail.draft_id,
            body=LONG,
            now=NOW + timedelta(minutes=1),
            person_id=gmail.person,
        )
    gmail.ui("edit", text=THEIRS)
    gmail.look()
    assert gmail.body() == LONG
    assert gmail.texts_beside() == [THEIRS]


def test_recipients_changed_there_are_taken_over(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", to="Dana Poe <dana@poe.example>, Kim <kim@poe.example>", subject="Re: Your question, and thanks")
    gmail.look()
    assert gmail.draft().to == ["dana@poe.example", "kim@poe.example"]
    assert gmail.draft().subject == "Re: Your question, and thanks"


def test_a_second_change_there_is_taken_over_too(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", text=THEIRS)
    gmail.look()
    gmail.ui("edit", text=LONG)
    gmail.look()
    assert gmail.body() == LONG
    assert logged(gmail).count(activity.CHANGED_THERE) == 1


def test_a_file_attached_there_is_never_lost(desk: Desk) -> None:
    desk.place()
    desk.ui("edit", file="thesis.pdf")
    desk.rewrite(LONG)
    desk.look()
    assert (desk.row().state, desk.row().has_files) == ("taken_over", True)
    assert plain(desk.lying()[0]["text"]) == plain(BODY)
    desk.deliver(desk.approve(), tries=10)
    assert [plain(_words(one["raw"])) for one in desk.control.sent()] == [plain(LONG)]
    assert len(desk.lying()) == 1, "what was approved went out, and the file lies where it was attached"
    assert desk.row().state == "left"


def test_a_file_attached_after_the_approval_stops_it(gmail: Desk) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.ui("edit", file="thesis.pdf")
    gmail.deliver(approval_id, tries=10)
    assert gmail.control.sent() == []
    assert gmail.draft().state == "needs_review"
    assert not gmail.draft().is_edited, "its words are the same"


def test_a_text_that_is_too_long_for_a_page_stays_where_it_is(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", text="word " * 50_000)
    gmail.look()
    assert gmail.row().state == "left"
    assert gmail.body() == BODY
    assert len(gmail.lying()) == 1


def test_what_the_person_deleted_there_stays_here_and_is_not_put_there_again(desk: Desk) -> None:
    desk.place()
    desk.ui("delete")
    desk.look()
    assert desk.row().state == "gone"
    desk.rewrite(LONG)
    desk.work()
    assert desk.lying() == []
    assert desk.draft().state == "needs_review"
    with desk.context.database.writing(desk.person) as session:
        placed.put(session, session.get_one(Draft, desk.draft_id), NOW)
    desk.work()
    assert [plain(one["text"]) for one in desk.lying()] == [plain(LONG)]


@pytest.mark.parametrize("keeps_id", [True, False])
@pytest.mark.parametrize("text", [None, THEIRS])
def test_a_draft_sent_there_is_sent_here_with_the_words_that_went_out(
    desk: Desk, keeps_id: bool, text: str | None
) -> None:
    desk.control.post("settings", keep_message_id=keeps_id)
    desk.place()
    desk.ui("send", **({"text": text} if text else {}))
    desk.look()
    assert (desk.draft().state, desk.row().state) == ("sent", "sent")
    assert desk.body() == (text or BODY)
    with desk.context.database.writing(desk.person) as session, pytest.raises(outbox.CannotApprove, match="sent"):
        digest = outbox.text_digest(desk.draft(), BODY)
        outbox.approve(session, desk.context, desk.person, desk.draft_id, digest=digest)
    desk.work()
    assert len(desk.control.sent()) == 1
    assert desk.lying() == []


def test_another_mail_to_the_same_person_does_not_make_a_deleted_draft_a_sent_one(desk: Desk) -> None:
    desk.control.post("settings", keep_message_id=False)
    desk.place()
    desk.ui("send", text="Dana, the train is late: I will be there at ten past.\n\nAlex\n")
    desk.look()
    assert desk.draft().state == "needs_review"
    assert desk.row().state == "gone"


@pytest.mark.parametrize("keeps_id", [True, False])
def test_a_thank_you_sent_there_counts_once_the_mailbox_was_read(desk: Desk, keeps_id: bool) -> None:
    desk.control.post("settings", keep_message_id=keeps_id)
    desk.poll()
    desk.control.deliver(AGREED)
    desk.place()
    desk.poll()
    desk.ui("send")
    desk.poll()
    _match_all(desk)
    assert desk.draft().state == "sent"
    desk.work()
    assert desk.row().state == "sent"
    with desk.context.database.reading() as session:
        kinds = list(session.scalars(select(Observation.kind).where(Observation.person_id == desk.person)))
    assert kinds.count("our_thanks") == 1


def test_a_mail_that_is_seen_long_after_its_draft_was_gone_is_still_that_draft(gmail: Desk) -> None:
    gmail.poll()
    gmail.control.deliver(AGREED)
    gmail.place()
    gmail.ui("send")
    gmail.change_row(state="gone", wish="no")
    gmail.poll()
    _match_all(gmail)
    assert (gmail.draft().state, gmail.row().state) == ("sent", "sent")


def test_its_words_sent_in_another_mail_leave_nothing_behind(gmail: Desk) -> None:
    gmail.poll()
    gmail.control.deliver(AGREED)
    gmail.place()
    gmail.poll()
    copied = AGREED.replace(b"From: Dana Poe <dana@poe.example>\nTo: Alex Example <alex@example.com>", _BY_ALEX)
    head = copied.partition(b"\n\n")[0].replace(b"<d2@poe.example>", b"<mine@example.com>")
    gmail.control.deliver(head + b"\n\n" + BODY.encode(), labels=["SENT"], internal_date=NOW.isoformat())
    gmail.poll()
    _match_all(gmail)
    assert gmail.draft().state == "sent"
    gmail.work()
    assert gmail.lying() == []


@pytest.mark.parametrize("age", [timedelta(days=30), timedelta(0)])
def test_only_a_mail_from_after_it_was_put_there_can_be_it(gmail: Desk, age: timedelta) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        message = StoredMessage(
            id="msg_1", person_id=gmail.person, key="<mine@example.com>", message_id="<mine@example.com>",
            thread_key="t", date=NOW - age, sender="alex@example.com", to=[{"email": "dana@poe.example"}], cc=[], bcc=[],
            subject="Re: Your question", references=[], is_sent=True, is_automatic=False, is_bulk=False,
            body_sealed=b"", received_at=NOW,
        )  # fmt: skip
        text = message_from_bytes(b"From: alex@example.com\nTo: dana@poe.example\n\n" + BODY.encode()).as_bytes()
        message.body_sealed = seal_body(gmail.context.vault, read_message(text, provider_id="x"), "msg_1")
        session.add(message)
    _match_all(gmail)
    assert gmail.draft().state == ("needs_review" if age else "sent")


def _match_all(desk: Desk) -> None:
    """What the workers do with mail that was stored."""
    with desk.context.database.writing(desk.person) as session:
        for message_id in session.scalars(select(StoredMessage.id)).all():
            sent_there.recognise(session, desk.context, message_id, NOW)
            sent_there.recognise(session, desk.context, message_id, NOW)


def test_reading_the_mailbox_takes_no_draft_for_mail_and_has_a_touched_one_looked_at(desk: Desk) -> None:
    desk.place()
    desk.poll()
    desk.ui("edit", text=THEIRS)
    before = desk.row().look_due
    desk.poll()
    assert before is not None
    assert (desk.row().look_due != before) == (desk.provider == "google")
    if desk.provider == "microsoft":
        desk.change_row(look_due=NOW)
    desk.work()
    assert desk.body() == THEIRS
    with desk.context.database.reading() as session:
        stored = list(session.scalars(select(StoredMessage.message_id)))
        aside = list(session.scalars(select(SetAside.provider_id)))
    assert (stored, len(aside)) == ([], 0)


# --- approving here -----------------------------------------------------------------------------------------------


def test_an_approved_draft_goes_out_once_with_the_approved_bytes_and_leaves_nothing_behind(desk: Desk) -> None:
    desk.place()
    approval_id = desk.approve()
    desk.deliver(approval_id, tries=10)
    (sent,) = desk.control.sent()
    assert base64.b64decode(sent["raw"]) == outbox.approved_bytes(desk.context.vault, desk.approval(approval_id))
    assert message_from_bytes(base64.b64decode(sent["raw"]))["References"] == "<d1@poe.example>"
    desk.work()
    desk.look()
    assert desk.lying() == []
    assert desk.draft().state == "sent"


def test_approved_after_it_was_changed_there_the_text_here_goes_out_and_nothing_stays(gmail: Desk) -> None:
    gmail.place()
    gmail.ui("edit", text=THEIRS)
    gmail.look()
    gmail.deliver(gmail.approve(), tries=10)
    assert [plain(_words(one["raw"])) for one in gmail.control.sent()] == [plain(THEIRS)]
    assert gmail.lying() == []


def test_changed_there_after_the_approval_it_waits_for_a_new_one(desk: Desk) -> None:
    desk.place()
    approval_id = desk.approve()
    desk.ui("edit", text=THEIRS)
    desk.deliver(approval_id, tries=10)
    assert desk.control.sent() == []
    assert (desk.draft().state, desk.body()) == ("needs_review", THEIRS)
    assert "in your mailbox" in desk.draft().state_reason
    assert desk.approval(approval_id).state == "withdrawn"
    desk.deliver(desk.approve(), tries=10)
    assert len(desk.control.sent()) == 1
    assert desk.lying() == []


@pytest.mark.parametrize("keeps_id", [True, False])
def test_sent_there_after_the_approval_nothing_goes_out_a_second_time(desk: Desk, keeps_id: bool) -> None:
    desk.control.post("settings", keep_message_id=keeps_id)
    desk.place()
    approval_id = desk.approve()
    desk.ui("send")
    desk.deliver(approval_id, tries=10)
    assert len(desk.control.sent()) == 1
    assert desk.draft().state == "sent"
    assert desk.approval(approval_id).state == "withdrawn"


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_the_person_does_there_counts_while_an_approval_waits_for_its_hour(gmail: Desk, is_sent: bool) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.change(Approval, approval_id, send_at=NOW + timedelta(hours=5))
    if is_sent:
        gmail.ui("send")
    else:
        gmail.ui("edit", text=THEIRS)
    gmail.look()
    assert gmail.approval(approval_id).state == "withdrawn"
    assert gmail.draft().state == ("sent" if is_sent else "needs_review")
    gmail.deliver(approval_id, tries=10)
    assert len(gmail.control.sent()) == int(is_sent)


def test_deleted_there_after_the_approval_the_approved_mail_still_goes_out(gmail: Desk) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.ui("delete")
    gmail.deliver(approval_id, tries=12)
    assert len(gmail.control.sent()) == 1


@pytest.mark.parametrize("is_ours", [True, False])
def test_thanks_sent_from_the_mailbox_to_one_of_a_group_do_not_stop_those_to_another(
    gmail: Desk, is_ours: bool
) -> None:
    gmail.change(Interview, "int_dana", thanked_at=NOW, thanked_by="<kim@example.com>")
    with gmail.context.database.writing(gmail.person) as session:
        session.add(
            MailboxDraft(
                id="mbd_kim", person_id=gmail.person, draft_id="drf_kim", account_id=gmail.account_id, state="sent",
                sent_as="<kim@example.com>" if is_ours else "<other@example.com>", updated_at=NOW,
            )
        )  # fmt: skip
    gmail.deliver(gmail.approve(), tries=10)
    assert len(gmail.control.sent()) == int(is_ours)


def test_an_approval_taken_back_leaves_the_draft_there(gmail: Desk) -> None:
    gmail.place()
    gmail.approve()
    with gmail.context.database.writing(gmail.person) as session:
        assert outbox.take_back(session, gmail.context, gmail.person, gmail.draft_id)
    gmail.work()
    assert len(gmail.lying()) == 1


def test_a_mail_that_was_not_sent_after_all_lies_there_again(gmail: Desk) -> None:
    gmail.place()
    approval_id = gmail.approve()
    gmail.change(Interview, "int_dana", status="cancelled")
    gmail.deliver(approval_id, tries=10)
    assert gmail.control.sent() == []
    gmail.change(Interview, "int_dana", status="held")
    gmail.work()
    assert len(gmail.lying()) == 1


def _words(raw: str) -> str:
    return str(message_from_bytes(base64.b64decode(raw)).get_payload(decode=True).decode())  # type: ignore[union-attr]


# --- when things break --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["drop", "close_after", "status_after", "status", "truncate"])
def test_whatever_the_wire_does_there_is_never_a_second_one(desk: Desk, kind: str) -> None:
    desk.control.order_fault(CREATE[desk.provider], kind)
    desk.choose(is_on=True)
    desk.work(tries=10)
    desk.work(tries=10)
    assert len(desk.lying()) <= 1
    if not desk.lying():
        assert desk.row().state == "failed"
        with desk.context.database.writing(desk.person) as session:
            placed.put(session, session.get_one(Draft, desk.draft_id), NOW)
        desk.work(tries=10)
    assert len(desk.lying()) == 1
    assert desk.row().state == "placed"


@pytest.mark.parametrize("kind", ["drop", "close_after", "status"])
def test_a_change_whose_answer_was_lost_ends_with_the_new_text(desk: Desk, kind: str) -> None:
    desk.place()
    desk.rewrite(LONG)
    desk.control.order_fault(UPDATE[desk.provider], kind)
    desk.work(tries=10)
    assert [plain(one["text"]) for one in desk.lying()] == [plain(LONG)]
    assert not desk.draft().is_edited


@pytest.mark.parametrize("kind", ["drop", "close_after"])
def test_a_removal_whose_answer_was_lost_is_a_removal(desk: Desk, kind: str) -> None:
    desk.place()
    desk.change(Draft, desk.draft_id, state="withdrawn")
    desk.control.order_fault(DELETE[desk.provider], kind)
    desk.work(tries=10)
    assert desk.lying() == []
    assert desk.row().state == "removed"


class Killed(Exception):
    """The process ended there."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A point named in the list ends the work once, as if the process had been killed there."""
    armed: list[str] = []

    def point(name: str) -> None:
        if name in armed:
            armed.remove(name)
            raise Killed(name)

    monkeypatch.setattr(crash, "point", point)
    yield armed
    assert armed == [], "never came by there"


PLACING = (
    "note_creating_there.before_commit",
    "note_creating_there.after_commit",
    "place_mailbox_draft.before_call",
    "place_mailbox_draft.after_call",
    "note_placed_there.before_commit",
    "note_placed_there.after_commit",
)
CHANGING = ("note_updating_there.after_commit", "update_mailbox_draft.before_call", "update_mailbox_draft.after_call")
TAKING_OUT = ("note_removing_there.after_commit", "remove_mailbox_draft.after_call", "note_removed_there.before_commit")


@pytest.mark.parametrize("point", PLACING)
def test_killed_while_it_was_put_there_it_lies_there_once_or_not_at_all(
    gmail: Desk, kill_at: list[str], point: str
) -> None:
    gmail.choose(is_on=True)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.work()
    gmail.work(tries=10)
    is_done = point not in {"note_creating_there.after_commit", "place_mailbox_draft.before_call"}
    assert len(gmail.lying()) == int(is_done)
    assert gmail.row().state == ("placed" if is_done else "failed")


@pytest.mark.parametrize("point", CHANGING)
def test_killed_while_it_was_changed_it_ends_with_the_new_text(gmail: Desk, kill_at: list[str], point: str) -> None:
    gmail.place()
    gmail.rewrite(LONG)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.work()
    gmail.work(tries=10)
    assert [plain(one["text"]) for one in gmail.lying()] == [plain(LONG)]
    assert not gmail.draft().is_edited


@pytest.mark.parametrize("point", TAKING_OUT)
def test_killed_while_an_approved_one_was_taken_out_exactly_one_mail_goes_out(
    desk: Desk, kill_at: list[str], point: str
) -> None:
    desk.place()
    approval_id = desk.approve()
    kill_at.append(point)
    with pytest.raises(Killed):
        desk.deliver(approval_id)
    desk.deliver(approval_id, tries=10)
    assert len(desk.control.sent()) == 1
    desk.work()
    assert desk.lying() == []


@pytest.mark.parametrize("point", ["adopt_mailbox_draft.before_commit", "adopt_mailbox_draft.after_commit"])
def test_killed_while_a_change_was_taken_over_it_is_taken_over_once(
    gmail: Desk, kill_at: list[str], point: str
) -> None:
    gmail.place()
    gmail.ui("edit", text=THEIRS)
    kill_at.append(point)
    with pytest.raises(Killed):
        gmail.look()
    gmail.work()
    assert gmail.body() == THEIRS
    assert gmail.texts_beside() == []
    assert gmail.row().state == "taken_over"


def test_two_workers_at_one_draft_put_one_there(gmail: Desk) -> None:
    gmail.choose(is_on=True)
    placed.notice(gmail.context)
    ((_, row_id),) = gmail.waiting()
    with mailbox_drafts._alone(gmail.context, row_id, gmail.person), pytest.raises(events.LookAgain):
        mailbox_drafts.keep(gmail.context, row_id, gmail.person)
    assert gmail.lying() == []
    gmail.work()
    assert len(gmail.lying()) == 1


def test_a_disconnected_account_is_left_alone_and_says_so(gmail: Desk) -> None:
    gmail.place()
    with gmail.context.database.writing(gmail.person) as session:
        for account in accounts.listing(session, gmail.person):
            account.connection_state = "disconnected"
    gmail.rewrite(LONG)
    gmail.work()
    assert gmail.row().state == "failed"
    assert "disconnected" in gmail.row().state_reason
    gmail.work()
    assert gmail.waiting() == []


# --- noticing costs little ----------------------------------------------------------------------------------------


def test_what_is_as_it_should_be_asks_for_nothing(gmail: Desk) -> None:
    gmail.place()
    before = gmail.control.calls()["units_total"]
    for _ in range(3):
        gmail.work()
    assert gmail.control.calls()["units_total"] == before
    assert gmail.waiting() == []

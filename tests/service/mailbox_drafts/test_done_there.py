"""What the person does with a draft in their mailbox counts here, and is never written over."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import select

from connectors.mime import read_message
from service import activity, outbox, placed, sent_there
from service.drafting import review
from service.schema import Draft, Observation, SetAside, StoredMessage
from service.sealed import seal_body
from tests.conftest import NOW
from tests.service.mailbox_drafts.conftest import LONG, THEIRS, logged, plain, words
from tests.service.office import BODY
from tests.service.placing import Desk

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
    assert [plain(words(one["raw"])) for one in desk.control.sent()] == [plain(LONG)]
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

"""An approved mail goes out at most once, wherever the line to either server is cut; the server for sending counts."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.dav.drafts import Drafts
from connectors.dav.imap import ImapLine
from connectors.dav.sending import Sending
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from tests.connectors.dav.posting import BEFORE_IT_IS_OUT, BEN, THANKS, Post
from tests.connectors.dav.workshop import MAYA
from tests.connectors.workshop import mail
from tests.servers.cutting import Ending

# --- the way out ------------------------------------------------------------------------------------------------------


def test_what_goes_out_are_the_approved_bytes_to_those_who_stand_in_them(post: Post, draft: str) -> None:
    copy = post.sending.send(draft, THANKS)
    (taken,) = post.workshop.smtp.received
    assert (taken.login, taken.sender, taken.recipients, taken.raw) == (MAYA, MAYA, (BEN,), THANKS)
    assert (post.lying(), post.lying("Sent")) == (0, 1)
    assert (copy.message_id, copy.thread_id) == ("<t1@castellanos.example>", "<t1@castellanos.example>")
    assert [one.provider_id for one in post.sending.find(copy.message_id, "", post.workshop.now)] == [copy.provider_id]


def test_a_draft_that_was_changed_there_after_the_approval_does_not_go_out(post: Post) -> None:
    draft = post.drafts.create(THANKS.replace(b"Thank you", b"Many thanks"))
    with pytest.raises(Gone):
        post.sending.send(draft, THANKS)
    assert (post.arrived(), post.lying()) == (0, 1)


@pytest.mark.servers
def test_a_draft_that_the_server_packed_anew_goes_out_as_it_was_approved(post: Post) -> None:
    packed = THANKS.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: quoted-printable")
    assert packed != THANKS
    post.sending.send(post.drafts.create(packed.replace(b"you, Ben", b"you=2C Ben")), THANKS)
    assert [one.raw for one in post.workshop.smtp.received] == [THANKS]


@pytest.mark.servers
def test_of_a_draft_that_lies_there_twice_none_goes_out(post: Post, draft: str) -> None:
    post.drafts.create(THANKS)
    with pytest.raises(Gone):
        post.sending.send(draft, THANKS)
    assert (post.arrived(), post.lying()) == (0, 2)


@pytest.mark.servers
def test_lines_that_begin_with_a_dot_arrive_as_they_were_written(post: Post) -> None:
    dotted = mail(MAYA, BEN, "Dots", ".\n..\n.hidden\n\n.\n", message_id="<t2@castellanos.example>").replace(
        b"\n", b"\r\n"
    )
    post.sending.send(post.drafts.create(dotted), dotted)
    assert [one.raw for one in post.workshop.smtp.received] == [dotted]


@pytest.mark.servers
def test_a_mail_cannot_end_early_and_begin_another(post: Post) -> None:
    smuggled = b"From: %b\r\nTo: %b\r\nMessage-ID: <t3@x.example>\r\n\r\nHi\n.\nMAIL FROM:<x@x>\r.\r\nDATA\r\n" % (
        MAYA.encode(),
        BEN.encode(),
    )
    post.sending.send(post.drafts.create(smuggled), smuggled)
    assert post.arrived() == 1
    assert post.workshop.smtp.received[0].raw.endswith(b"Hi\r\n.\r\nMAIL FROM:<x@x>\r\n.\r\nDATA\r\n")


def test_a_server_that_files_what_it_sends_gets_no_second_copy(post: Post, draft: str) -> None:
    def file(_: object) -> None:
        with post.workshop.imap.signed_in(MAYA) as client:
            client.append("Sent", THANKS)

    post.workshop.smtp.on_mail = file
    assert post.sending.send(draft, THANKS).provider_id
    assert post.lying("Sent") == 1


# --- cut before it is out ---------------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET])
@pytest.mark.parametrize("step", BEFORE_IT_IS_OUT)
def test_a_cut_before_the_mail_itself_sends_nothing_and_leaves_the_draft(
    post: Post, draft: str, step: str, ending: Ending
) -> None:
    post.workshop.smtp_line.strike(f"^{step}", ending)
    with pytest.raises(SlowDown):
        post.sending.send(draft, THANKS)
    assert post.budget.told_to_wait == [], "nobody asked for that"
    assert (post.arrived(), post.lying(), post.drafts.has(draft)) == (0, 1, True)
    post.sending.send(draft, THANKS)
    assert (post.arrived(), post.lying()) == (1, 0)


@pytest.mark.servers
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("reply", "kind"), [("451 4.7.1 Later", SlowDown), ("550 5.7.1 Never", ConnectorError)])
def test_a_refusal_sends_nothing_and_leaves_the_draft(
    post: Post, draft: str, step: str, reply: str, kind: type[ConnectorError]
) -> None:
    post.workshop.smtp_line.strike(f"^{step}", Ending.INSTEAD, words=reply)
    with pytest.raises(ConnectorError) as told:
        post.sending.send(draft, THANKS)
    assert type(told.value) is kind
    assert reply[:9] in told.value.detail
    assert len(post.budget.told_to_wait) == (kind is SlowDown)
    assert (post.arrived(), post.lying()) == (0, 1)
    post.sending.send(draft, THANKS)
    assert post.arrived() == 1


def test_a_refusal_of_the_whole_mail_puts_the_draft_back(post: Post, draft: str) -> None:
    post.workshop.smtp.refuse("DATA", "554 5.7.1 It looks like spam")
    with pytest.raises(ConnectorError) as told:
        post.sending.send(draft, THANKS)
    assert type(told.value) is ConnectorError
    assert "spam" not in told.value.detail
    assert (post.arrived(), post.lying(), post.lying("Sent")) == (0, 1, 0)


@pytest.mark.servers
def test_with_one_recipient_refused_nobody_gets_it(post: Post) -> None:
    both = mail(MAYA, f"{BEN}, no@floodworks.example", "Thanks", message_id="<t4@castellanos.example>")
    draft = post.drafts.create(both)
    post.workshop.smtp_line.strike("^RCPT .*no@", Ending.INSTEAD, words="550 5.1.1 No such mailbox")
    with pytest.raises(ConnectorError, match=r"recipients \(550 5\.1\.1\)"):
        post.sending.send(draft, b"")
    assert (post.arrived(), post.lying()) == (0, 1)


@pytest.mark.servers
def test_a_password_that_is_no_longer_right_sends_nothing_and_asks_to_connect_again(post: Post, draft: str) -> None:
    post.workshop.smtp.people[MAYA] = "another"
    with pytest.raises(ConsentLost):
        post.sending.send(draft, THANKS)
    assert (post.arrived(), post.lying()) == (0, 1)


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET, Ending.HALF])
def test_when_it_is_not_known_whether_the_draft_was_taken_nothing_is_sent(
    post: Post, draft: str, ending: Ending
) -> None:
    post.workshop.imap_line.strike("^UID STORE", ending)
    with pytest.raises(SlowDown):
        post.sending.send(draft, THANKS)
    assert post.arrived() == 0
    assert post.workshop.smtp_line.count("^DATA") == 0


@pytest.mark.servers
def test_a_line_that_breaks_in_the_middle_of_the_mail_sends_nothing_and_leaves_the_draft(
    post: Post, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.dav import smtp

    send = smtp._Line.send

    def break_off(line: Any, data: bytes | str) -> None:
        if b"Thank you" in (data if isinstance(data, bytes) else data.encode()):
            send(line, data[: len(data) // 2])
            line.close()
            raise OSError("the cable was pulled")
        send(line, data)

    monkeypatch.setattr(smtp._Line, "send", break_off)
    with pytest.raises(SlowDown):
        post.sending.send(draft, THANKS)
    monkeypatch.undo()
    assert (post.arrived(), post.lying()) == (0, 1)


# --- no answer to the mail --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "words", "arrived"),
    [
        pytest.param(Ending.BEFORE, "", 0, marks=pytest.mark.servers),
        (Ending.AFTER, "", 1),
        pytest.param(Ending.RESET, "", 1, marks=pytest.mark.servers),
        pytest.param(Ending.INSTEAD_AFTER, "2", 1, marks=pytest.mark.servers),
        pytest.param(Ending.INSTEAD_AFTER, "what?", 1, marks=pytest.mark.servers),
        (Ending.INSTEAD_AFTER, "451 4.3.0 The server behind me does not answer", 1),
        pytest.param(Ending.INSTEAD_AFTER, "250-" + "x" * 9_000, 1, marks=pytest.mark.servers),
        pytest.param(Ending.INSTEAD_AFTER, "250-x\r\n" * 10_000 + "250 y", 1, marks=pytest.mark.servers),
    ],
)
def test_without_an_answer_nobody_knows_and_the_draft_is_not_sent_again(
    post: Post, draft: str, ending: Ending, words: str, arrived: int
) -> None:
    post.workshop.smtp_line.strike("^CONTENT", ending, words=words)
    with pytest.raises(TryAgain):
        post.sending.send(draft, THANKS)
    assert post.arrived() == arrived
    assert not post.drafts.has(draft)
    assert post.drafts.find("<t1@castellanos.example>") == ()
    with pytest.raises(Gone):
        post.sending.send(draft, THANKS)
    assert post.arrived() == arrived
    assert post.lying("Sent") == 0


@pytest.mark.servers
def test_a_server_that_never_answers_is_not_waited_for_without_end(post: Post, draft: str) -> None:
    post.workshop.smtp_line.strike("^CONTENT", Ending.INSTEAD_AFTER, words="250-and")
    settings = post.workshop.settings
    quick = type(settings)(ca_file=settings.ca_file, timeout=0.2)
    line = ImapLine(post.workshop.credentials(MAYA), settings, post.budget)
    with pytest.raises(TryAgain, match="no answer"):
        Sending(line, Drafts(line), quick, post.budget).send(draft, THANKS)
    assert post.arrived() == 1


# --- after it is out --------------------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET, Ending.HALF])
@pytest.mark.parametrize(
    "command", ["^(SELECT|EXAMINE) .*Sent", "^UID SEARCH .*Message-ID", "^APPEND .*Sent", "EXPUNGE"]
)
def test_what_fails_after_the_server_took_it_changes_nothing_about_that(
    post: Post, draft: str, command: str, ending: Ending
) -> None:
    skipped = 1 if "SEARCH" in command else 0
    post.workshop.imap_line.strike(command, ending, nth=1 + skipped)
    assert post.sending.send(draft, THANKS).message_id == "<t1@castellanos.example>"
    assert post.workshop.imap_line.count(command) > skipped
    assert (post.arrived(), post.drafts.has(draft)) == (1, False)
    with pytest.raises(Gone):
        post.sending.send(draft, THANKS)
    assert post.arrived() == 1

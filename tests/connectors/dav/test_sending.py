"""An approved mail goes out at most once, wherever the line to either server is cut; the server for sending counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from connectors.contract import ProviderSettings
from connectors.dav.credentials import Credentials, Server
from connectors.dav.drafts import Drafts, Lying, draft_id_of
from connectors.dav.imap import ImapLine
from connectors.dav.sending import Sending
from connectors.dav.smtp import Submission
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from tests.connectors.dav.conftest import workshop_over
from tests.connectors.dav.pretending import Rule, pretended_imap
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.connectors.workshop import Budget, mail
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Cutting, Ending
from tests.servers.dovecot import BARE, running_dovecot
from tests.servers.radicale import Radicale
from tests.servers.smtp_recorder import Recorder

BEN = "ben@floodworks.example"
THANKS = mail(MAYA, BEN, "Thanks", "Thank you, Ben.", message_id="<t1@castellanos.example>").replace(b"\n", b"\r\n")
BEFORE_IT_IS_OUT = ("EHLO", "AUTH", "MAIL", "RCPT", "DATA")


@dataclass(slots=True)
class Post:
    """One account's way out, as a freshly started program has it."""

    workshop: DavWorkshop
    budget: Budget = field(default_factory=Budget)
    drafts: Drafts = field(init=False)
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.start_afresh()

    def start_afresh(self) -> None:
        line = ImapLine(self.workshop.credentials(MAYA), self.workshop.settings, self.budget)
        self.drafts = Drafts(line)
        self.sending = Sending(line, self.drafts, self.workshop.settings, self.budget)

    def arrived(self) -> int:
        return len(self.workshop.smtp.received)

    def lying(self, folder: str = "Drafts", criteria: str = "NOT DELETED") -> int:
        with self.workshop.imap.signed_in(MAYA) as client:
            client.select_folder(folder)
            return len(client.search(criteria))


@pytest.fixture
def post(workshop: DavWorkshop) -> Post:
    return Post(workshop)


@pytest.fixture
def draft(post: Post) -> str:
    return post.drafts.create(THANKS)


@pytest.fixture(scope="module")
def bare_workshop(recorder: Recorder, radicale: Radicale) -> Iterator[DavWorkshop]:
    """A server that can do nothing but what RFC 3501 asks for, and has no folders but the inbox."""
    try:
        with running_dovecot(capabilities=BARE, specials={}) as imap, workshop_over(imap, recorder, radicale) as made:
            yield made
    except Missing as missing:
        refuse_or_skip(missing)


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


# --- two at once, and the sudden end ----------------------------------------------------------------------------------


def test_of_two_that_send_the_same_draft_at_once_one_finds_it_taken(
    post: Post, draft: str, workshop: DavWorkshop
) -> None:
    other, address = Post(workshop), Submission.address

    def meanwhile(server: Submission, *more: Any) -> None:
        address(server, *more)
        if other.arrived() == 0 and not other.budget.told_times:
            other.budget.told_times.append(workshop.now)
            other.sending.send(draft, THANKS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Submission, "address", meanwhile)
        with pytest.raises(Gone):
            post.sending.send(draft, THANKS)
    assert post.arrived() == 1


@pytest.mark.servers
def test_a_draft_that_is_taken_between_the_look_and_the_taking_is_gone(post: Post, draft: str) -> None:
    lying = post.drafts.only(draft)

    def take_before(*_: object) -> None:
        post.workshop.imap_line.heal()
        with post.workshop.imap.signed_in(MAYA) as client:
            client.select_folder("Drafts")
            client.add_flags([lying.uid], [b"\\Deleted"])

    looked = ImapLine.write
    with pytest.MonkeyPatch.context() as patch:

        def write(line: ImapLine, operation: str, do: Callable[[Any], Any]) -> Any:
            patch.undo()
            take_before()
            return looked(line, operation, do)

        patch.setattr(ImapLine, "write", write)
        with pytest.raises(Gone):
            post.drafts.take(lying)


@pytest.mark.parametrize(("is_expunged", "kind"), [(True, Gone), (False, SlowDown)])
def test_an_ok_that_tells_of_no_change_has_taken_nothing(
    post: Post, draft: str, is_expunged: bool, kind: type[ConnectorError]
) -> None:
    """So a server may answer of a mail that another's store made it take away (RFC 7162, 3.1.3)."""
    lying = post.drafts.only(draft)
    if is_expunged:
        write = ImapLine.write

        def too_late(line: ImapLine, operation: str, do: Callable[[Any], Any]) -> Any:
            patch.undo()
            with post.workshop.imap.signed_in(MAYA) as client:
                client.select_folder("Drafts")
                client.delete_messages([lying.uid])
                client.expunge()
            return write(line, operation, do)

        patch = pytest.MonkeyPatch()
        patch.setattr(ImapLine, "write", too_late)
    post.workshop.imap_line.strike("^UID STORE .*UNCHANGEDSINCE", Ending.INSTEAD, words="OK Done", times=None)
    with pytest.raises(kind):
        post.drafts.take(lying)
    assert post.workshop.imap_line.count("^UID STORE .*UNCHANGEDSINCE") >= 1


def test_gmail_which_takes_a_mail_away_when_it_is_marked_is_told_by_a_keyword_first() -> None:
    flags: list[str] = []

    def stored(asked: re.Match[str]) -> list[bytes]:
        flags.append(asked[1])
        return [b"1 EXPUNGE"] if "Deleted" in asked[1] else []

    rules: list[Rule] = [
        ("^LIST", lambda _: [rb'LIST (\Drafts) "/" "Drafts"']),
        ("^SELECT", lambda _: [b"1 EXISTS", b"OK [UIDVALIDITY 7] ok"]),
        (r"^UID STORE .*\((.*)\)", stored),
        ("^UID FETCH", lambda _: [f"1 FETCH (UID 5 FLAGS ({' '.join(flags)}) MODSEQ (9))".encode()]),
    ]
    with pretended_imap("X-GM-EXT-1 CONDSTORE SPECIAL-USE UIDPLUS", rules) as server:
        me = Credentials(MAYA, MAYA, "secret", imap=Server("127.0.0.1", server.port, "none"), own_network=True)
        Drafts(ImapLine(me, ProviderSettings(timeout=10.0), Budget())).take(Lying(7, 5, THANKS))
    assert not any("UNCHANGEDSINCE" in one for one in server.commands)
    assert [one.partition(chr(36))[1] or one for one in flags] == ["$", "\\Deleted"]


class Killed(BaseException):
    """The process ends here."""


def steps_of(post: Post, draft: str, patch: pytest.MonkeyPatch, at: int, *, is_after: bool) -> bool:
    """Sends, and dies at the step number `at`, before or after it; whether it came so far."""
    met = 0

    def watch(owner: type, name: str) -> None:
        plain = getattr(owner, name)

        def stepping(*args: Any, **more: Any) -> Any:
            nonlocal met
            met += 1
            is_it = met == at
            if is_it and not is_after:
                raise Killed
            answer = plain(*args, **more)
            if is_it:
                raise Killed
            return answer

        patch.setattr(owner, name, stepping)

    for owner, names in ((ImapLine, ("read", "write")), (Submission, ("address", "hand_over", "leave"))):
        for name in names:
            watch(owner, name)
    try:
        post.sending.send(draft, THANKS)
    except Killed:
        return True
    finally:
        patch.undo()
    return False


@pytest.mark.servers
@pytest.mark.parametrize("is_after", [False, True])
def test_wherever_the_program_ends_the_mail_is_out_at_most_once(
    post: Post, workshop: DavWorkshop, is_after: bool
) -> None:
    """And it is only sent again where a look, as the outbox makes it, shows it unsent."""
    at, ends = 1, []
    while True:
        own = b"<k%d@castellanos.example>" % at
        raw = THANKS.replace(b"<t1@castellanos.example>", own)
        workshop.smtp.received.clear()
        post.start_afresh()
        draft = post.drafts.create(raw)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.connectors.dav.test_sending.THANKS", raw)
            was_killed = steps_of(post, draft, patch, at, is_after=is_after)
        post.start_afresh()
        before = post.arrived()
        assert before <= 1
        if post.drafts.has(draft):
            assert before == 0
            post.sending.send(draft, raw)
        assert post.arrived() <= 1
        ends.append(post.arrived())
        if not was_killed:
            break
        at += 1
    assert at > 8
    assert ends[-1] == 1


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER])
@pytest.mark.parametrize("which", ["imap_line", "smtp_line"])
def test_wherever_a_line_is_cut_the_mail_is_out_at_most_once_and_what_is_said_of_it_is_true(
    post: Post, workshop: DavWorkshop, which: str, ending: Ending
) -> None:
    line: Cutting = getattr(workshop, which)
    at = 0
    while True:
        at += 1
        raw = THANKS.replace(b"<t1@castellanos.example>", b"<c%d@castellanos.example>" % at)
        workshop.smtp.received.clear()
        post.start_afresh()
        draft = post.drafts.create(raw)
        begun = len(line.commands)
        line.strike(".", ending, nth=at)
        sure: int | None
        try:
            post.sending.send(draft, raw)
            sure = 1
        except SlowDown:
            sure = 0
        except (TryAgain, Gone):
            sure = None
        assert sure is None or post.arrived() == sure
        is_through = len(line.commands) - begun < at
        line.heal()
        post.start_afresh()
        if post.drafts.has(draft):
            assert post.arrived() == 0
            post.sending.send(draft, raw)
        assert post.arrived() <= 1
        if is_through:
            break
    assert at > 5


# --- servers with few abilities ---------------------------------------------------------------------------------------


@pytest.mark.servers
def test_without_any_extension_and_folder_a_draft_goes_out_once_as_well(bare_workshop: DavWorkshop) -> None:
    bare_workshop.begin_afresh()
    post = Post(bare_workshop)
    draft = post.drafts.create(THANKS)
    assert post.sending.send(draft, THANKS).provider_id
    with pytest.raises(Gone):
        post.sending.send(draft, THANKS)
    assert (post.arrived(), post.lying(), post.lying("Sent")) == (1, 0, 1)


@pytest.mark.servers
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_without_a_condition_at_most_one_of_two_at_once_gets_the_draft(bare_workshop: DavWorkshop, at: int) -> None:
    """The other comes before the first step of taking it, between two, or after the last."""
    bare_workshop.begin_afresh()
    one, other = Post(bare_workshop), Post(bare_workshop)
    lying = one.drafts.only(one.drafts.create(THANKS))
    steps, got, begun = {name: getattr(ImapLine, name) for name in ("read", "write")}, [], 0

    def take(post: Post) -> None:
        with suppress(Gone):
            post.drafts.take(lying)
            got.append(post)

    def stepping(name: str) -> Callable[..., Any]:
        def step(line: ImapLine, operation: str, do: Callable[[Any], Any]) -> Any:
            nonlocal begun
            begun += 1
            if begun == at:
                patch.undo()
                take(other)
            return steps[name](line, operation, do)

        return step

    with pytest.MonkeyPatch.context() as patch, pytest.MonkeyPatch.context() as chance:
        numbers = iter(range(8))
        chance.setattr("connectors.dav.drafts.secrets.randbelow", lambda _: next(numbers))
        for name in steps:
            patch.setattr(ImapLine, name, stepping(name))
        take(one)
    if at > begun:
        take(other)
    assert [post is one for post in got] == {1: [False], 2: [], 3: [True], 4: [True]}[at]


@pytest.mark.servers
def test_a_folder_that_was_numbered_anew_meanwhile_loses_no_other_draft(post: Post, draft: str) -> None:
    lying = post.drafts.only(draft)
    post.workshop.imap.renumber(MAYA, "Drafts")
    post.start_afresh()
    with pytest.raises(Gone):
        post.drafts.take(lying)
    post.drafts.clear_away(lying)
    assert post.lying() == 1


@pytest.mark.servers
def test_what_the_person_marked_as_deleted_is_not_swept_away_with_it(bare_workshop: DavWorkshop) -> None:
    bare_workshop.begin_afresh()
    post = Post(bare_workshop)
    with bare_workshop.imap.signed_in(MAYA) as client:
        client.create_folder("Drafts")
        client.append("Drafts", b"Subject: Mine\r\n\r\nKeep.\r\n", [rb"\Deleted"])
    post.sending.send(post.drafts.create(THANKS), THANKS)
    assert post.lying(criteria="SUBJECT Mine") == 1


def test_a_draft_without_a_message_id_is_not_put_there(post: Post) -> None:
    with pytest.raises(ConnectorError, match="Message-ID"):
        draft_id_of(b"Subject: x\r\n\r\ny")
    assert post.lying() == 0

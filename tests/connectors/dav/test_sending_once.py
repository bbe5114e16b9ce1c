"""An approved mail goes out at most once: two who send it at once, a sudden end at every step, servers that can do little."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from connectors.contract import ProviderSettings
from connectors.dav.credentials import Credentials, Server
from connectors.dav.drafts import Drafts, Lying, draft_id_of
from connectors.dav.imap import ImapLine
from connectors.dav.smtp import Submission
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain
from tests.connectors.dav.posting import THANKS, Post
from tests.connectors.dav.pretending import Rule, pretended_imap
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.connectors.workshop import Budget
from tests.servers.cutting import Cutting, Ending

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
            patch.setattr("tests.connectors.dav.test_sending_once.THANKS", raw)
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

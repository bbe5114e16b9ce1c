"""What only some servers say: Gmail's one mailbox of all mail, ids for good, other people's folders; and hostile answers."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from connectors.contract import MailQuery, ProviderSettings
from connectors.dav import listing
from connectors.dav.credentials import Credentials, Server, to_text
from connectors.dav.folders import find_folders
from connectors.dav.imap import ImapLine
from connectors.dav.mailbox import DavMailbox
from connectors.errors import ConnectorError, TryAgain
from connectors.lent import FreeBudget, HeldTokens
from tests.connectors.dav.pretending import Pretended, Refused, Rule, pretended_imap
from tests.connectors.mailbox_desk import EVERYTHING
from tests.connectors.workshop import Seen, mail, nothing_known, poll_all, search_all

ME = "maya@gmail.example"
GMAIL = "X-GM-EXT-1 LIST-STATUS SPECIAL-USE ESEARCH UNSELECT"
SETTINGS = ProviderSettings(timeout=10.0)


def credentials(server: Pretended) -> Credentials:
    return Credentials(ME, ME, "secret", imap=Server("127.0.0.1", server.port, "none"), own_network=True)


def opened(server: Pretended) -> DavMailbox:
    return DavMailbox(SETTINGS, HeldTokens(to_text(credentials(server))), FreeBudget())


class Gmail:
    """All Mail with whatever is put into it, by number; labels beside the folders."""

    def __init__(self, *, ids: str = "X-GM-MSGID {0} X-GM-THRID {1}") -> None:
        self.ids = ids
        self.mails: dict[int, tuple[int, int, bytes, str, str]] = {}

    def put(self, uid: int, thread: int, raw: bytes, *, labels: str = "", flags: str = "") -> str:
        self.mails[uid] = (10_000 + uid, thread, raw.replace(b"\n", b"\r\n"), labels, flags)
        return f"{10_000 + uid:x}"

    def rules(self) -> list[Rule]:
        return [
            ("^LIST", self.listed),
            ("^EXAMINE", lambda _: [b"OK [UIDVALIDITY 7] ok", b"%d EXISTS" % len(self.mails)]),
            (r"^UID SEARCH RETURN \(ALL\)", lambda _: [b'ESEARCH (TAG "x") UID ALL %s' % self.numbers(",")]),
            ("^UID SEARCH", lambda _: [b"SEARCH %s" % self.numbers(" ")]),
            (r"^UID FETCH (\S+) \((.*)\)$", self.fetched),
        ]

    def numbers(self, between: str) -> bytes:
        return between.join(map(str, self.mails)).encode()

    def listed(self, _: re.Match[str]) -> list[bytes]:
        following = max(self.mails, default=0) + 1
        folders = [
            (r"\HasNoChildren", "INBOX"), (r"\All", "[Gmail]/Alle Nachrichten"), (r"\Drafts", "[Gmail]/Entw&APw-rfe"),
            (r"\Sent", "[Gmail]/Gesendet"), (r"\Trash", "[Gmail]/Papierkorb"), (r"\Flagged", "[Gmail]/Markiert"),
            (r"\Noselect", "[Gmail]"), ("", "Kaffee"),
        ]  # fmt: skip
        found = [f'LIST ({flag}) "/" "{name}"'.encode() for flag, name in folders]
        state = f"(MESSAGES {len(self.mails)} UIDNEXT {following} UIDVALIDITY 7)"
        empty = "(MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)"
        return [*found, *(f'STATUS "{name}" {state if "Alle" in name else empty}'.encode() for _, name in folders)]

    def fetched(self, asked: re.Match[str]) -> list[bytes]:
        wanted = numbers_in(asked[1])
        return [self.told(uid, asked[2]) for uid in self.mails if uid in wanted]

    def told(self, uid: int, items: str) -> bytes:
        msgid, thread, raw, labels, flags = self.mails[uid]
        ids = self.ids.format(msgid, thread)
        head = f"{uid} FETCH (UID {uid} RFC822.SIZE {len(raw)} {ids} X-GM-LABELS ({labels}) FLAGS ({flags}) "
        head += 'INTERNALDATE "05-Oct-2026 09:00:00 +0000"'
        lines = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        found = b" BODY[HEADER.FIELDS (MESSAGE-ID REFERENCES IN-REPLY-TO)]<0> {%d}\r\n%s" % (len(lines), lines)
        body = b" BODY[] {%d}\r\n%s" % (len(raw), raw) if "BODY.PEEK[] " in f"{items} " else found
        return head.encode() + body + b")"


def numbers_in(text: str) -> set[int]:
    parts = (part.partition(":") for part in text.split(","))
    return {uid for first, _, last in parts for uid in range(int(first), int(last or first) + 1)}


# --- ids for good -------------------------------------------------------------------------------------------------


def test_gmail_is_read_in_all_mail_alone_each_message_once() -> None:
    gmail = Gmail()
    old = gmail.put(1, 77, mail("ana@acme.example", ME, "Old"))
    with pretended_imap(GMAIL, gmail.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        sent = gmail.put(5, 77, mail(ME, "ana@acme.example", "Sent"), labels=r'"\\Sent" Kaffee')
        gmail.put(6, 78, mail(ME, "ana@acme.example", "Unsent"), labels=r'"\\Draft"', flags=r"\Draft")
        cursor = poll_all(mailbox, cursor, seen)
        search_all(mailbox, EVERYTHING, seen)
        assert sorted(seen.ids) == sorted([old, sent])
        (one,) = [change.message for change in seen.changes if change.provider_id == sent]
        assert one
        assert one.is_sent
        assert one.thread_id == f"{77:x}"
        assert "Kaffee" in one.labels
        opened_folders = {command for command in server.commands if command.startswith("EXAMINE")}
        assert opened_folders == {'EXAMINE "[Gmail]/Alle Nachrichten"'}
        del gmail.mails[5]
        poll_all(mailbox, poll_all(mailbox, cursor, seen), seen)
        assert seen.removed == [sent]


def test_gmail_is_asked_for_threads_and_invites_in_its_own_words() -> None:
    gmail = Gmail()
    gmail.put(1, 77, mail("ana@acme.example", ME, "One"))
    with pretended_imap(GMAIL, gmail.rules()) as server:
        seen = Seen()
        query = MailQuery(since=datetime(2020, 1, 1, tzinfo=UTC), threads=("4d", "no such"), with_invites=True)
        search_all(opened(server), query, seen)
        asked = [command for command in server.commands if command.startswith("UID SEARCH")]
        assert any("X-GM-THRID 77" in command for command in asked)
        assert any('X-GM-RAW "filename:ics"' in command for command in asked)
        assert len(seen.ids) == 1


def test_a_server_with_ids_of_its_own_names_messages_and_conversations() -> None:
    objects = Gmail(ids="EMAILID (M{0}a) THREADID (T{1})")
    objects.put(1, 77, mail("ana@acme.example", ME, "Old"))
    with pretended_imap("OBJECTID LIST-STATUS", objects.rules()) as server:
        mailbox, seen = opened(server), Seen()
        search_all(mailbox, EVERYTHING, seen)
        # In a server that is not Gmail, the view of all mail is not read beside the folders.
        assert seen.ids == []
    changed = [(pattern, told) for pattern, told in objects.rules() if pattern != "^LIST"]
    inbox = ("^LIST", lambda _: [b'LIST () "/" INBOX', b"STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)"])
    with pretended_imap("OBJECTID LIST-STATUS", [inbox, *changed]) as server:
        mailbox = opened(server)
        search_all(mailbox, EVERYTHING, seen)
        (change,) = seen.changes
        assert change.provider_id == "M10001a"
        assert change.message
        assert change.message.thread_id == "T77"
        cursor = mailbox.start()
        server.capabilities = "LIST-STATUS"
        other = opened(server)
        with pytest.raises(ConnectorError, match="other names"):
            other.changes(cursor, nothing_known)


# --- whose folders --------------------------------------------------------------------------------------------------


def test_other_peoples_folders_are_not_looked_at() -> None:
    rules: list[Rule] = [
        ("^NAMESPACE", lambda _: [b'NAMESPACE (("" "/")) (("Other Users/" "/")) (("Shared/" "/"))']),
        (
            "^LIST",
            lambda _: [b'LIST () "/" "%s"' % one for one in (b"INBOX", b"Other Users/lee", b"Shared/all", b"2024")],
        ),
        ("^STATUS", lambda _: [b"STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)"]),
    ]
    with pretended_imap("NAMESPACE", rules) as server:
        found = find_folders(ImapLine(credentials(server), SETTINGS, FreeBudget()))
        assert [one.name for one in found.every] == ["INBOX", "2024"]


def test_a_list_that_is_short_for_once_removes_nothing() -> None:
    gmail = Gmail(ids="EMAILID (M{0}a)")
    gmail.put(1, 77, mail("ana@acme.example", ME, "Old"))
    is_short = [False]

    def listed(_: re.Match[str]) -> list[bytes]:
        return [b'LIST () "/" INBOX', *([] if is_short[0] else [b'LIST () "/" Kaffee'])]

    def state(asked: re.Match[str]) -> list[bytes]:
        name = asked[1].encode()
        return [b"STATUS %s (MESSAGES %d UIDNEXT 2 UIDVALIDITY 7)" % (name, name == b"Kaffee")]

    with pretended_imap("OBJECTID", [("^LIST", listed), ('^STATUS "(.*?)"', state), *gmail.rules()[1:]]) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        is_short[0] = True
        poll_all(mailbox, poll_all(mailbox, cursor, seen), seen)
        assert seen.removed == []


def test_of_several_folders_named_alike_the_outermost_is_the_one_in_use() -> None:
    names = (b"INBOX", b"INBOX.Archive.Drafts", b"INBOX.Archive.Sent", b"INBOX.Drafts", b"INBOX.Sent")
    rules: list[Rule] = [
        ("^LIST", lambda _: [b'LIST () "." "%s"' % one for one in names]),
        ("^STATUS", lambda _: [b"STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)"]),
    ]
    with pretended_imap("", rules) as server:
        found = find_folders(ImapLine(credentials(server), SETTINGS, FreeBudget()))
        assert (found.drafts, found.sent) == ("INBOX.Drafts", "INBOX.Sent")


def test_what_a_server_finds_may_be_told_in_several_lines() -> None:
    gmail = Gmail()
    named = [gmail.put(uid, uid, mail("ana@acme.example", ME, f"Mail {uid}")) for uid in (1, 2)]
    parted: Rule = ("^UID SEARCH", lambda _: [b"SEARCH 1", b"SEARCH", b"SEARCH 2"])
    with pretended_imap(GMAIL.replace("ESEARCH ", ""), [parted, *gmail.rules()]) as server:
        seen = Seen()
        search_all(opened(server), EVERYTHING, seen)
        assert sorted(seen.ids) == named


def limited(gmail: Gmail, server: Pretended, most: int, cut: str) -> Rule:
    """Of everything that a search finds, so many; that it was cut is said, or not, and then it is from either end."""

    def searched(asked: re.Match[str]) -> list[bytes]:
        spans = re.findall(r"UID (\d+):(\d+|\*)", asked.string)
        hits = [
            uid for uid in gmail.mails if all(int(low) <= uid and (up == "*" or uid <= int(up)) for low, up in spans)
        ]
        shown = hits[:most] if cut == "oldest" else hits[-most:]
        if cut == "said" and len(shown) < len(hits):
            server.words = f"[MESSAGELIMIT {most} {shown[0]}] not all of it"
        told = [str(uid).encode() for uid in shown]
        return (
            [b'ESEARCH (TAG "x") UID ALL ' + b",".join(told)]
            if "RETURN" in asked.string
            else [b"SEARCH " + b" ".join(told)]
        )

    return ("^UID SEARCH", searched)


@pytest.mark.parametrize("offered", [GMAIL, GMAIL.replace("ESEARCH ", "")])
@pytest.mark.parametrize("cut", ["said", "newest", "oldest"])
def test_what_a_search_leaves_out_is_asked_for(monkeypatch: pytest.MonkeyPatch, cut: str, offered: str) -> None:
    """Yahoo says that it does (RFC 9738), others do not."""
    if cut != "said":
        monkeypatch.setattr(listing, "_SUSPECT", 2)
    gmail = Gmail()
    named = [gmail.put(uid, uid, mail("ana@acme.example", ME, f"Mail {uid}")) for uid in range(3, 24, 3)]
    with pretended_imap(offered, gmail.rules()) as server:
        server.rules.insert(0, limited(gmail, server, 2, cut))
        seen, line = Seen(), ImapLine(credentials(server), SETTINGS, FreeBudget())
        search_all(opened(server), EVERYTHING, seen)
        assert sorted(seen.ids) == sorted(named)
        page = opened(server).census(None, None)
        assert {one.provider_id for one in page.listed} == set(named)
        line.select("INBOX")
        assert listing.every_uid(line, 9) == [12, 15, 18, 21]


def test_a_list_of_mails_that_is_cut_short_removes_nothing() -> None:
    """Some servers give only so many numbers at once: https://github.com/smiley22/S22.Imap/issues/129."""
    gmail = Gmail()
    for uid in (1, 2, 3):
        gmail.put(uid, 70 + uid, mail("ana@acme.example", ME, f"Mail {uid}"))
    cut: Rule = (r"^UID SEARCH", lambda _: [b"SEARCH 1 2", b'ESEARCH (TAG "x") UID ALL 1:2'])
    with pretended_imap(GMAIL, gmail.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        server.rules.insert(0, cut)
        del gmail.mails[1]
        new = gmail.put(4, 80, mail("ana@acme.example", ME, "New"))
        gone = gmail.put(9, 81, mail("ana@acme.example", ME, "Gone at once"))
        for _ in range(3):
            cursor = poll_all(mailbox, cursor, seen)
        assert (seen.ids, seen.removed) == ([new, gone], [])
        del gmail.mails[9]
        for _ in range(3):
            cursor = poll_all(mailbox, cursor, seen)
        assert seen.removed == [gone]


def test_mails_that_leave_the_part_which_a_server_shows_are_not_removed() -> None:
    """Yahoo shows only the newest mails of a large folder: RFC 9738."""
    gmail = Gmail()
    for uid in (1, 2, 3):
        gmail.put(uid, 70 + uid, mail("ana@acme.example", ME, f"Mail {uid}"))
    with pretended_imap(f"{GMAIL} MESSAGELIMIT=3", gmail.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        del gmail.mails[1]
        new = gmail.put(4, 80, mail("ana@acme.example", ME, "New"))
        second = gmail.put(5, 81, mail("ana@acme.example", ME, "Newer"))
        del gmail.mails[3]
        for _ in range(3):
            cursor = poll_all(mailbox, cursor, seen)
        assert (seen.ids, seen.removed) == ([new, second], [f"{10_003:x}"])


@pytest.mark.parametrize("words", ["FETCH failed", "[UNAVAILABLE] UID FETCH Server error while fetching messages"])
def test_one_mail_of_which_a_server_tells_nothing_costs_no_other(words: str) -> None:
    """Yahoo has such: https://github.com/imapsync/imapsync/issues/119."""
    gmail = Gmail()

    def fetched(asked: re.Match[str]) -> list[bytes]:
        if 7 in numbers_in(asked[1]):
            raise Refused(words)
        return gmail.fetched(asked)

    rules: list[Rule] = [(r"^UID FETCH (\S+) \((.*)\)$", fetched), *gmail.rules()]
    with pretended_imap(GMAIL, rules) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        named = [gmail.put(uid, uid, mail("ana@acme.example", ME, f"Mail {uid}")) for uid in range(5, 12)]
        cursor = poll_all(mailbox, cursor, seen)
        assert seen.ids == [one for one in named if one != f"{10_007:x}"]
        server.rules.pop(0)
        gmail.put(12, 12, mail("ana@acme.example", ME, "After it"))
        poll_all(mailbox, cursor, seen)
        assert sorted(seen.ids) == sorted([*named, f"{10_012:x}"])


def test_a_server_that_tells_nothing_of_any_mail_is_asked_again_later() -> None:
    gmail = Gmail()

    def refused(_: re.Match[str]) -> list[bytes]:
        raise Refused("[UNAVAILABLE] for now")

    with pretended_imap(GMAIL, gmail.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        named = [gmail.put(uid, uid, mail("ana@acme.example", ME, f"Mail {uid}")) for uid in (1, 2, 3)]
        server.rules.insert(0, ("^UID FETCH", refused))
        with pytest.raises(TryAgain):
            poll_all(mailbox, cursor, seen)
        server.rules.pop(0)
        poll_all(mailbox, cursor, seen)
        assert seen.ids == named


def test_a_server_that_does_not_say_how_far_a_folder_has_got_is_trouble_and_no_empty_folder() -> None:
    gmail = Gmail()
    gmail.put(1, 1, mail("ana@acme.example", ME, "Mail"))
    state: Rule = ("^STATUS", lambda _: [b"STATUS INBOX (MESSAGES 1 UIDVALIDITY 7)"])
    listed: Rule = ("^LIST", lambda _: [b'LIST () "/" INBOX'])
    with (
        pretended_imap("UNSELECT", [listed, state, *gmail.rules()]) as server,
        pytest.raises(TryAgain, match="how far"),
    ):
        opened(server).start()


# --- hostile answers ------------------------------------------------------------------------------------------------


def _lines(*lines: bytes) -> Callable[[re.Match[str]], Sequence[bytes]]:
    return lambda _: lines


HOSTILE: dict[str, list[Rule]] = {
    "a text of a terabyte": [("^LIST", _lines(b'LIST () "/" {999999999999}'))],
    "a line without an end": [("^LIST", _lines(b'LIST () "/" ' + b"x" * 17_000_000))],
    "no list at all": [("^LIST", _lines(b"LIST", b"LIST ((((", b'LIST () "/"'))],
    "a list a thousand deep": [("^LIST", _lines(b"LIST " + b"(" * 5_000 + b")" * 5_000))],
    "a number that is none": [("^STATUS", _lines(b"STATUS INBOX (MESSAGES x UIDNEXT -1 UIDVALIDITY 0)"))],
    "more mails than there are": [("^UID SEARCH", _lines(b'ESEARCH (TAG "x") UID ALL 1:4294967295'))],
    "a mail that nobody asked for": [("^UID FETCH", _lines(b"9 FETCH (UID 999 RFC822.SIZE 3)", b"1 FETCH (UID NIL)"))],
    "an answer that is no answer": [("^UID FETCH", _lines(b"1 FETCH (UID 1 BODY[] {3}\r\nab"))],
    "a goodbye": [("^UID FETCH", _lines(b"BYE for good"))],
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_server_is_an_error_of_ours_and_takes_no_memory(case: str) -> None:
    usual: list[Rule] = [
        ("^LIST", _lines(b'LIST () "/" INBOX')),
        ("^STATUS", _lines(b"STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 7)")),
        ("^EXAMINE", _lines(b"OK [UIDVALIDITY 7] ok")),
        ("^UID SEARCH", _lines(b'ESEARCH (TAG "x") UID ALL 1:2')),
    ]
    with pretended_imap("ESEARCH", [*HOSTILE[case], *usual]) as server:
        mailbox = opened(server)
        tracemalloc.start()
        try:
            for call in (mailbox.start, lambda: mailbox.census(None, None), lambda: mailbox.read_again(["a"])):
                try:
                    call()
                except ConnectorError as failure:
                    assert "secret" not in str(failure)  # noqa: PT017
            assert tracemalloc.get_traced_memory()[1] < 150 * 1024 * 1024
        finally:
            tracemalloc.stop()

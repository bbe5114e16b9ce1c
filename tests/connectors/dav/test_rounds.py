"""Rounds through several folders of which one gives trouble, and what is read of folders that only a name tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from connectors.contract import MailPage
from connectors.dav import rounds
from connectors.dav.folders import find_folders
from connectors.dav.imap import ImapLine
from connectors.dav.mailbox import DavMailbox
from connectors.errors import TryAgain
from connectors.lent import FreeBudget
from tests.connectors.dav.pretending import Pretended, Refused, Rule, pretended_imap
from tests.connectors.dav.test_other_servers import ME, SETTINGS, Gmail, credentials, opened
from tests.connectors.workshop import Seen, mail, poll_all


class Several:
    """A server of several folders; those in `broken` cannot be opened, and of those in `mute` nothing can be fetched."""

    def __init__(self, *names: str) -> None:
        self.folders = {name: Gmail(ids="EMAILID (M{0}a)") for name in names}
        self.flagged = 0
        self.broken: set[str] = set()
        self.mute: set[str] = set()
        self.hidden_from_searches = 0
        self._open = ""

    def put(self, folder: str, uid: int) -> str:
        self.folders[folder].put(uid, uid, mail("ana@acme.example", ME, f"Mail {uid}"))
        return f"M{10_000 + uid}a"

    def rules(self) -> list[Rule]:
        return [
            ("^LIST", lambda _: [*self._listed()]),
            ('^EXAMINE "?(.*?)"?( \\(.*)?$', self._examined),
            ("^UID SEARCH", self._found),
            (r"^UID FETCH (\S+) \((.*)\)$", self._fetched),
        ]

    def _listed(self) -> Iterator[bytes]:
        for name, folder in self.folders.items():
            following = max(folder.mails, default=0) + 1
            state = f"MESSAGES {len(folder.mails)} UIDNEXT {following} UIDVALIDITY 7 HIGHESTMODSEQ {9 + self.flagged}"
            yield f'LIST () "/" "{name}"'.encode()
            yield f'STATUS "{name}" ({state})'.encode()

    def _examined(self, asked: re.Match[str]) -> Sequence[bytes]:
        if asked[1] in self.broken:
            raise Refused("[SERVERBUG] Internal error occurred")
        self._open = asked[1]
        return [b"OK [UIDVALIDITY 7] ok", b"%d EXISTS" % len(self.folders[self._open].mails)]

    def _found(self, _: re.Match[str]) -> Sequence[bytes]:
        uids = list(self.folders[self._open].mails)[self.hidden_from_searches :]
        return [b"SEARCH " + b" ".join(b"%d" % uid for uid in uids)]

    def _fetched(self, asked: re.Match[str]) -> Sequence[bytes]:
        if self._open in self.mute:
            raise Refused("[UNAVAILABLE] for now")
        return self.folders[self._open].fetched(asked)


ABILITIES = "OBJECTID LIST-STATUS UNSELECT"


def polled(mailbox: DavMailbox, cursor: str, seen: Seen) -> MailPage:
    page = mailbox.changes(cursor, seen.known)
    seen.take(page)
    return page


# --- one folder in trouble ----------------------------------------------------------------------------------------


def test_a_folder_in_lasting_trouble_starves_no_other() -> None:
    several = Several("INBOX", "Broken", "Later")
    with pretended_imap(ABILITIES, several.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        several.broken.add("Broken")
        waiting = several.put("Broken", 1)
        for uid in (11, 12, 13):
            named = several.put("Later", uid)
            cursor = polled(mailbox, cursor, seen).next_cursor or ""
            assert seen.ids[-1] == named
        with pytest.raises(TryAgain):
            mailbox.changes(cursor, seen.known)
        several.broken.clear()
        poll_all(mailbox, cursor, seen)
        assert seen.ids[-1] == waiting


@pytest.mark.parametrize("trouble", ["broken", "mute"])
def test_a_folder_in_lasting_trouble_is_not_polled_for_at_once_for_ever(trouble: str) -> None:
    several = Several("INBOX", "Broken", "Later")
    several.put("Broken", 1)
    gone = several.put("Later", 2)
    with pretended_imap(ABILITIES, several.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        getattr(several, trouble).add("Broken")
        several.put("Broken", 3)
        are_caught_up = []
        for uid in (11, 12, 13):
            several.put("Later", uid)
            page = polled(mailbox, cursor, seen)
            cursor = page.next_cursor or ""
            are_caught_up.append(page.is_caught_up)
        # The first trouble may be over at once.
        assert are_caught_up == [False, True, True]
        del several.folders["Later"].mails[2]
        page = polled(mailbox, cursor, seen)
        assert page.is_caught_up
        with pytest.raises(TryAgain):
            mailbox.changes(page.next_cursor or "", seen.known)
        assert seen.removed == []
        getattr(several, trouble).clear()
        poll_all(mailbox, page.next_cursor or "", seen)
        assert seen.removed == [gone]


def test_what_a_folder_told_before_its_trouble_is_told_once() -> None:
    several = Several("INBOX", "Later")
    several.put("INBOX", 1)
    several.put("INBOX", 2)
    with pretended_imap(ABILITIES, several.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        del several.folders["INBOX"].mails[1]
        new = several.put("INBOX", 3)
        server.rules.insert(0, ("^UID SEARCH", _refused))
        page = polled(mailbox, cursor, seen)
        assert seen.ids == [new]
        with pytest.raises(TryAgain):
            mailbox.changes(page.next_cursor or "", seen.known)
        server.rules.pop(0)
        poll_all(mailbox, page.next_cursor or "", seen)
        assert (seen.ids, len(seen.removed)) == ([new], 1)


def _refused(_: re.Match[str]) -> Sequence[bytes]:
    raise Refused("[UNAVAILABLE] for now")


def test_a_server_in_trouble_over_every_folder_is_not_asked_for_each_of_them() -> None:
    names = [f"Folder {number}" for number in range(40)]
    several = Several("INBOX", *names)
    with pretended_imap(ABILITIES, several.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        for uid, name in enumerate(names, 1):
            several.put(name, uid)
        several.broken.update(names)
        before = len(server.commands)
        with pytest.raises(TryAgain):
            polled(mailbox, cursor, seen)
        assert sum(one.startswith("EXAMINE") for one in server.commands[before:]) <= rounds._PATIENCE


# --- what was passed over -----------------------------------------------------------------------------------------


def test_many_mails_that_were_passed_over_are_all_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 4)
    several = Several("INBOX")
    with pretended_imap(ABILITIES, several.rules()) as server:
        mailbox, seen = opened(server), Seen()
        cursor = mailbox.start()
        named = [several.put("INBOX", uid) for uid in range(1, 21)]
        several.hidden_from_searches = 18
        cut: Rule = ("^UID SEARCH UID", several._found)
        server.rules.insert(0, cut)
        server.rules.insert(1, ("^UID SEARCH ALL", lambda _: [b"SEARCH " + several.folders["INBOX"].numbers(" ")]))
        poll_all(mailbox, cursor, seen)
        assert sorted(seen.ids) == sorted(named)


# --- where something lies -----------------------------------------------------------------------------------------


def test_a_mail_that_is_read_again_is_looked_for_where_it_lay(server_of_two: tuple[Several, Pretended]) -> None:
    several, server = server_of_two
    named = several.put("INBOX", 5)
    mailbox, seen = opened(server), Seen()
    poll_all(mailbox, mailbox.start(), seen)
    before = len(server.commands)
    (change,) = mailbox.read_again([named])
    assert change.message
    assert not any(command.startswith("UID SEARCH") for command in server.commands[before:])


def test_a_flag_that_changed_brings_no_look_through_the_whole_mailbox(
    server_of_two: tuple[Several, Pretended],
) -> None:
    several, server = server_of_two
    named = [several.put("INBOX", uid) for uid in (5, 6)]
    mailbox = opened(server)
    assert mailbox.read_again(named[:1])[0].message
    before = len(server.commands)
    several.flagged += 1
    assert mailbox.read_again(named[1:])[0].message
    assert not any(command.startswith("UID SEARCH") for command in server.commands[before:])
    new = several.put("Later", 7)
    before = len(server.commands)
    assert mailbox.read_again([new])[0].message
    # Only the folder that changed is looked through.
    assert sum(command.startswith("UID SEARCH") for command in server.commands[before:]) == 1


def test_a_mail_that_moved_since_the_last_poll_is_found_when_it_is_read_again(
    server_of_two: tuple[Several, Pretended],
) -> None:
    several, server = server_of_two
    named = several.put("INBOX", 5)
    mailbox, seen = opened(server), Seen()
    poll_all(mailbox, mailbox.start(), seen)
    several.folders["Later"].mails[9] = several.folders["INBOX"].mails.pop(5)
    assert mailbox.read_again([named])[0].message


@pytest.fixture
def server_of_two() -> Iterator[tuple[Several, Pretended]]:
    several = Several("INBOX", "Later")
    several.put("Later", 1)
    with pretended_imap(f"{ABILITIES} QRESYNC ENABLE", several.rules()) as server:
        yield several, server


# --- folders by their names ---------------------------------------------------------------------------------------


def read_of(*names: str, delimiter: str = "/") -> list[str]:
    """Which folders of these names are read, on a server that tells no uses."""
    listed = [f'LIST () "{delimiter}" "{name}"'.encode() for name in names]
    with pretended_imap("", [("^LIST", lambda _: listed)]) as server:
        return [one.shown for one in find_folders(ImapLine(credentials(server), SETTINGS, FreeBudget())).read]


@pytest.mark.parametrize(
    "names",
    [
        ("Calendar", "Calendar/Birthdays", "Contacts", "Tasks", "Notes", "Journal", "Sync Issues/Conflicts",
         "Conversation History"),
        ("Kalender", "Kontakte", "Aufgaben", "Notizen", "Journal", "Synchronisierungsprobleme"),
        ("Calendrier", "Contacts", "T&AOI-ches", "Notes", "Journal"),
        ("Calendario", "Contactos", "Tareas", "Notas", "Diario"),
    ],
)  # fmt: skip
def test_what_exchange_keeps_beside_mail_is_not_read(names: tuple[str, ...]) -> None:
    assert read_of("INBOX", *names, "Kaffee") == ["INBOX", "Kaffee"]


def test_a_folder_that_is_called_like_one_of_exchange_is_read_elsewhere() -> None:
    assert read_of("INBOX", "Contacts", "Notes", "Clients/Calendar") == [
        "INBOX", "Contacts", "Notes", "Clients/Calendar"
    ]  # fmt: skip
    assert read_of("INBOX", "Calendar", "Contacts", "Networking/Notes") == ["INBOX", "Networking/Notes"]


def test_a_bin_by_name_is_the_mailboxs_own_and_none_further_in() -> None:
    names = ("Trash", "INBOX/Junk", "Projects/Bin", "Clients/Trash", "INBOX/Clients/Spam", "Clients/Templates")
    assert read_of("INBOX", *names, "Templates") == ["INBOX", *names[2:]]
    assert read_of("INBOX", "INBOX.Papierkorb", "INBOX.A.Papierkorb", delimiter=".") == ["INBOX", "INBOX.A.Papierkorb"]

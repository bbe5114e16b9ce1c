"""mbsync and vdirsyncer, where they are on this machine: the same mailbox and calendar read by them, into files.

They keep whole mails and whole entries and understand neither; with `FSync yes` (its default) mbsync waits for the disk.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.bench.apart import Cost, program

_MBSYNC = """
FSync {fsync}

IMAPAccount far
Host 127.0.0.1
Port {port}
User {login}
Pass {password}
{tls} None
AuthMechs LOGIN

IMAPStore far
Account far

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Sync Pull
SyncState *
"""
_VDIRSYNCER = """
[general]
status_path = "{folder}/status/"

[pair both]
a = "far"
b = "near"
collections = ["{calendar}"]

[storage far]
type = "caldav"
url = "{url}"
username = "{login}"
password = "{password}"

[storage near]
type = "filesystem"
path = "{folder}/calendars/"
fileext = ".ics"
"""
_TLS_TYPE_SINCE = (1, 5)


def find(name: str) -> str:
    """The program of that name, "" where there is none."""
    return shutil.which(name) or ""


def version_of(path: str) -> str:
    """As it says itself."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return re.sub(r",? version", "", told).strip()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="warmthread-bench-") as made:
        yield Path(made)


def mbsync(path: str, *, port: int, login: str, password: str, count: int, is_durable: bool) -> tuple[Cost, Cost]:
    """The first run, which brings `count` mails, and one that finds nothing new."""
    number = tuple(int(part) for part in re.findall(r"\d+", version_of(path))[:2])
    with _folder() as folder:
        (folder / "mail").mkdir()
        configuration = folder / "mbsyncrc"
        configuration.write_text(
            _MBSYNC.format(
                port=port,
                login=login,
                password=password,
                folder=folder,
                tls="TLSType" if number >= _TLS_TYPE_SINCE else "SSLType",
                fsync="yes" if is_durable else "no",
            )
        )
        command = [path, "-q", "-c", str(configuration), "all"]
        first = program(command, count, {}, folder / "told")
        got = sum(1 for one in folder.glob("mail/**/*") if one.parent.name in {"cur", "new"})
        if got != count:
            raise ChildProcessError(f"mbsync brought {got} of {count} mails")
        # Its files have to be a second old before it believes that they are whole.
        program(command, 1, {}, folder / "told")
        return first, program(command, 1, {}, folder / "told")


def vdirsyncer(path: str, *, url: str, login: str, password: str, calendar: str, count: int) -> tuple[Cost, Cost]:
    """The first run, which brings `count` entries, and one that finds nothing new."""
    with _folder() as folder:
        configuration = folder / "config"
        configuration.write_text(
            _VDIRSYNCER.format(folder=folder, url=url, login=login, password=password, calendar=calendar)
        )
        environment = {"VDIRSYNCER_CONFIG": str(configuration), "PYTHONWARNINGS": "ignore"}
        (folder / "calendars" / calendar).mkdir(parents=True)
        program([path, "discover"], 1, environment, folder / "told")
        first = program([path, "sync"], count, environment, folder / "told")
        got = sum(1 for _ in folder.glob(f"calendars/{calendar}/*.ics"))
        if got != count:
            raise ChildProcessError(f"vdirsyncer brought {got} of {count} entries")
        return first, program([path, "sync"], 1, environment, folder / "told")

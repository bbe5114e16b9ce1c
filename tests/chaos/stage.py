"""One small Warmthread that is killed in every way: a sandbox mailbox with three talks in it, and the states from which
reading, sending and the rest begin. Each state is a data folder that is copied for every case.
"""

from __future__ import annotations

import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from connectors.google import tokens as google_tokens
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, digest
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context, open_context
from service.schema import Base
from service.settings import load_settings
from service.tokens import SealedTokens
from service.uploads import Receiving
from tests.chaos.ends import Ends, ends
from tests.chaos.lives import Life
from tests.chaos.warm import Child, Warm
from tests.conftest import NOW
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, Desk, connect

SENDING_SCOPE = "https://www.googleapis.com/auth/gmail.compose"
SCOPES = (MAIL_SCOPE, CALENDAR_SCOPE, SENDING_SCOPE)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NAMES = ("dana", "eve", "zoe")
ARCHIVE = "".join(
    f"From sender@x Mon Feb 16 09:00:0{number} 2026\nFrom: {name.title()} Lee <{name}@lee.example>\n"
    f"To: Alex Example <alex@example.com>\nDelivered-To: alex@example.com\nSubject: A question\n"
    f"Message-ID: <a{number}@lee.example>\nDate: Mon, 16 Feb 2026 09:00:0{number} +0000\n\n"
    "Hi Alex,\n\nWould you have 20 minutes for an informational interview? I would love to hear about your path.\n\n"
    f"{name.title()}\n\n"
    for number, name in enumerate(("ivo", "mara"))
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of work: the life that does it, the state it begins in, and when."""

    name: str
    life: str
    begins: str
    now: datetime = NOW
    is_written: bool = True
    """It changes something at the provider, which begins anew for every case; the others read one that stands still."""
    leaves_out: tuple[str, ...] = ()
    """Tables whose end a kill may change, because nothing is ever done twice to make up for it."""


SCENES = (
    Scene("reading", "read", "connected", is_written=False),
    Scene("renewing a token", "read", "stale", is_written=False),
    Scene("sending", "send", "read"),
    # What may lie in the mailbox is not put there once more to make sure: that none lies there twice is the verdict.
    Scene("placing drafts", "place", "read", leaves_out=("mailbox_drafts", "activity", "events")),
    Scene("importing a file", "load_file", "handed in"),
    # A summary that may have gone out is never sent again to make sure: that it went out at most once is the verdict.
    Scene("telling the day", "tell", "agreed", NOW + DAY, leaves_out=("digests", "activity")),
    Scene("forgetting", "forget", "read", NOW + 400 * DAY),
    Scene("disconnecting", "disconnect", "read"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the cases share."""

    sandbox: Sandbox
    still: Sandbox
    """The same mailbox, where nothing is ever changed."""
    warm: Warm
    folder: Path

    def settings(self, data: Path, *, is_written: bool = False) -> dict[str, str]:
        return (self.sandbox if is_written else self.still).product_settings() | {
            "WARMTHREAD_DATA_DIR": str(data),
            "WARMTHREAD_UNDO_SECONDS": "0",
            "WARMTHREAD_LOOK_SECONDS": "0.01",
            "WARMTHREAD_WORKERS": "1",
        }

    def begin(self, scene: Scene, name: str) -> Path:
        """A fresh copy of the state that the scene begins in, and the provider as it was then."""
        if scene.is_written:
            _fill(self.sandbox)
        data = self.folder / "cases" / name
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / scene.begins, data)
        return data

    def start(self, scene: Scene, data: Path, *, arm: str = "", trace: Path | None = None, life: int = 1) -> Child:
        """Forks a child that lives the scene in that folder; `life`: how many-th time, each begins a second later."""
        log, settings = self.folder / "children.log", self.settings(data, is_written=scene.is_written)
        return self.warm.start(
            Life(scene.life, settings, (scene.now + life * SECOND).isoformat(), str(log), arm, str(trace or ""))
        )

    def end(self, scene: Scene, data: Path) -> Ends:
        """What it came to."""
        with self.opened(data, scene.now) as context:
            found = ends(context)
        return {table: lines for table, lines in found.items() if table not in scene.leaves_out}

    def sent(self) -> list[tuple[str, str, str]]:
        return letters(self.sandbox)

    def lying(self) -> list[tuple[str, str]]:
        """To whom and about what: one entry for each unsent draft in the mailbox."""
        return sorted((str(one["to"]), str(one["subject"])) for one in self.sandbox.control.get("drafts")["drafts"])

    @contextmanager
    def opened(self, data: Path, now: datetime) -> Iterator[Context]:
        context = open_context(load_settings(self.settings(data)), ManualClock(now))
        yield context
        context.database.close()


def letters(sandbox: Sandbox) -> list[tuple[str, str, str]]:
    """To whom, about what and with which words: one entry for each mail in the provider's own log."""
    sent = (message_from_bytes(b64decode(one["raw"])) for one in sandbox.control.sent())
    return sorted((str(one["To"]), str(one["Subject"]), str(one.get_payload())) for one in sent)


@contextmanager
def running_stage(folder: Path, warm: Warm) -> Iterator[Stage]:
    """The stage with every state that a scene begins in."""
    beginning = ("--scenario", "none", "--now", NOW.isoformat())
    with run_sandbox(*beginning) as sandbox, run_sandbox(*beginning) as still:
        stage = Stage(sandbox, still, warm, folder)
        _connect(stage)
        shutil.copytree(folder / "connected", folder / "rehearsal")
        warm.rehearse(stage.settings(folder / "rehearsal"), NOW.isoformat())
        shutil.copytree(folder / "connected", folder / "read")
        assert stage.start(replace(SCENES[0]), folder / "read").wait() == 0
        for name, change in (("stale", _let_token_end), ("handed in", _hand_in), ("agreed", _agree)):
            shutil.copytree(folder / "read", folder / name)
            with stage.opened(folder / name, NOW) as context:
                change(context)
        yield stage


def _connect(stage: Stage) -> None:
    data = stage.folder / "connected"
    data.mkdir()
    with stage.opened(data, NOW) as context:
        Base.metadata.create_all(context.database.engine)
        connect(stage.still, context, *SCOPES)
    _fill(stage.still)


def _fill(sandbox: Sandbox) -> None:
    """The provider as it is at the beginning of every case: the same ids and the same tokens each time."""
    control = sandbox.control
    control.reset()
    control.credentials(*SCOPES)
    desk = Desk(None, control, LOCAL_PERSON, "")  # type: ignore[arg-type]
    for number, name in enumerate(NAMES):
        desk.request(name, at=NOW - (6 * DAY) + number * HOUR)
        desk.put_talk(name, NOW - (4 + number) * HOUR)
    report = "Good to talk! I'll send you the report."
    desk.deliver("Eve Poe <eve@poe.example>", "Re: A question", report, at=NOW - HOUR)


def _let_token_end(context: Context) -> None:
    """The access token's hour is over, and a mail has come since."""
    with context.database.reading() as session:
        (account,) = accounts.listing(session, LOCAL_PERSON)
    store = SealedTokens(context, account.id, LOCAL_PERSON)
    kept = google_tokens.unpack(store.load())
    store.save(google_tokens.pack(replace(kept, expiry=(NOW - DAY).isoformat())))


def _hand_in(context: Context) -> None:
    with Receiving(context, LOCAL_PERSON, "Mail.mbox") as coming:
        coming.write(ARCHIVE.encode())
        coming.finish()


def _agree(context: Context) -> None:
    with context.database.writing(LOCAL_PERSON) as session:
        digest.agree(session, LOCAL_PERSON, "You agree to a mail a day.", "en", NOW - HOUR)

"""The command line in this process, on a data folder of the test's own, with the real workers behind it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from service import migrate, outbox
from service.accounts import LOCAL_PERSON, ensure_local_person
from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.clock import real_now
from service.context import Context, open_context
from service.schema import Account, Draft, Interview, OwnAddress
from service.sealed import DraftContent, open_draft, seal_draft
from service.settings import Settings, load_settings
from workers.runner import Runner

NOW = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
BODY = "Hi Dana,\n\nThank you for your time on Thursday. The story of the first bridge stayed with me.\n\nMaya"


@dataclass(frozen=True)
class Answer:
    """What one command said and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Cli:
    """Runs commands as `warmthread …` would."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> Answer:
        self.capsys.readouterr()
        code = invoke(arguments, self.runtime())
        out, err = self.capsys.readouterr()
        return Answer(code, out, err)

    def runtime(self) -> Runtime:
        return Runtime(engine=Runner, load=self.settings)

    def settings(self) -> Settings:
        own = {
            "WARMTHREAD_DATA_DIR": str(self.folder),
            "WARMTHREAD_CLOCK_FILE": str(self.folder.with_name("clock")),
            "WARMTHREAD_BIND": "127.0.0.1:1",
        }
        return load_settings({**own, **self.environ})

    def context(self) -> Context:
        """The database with its tables and person, opened by nobody's command."""
        context = open_context(self.settings())
        migrate.upgrade(context.database, backup=None)
        ensure_local_person(context)
        return context

    def begin(self) -> None:
        """An installation with nothing in it, as the first start makes it."""
        self.context().database.close()


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """The command line; port 1 answers nobody, so no command takes another program for a running Warmthread."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    # As in the demo: one clock for every command, that begins at NOW.
    (tmp_path / "clock").write_text(str((NOW - real_now()).total_seconds()))
    yield Cli(tmp_path / "data", capsys)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


# --- rows to work on ---------------------------------------------------------------------------------------------


def add_account(context: Context, state: str = "connected", reason: str = "") -> str:
    """A Google account that may send."""
    with context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Account(
                id="acc_maya",
                person_id=LOCAL_PERSON,
                provider="google",
                email="maya@reed.example",
                connection_state=state,
                state_reason=reason,
                can_send=True,
                since=NOW - timedelta(days=90),
                created_at=NOW,
            )
        )
        session.add(
            OwnAddress(person_id=LOCAL_PERSON, key="maya@reed.example", email="maya@reed.example", is_main=True)
        )
    return "acc_maya"


def add_draft(context: Context, draft_id: str = "drf_0a1b2c3d4e5f", body: str = BODY) -> str:
    """A thank-you that waits for review, about an interview that was held."""
    with context.database.writing(LOCAL_PERSON) as session:
        interview = Interview(
            id=f"int_{draft_id[4:]}",
            person_id=LOCAL_PERSON,
            meeting=f"{draft_id}|master",
            status="held",
            band="log",
            classification="informational",
            title="Coffee with Dana",
            start=NOW - timedelta(days=1),
            end=NOW - timedelta(days=1) + timedelta(minutes=30),
            timezone="America/Chicago",
            first_seen_at=NOW,
            updated_at=NOW,
        )
        session.add(interview)
        session.flush()
        session.add(
            Draft(
                id=draft_id,
                person_id=LOCAL_PERSON,
                interview_id=interview.id,
                kind="thank_you",
                state="needs_review",
                sender="maya@reed.example",
                to=["dana@hall.example"],
                subject="Thank you",
                content_sealed=seal_draft(
                    context.vault, DraftContent(body, ({"source": "msg:1", "quote": "the first bridge"},)), draft_id
                ),
                send_at=NOW + timedelta(hours=20),
                created_at=NOW,
                updated_at=NOW,
            )
        )
    return draft_id


def state_of(context: Context, draft_id: str) -> str:
    with context.database.reading() as session:
        return session.get_one(Draft, draft_id).state


def digest_of(context: Context, draft_id: str) -> str:
    with context.database.reading() as session:
        row = session.get_one(Draft, draft_id)
        return outbox.text_digest(row, open_draft(context.vault, row).body)


@pytest.fixture
def lived(cli: Cli) -> Cli:
    """A folder with an account and a draft."""
    context = cli.context()
    add_account(context)
    add_draft(context)
    context.database.close()
    return cli

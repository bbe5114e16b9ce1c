"""Words that stand for what nobody may read, in subjects, texts, names, addresses, notes, queries and tokens: a stretch of
life with trouble in it, at DEBUG, leaves none of them in the logs and the figures.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy import select

from infra.sandbox.process import Sandbox
from service import matching, outbox
from service.cli import logs
from service.clock import ManualClock
from service.context import Context
from service.schema import Draft, Interview
from service.sealed import DraftContent, open_draft, seal_draft
from service.tokens import SealedTokens
from service.web.sign_in import sign_in_link
from tests.conftest import NOW
from tests.service.office import add_draft
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, Desk, connect
from tests.service.web.conftest import Browser, browser, poll

SUBJECT, TEXT, NAME, HOST = "quizzicalsubject", "brambletext", "Wrenfold", "thistledown.example"
PLACE, NOTE, ASKED, DRAFTED = "marmaladeroom", "gooseberrynote", "persimmonquery", "tamarindletter"
WORDS = (SUBJECT, TEXT, NAME, HOST, PLACE, NOTE, ASKED, DRAFTED, "alex@example.com", "sqlite:///")
COMPOSE = "https://www.googleapis.com/auth/gmail.compose"


@contextmanager
def everything_logged() -> Iterator[None]:
    """Every logger of every library at DEBUG, through what the product sets up; the database's at INFO, where it shows
    statements with what they carry, and not yet each row that comes back.
    """
    named = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    before = [(one, one.level) for one in named]
    logs.configure("DEBUG", "json")
    logging.getLogger().setLevel(logging.DEBUG)
    for one in named:
        one.setLevel(logging.INFO if one.name.startswith("sqlalchemy") else logging.DEBUG)
    yield
    for one, level in before:
        one.setLevel(level)


def arrange(desk: Desk, name: str) -> None:
    """Somebody asks for a talk, and it stands in the calendar."""
    address = f"{name} Secret <{name.lower()}@{HOST}>"
    text = f"Hi Alex,\n\nwould you have 20 minutes for an informational interview? {TEXT}.\n\n{name}"
    desk.deliver(address, f"A question about {SUBJECT}", text)
    guest = {"email": f"{name.lower()}@{HOST}", "displayName": name, "responseStatus": "accepted"}
    more = {"summary": f"Coffee chat with {name} on {SUBJECT}", "location": PLACE, "description": TEXT}
    desk.put_talk(name.lower(), NOW + timedelta(hours=3), attendees=[guest], **more)


def browse(web: Browser, interview_id: str) -> None:
    """Looks around and leaves a note, also where nothing is."""
    for path in ("/", "/interviews", f"/interviews?q={ASKED}", f"/{ASKED}", f"/interviews/{ASKED}", "/health"):
        web.get(path)
    web.get(f"/connect/google/callback?state={ASKED}&code={quote(TEXT)}")
    assert web.post(f"/interviews/{interview_id}/notes", {"text": NOTE, "note": NOTE}).status_code in {303, 400, 404}
    web.post(f"/interviews/{interview_id}/{ASKED}", {"text": NOTE})


def send(desk: Desk) -> None:
    """A letter goes out, and the provider's answer is lost on the way."""
    draft_id = add_draft(desk.context, desk.person, desk.account_id, "")
    with desk.context.database.writing(desk.person) as session:
        draft = session.get_one(Draft, draft_id)
        draft.content_sealed = seal_draft(desk.context.vault, DraftContent(f"Hi,\n\n{DRAFTED}\n\nAlex\n"), draft_id)
        draft.subject, draft.to = f"Re: {SUBJECT}", [f"{NAME.lower()}@{HOST}"]
        session.flush()
        digest = outbox.text_digest(draft, open_draft(desk.context.vault, draft).body)
        outbox.approve(session, desk.context, desk.person, draft_id, digest=digest)
    desk.control.order_fault("gmail.users.drafts.send", "close_after")


def secrets_of(desk: Desk, web: Browser) -> set[str]:
    """What opens doors: the provider's tokens, the session, the form, the key."""
    tokens = SealedTokens(desk.context, desk.account_id, desk.person).load()
    found = {value for value in json.loads(tokens).values() if isinstance(value, str) and len(value) > 15}
    key = (desk.context.settings.data_dir / "secret.key").read_text(encoding="ascii").strip().partition(":")[2]
    return {one for one in found if "://" not in one} | {web.cookie, web.form_token, key}


def test_no_word_of_anybody_is_in_the_logs_or_the_figures(
    sandbox: Sandbox,
    installed: Context,
    clock: ManualClock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = connect(sandbox, installed, MAIL_SCOPE, CALENDAR_SCOPE, COMPOSE, undo_seconds=0)
    with everything_logged(), (web := browser(desk.context)).client:
        arrange(desk, NAME)
        poll(desk)
        with desk.context.database.reading() as session:
            interview = session.scalars(select(Interview)).first()
        assert interview is not None, "nothing was read, so nothing could have been told"
        browse(web, interview.id)
        trouble(desk, monkeypatch)
        send(desk)
        for _ in range(3):
            clock.move_to(clock() + timedelta(hours=2))
            poll(desk)
        figures = web.get("/metrics").text
        link, secret = sign_in_link(desk.context), secrets_of(desk, web)
        web.get(link.partition("8765")[2])
    log = capsys.readouterr().err
    assert len(secret) >= 4
    told = [json.loads(line) for line in log.splitlines()]
    happened = {line["event"] for line in told}
    libraries = {line["library"].partition(".")[0] for line in told if "library" in line}
    assert {"web.answered", "poll.failed", "job.failed", "library.spoke"} <= happened
    assert {"sqlalchemy", "dramatiq"} <= libraries
    hidden = (*WORDS, *secret, link.rpartition("/")[2], link.rpartition("=")[2])
    assert [word for word in hidden if word.lower() in log.lower()] == []
    assert [word for word in hidden if word.lower() in figures.lower()] == []
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", log + figures) == []


def trouble(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider breaks, a job breaks with a stranger's words in its exception, and so does whoever logs carelessly."""
    arrange(desk, f"Other{NAME}")
    desk.control.order_fault("gmail.users.history.list", "status", times=1)
    poll(desk)
    real, broken = matching.match_message, list[bool]()

    def break_once(*given: object, **named: object) -> None:
        if len(broken) < 2:  # once together with others, once alone
            broken.append(True)
            raise ValueError(f"{SUBJECT} of {NAME}@{HOST}")
        real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(matching, "match_message", break_once)
    poll(desk)
    structlog.get_logger().warning(f"careless {SUBJECT}", subject=SUBJECT, account=f"{NAME}@{HOST}", error=TEXT * 9)
    logging.getLogger("of.somebody").warning("%s of %s", SUBJECT, NAME)

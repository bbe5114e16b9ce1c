"""The web application over a fresh installation, as a browser on this machine sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from infra.sandbox.process import Sandbox, run_sandbox
from service.accounts import LOCAL_PERSON, ensure_local_person
from service.clock import ManualClock, real_now
from service.context import Context
from service.settings import Settings
from service.web import sessions
from service.web.app import build_app
from service.web.sign_in import sign_in_link
from tests.conftest import NOW
from tests.service.asking import Mailhouse, standing_in
from tests.service.sandboxed import Desk, connect
from workers.runner import Runner

ORIGIN = "http://127.0.0.1:8765"
CLIENT = ("127.0.0.1", 50_000)


def with_settings(context: Context, **changed: object) -> Context:
    """The same surroundings under other settings."""
    settings: Settings = context.settings.model_copy(update=changed)
    return Context(settings, context.clock, context.database, context.vault)


def stranger(context: Context, *, client: tuple[str, int] = CLIENT, base_url: str = ORIGIN) -> TestClient:
    """A browser without a session, that follows no redirects and shows what broke as the person would see it."""
    return TestClient(
        build_app(context), base_url=base_url, client=client, follow_redirects=False, raise_server_exceptions=False
    )


class Browser:
    """A browser that is signed in: every click carries its form's token and the page's origin."""

    def __init__(self, context: Context, opened: TestClient) -> None:
        self.context, self.client = context, opened

    def sign_in(self) -> None:
        """Opens a new one-time link."""
        link = sign_in_link(self.context)
        assert self.client.get(link.partition("8765")[2]).status_code == 303

    @property
    def form_token(self) -> str:
        """What a form of this session carries."""
        with self.context.database.reading() as session:
            rows = sessions.list_sessions(session, LOCAL_PERSON, real_now())
        return next(row.form_token for row in rows if row.digest == sessions.digest_of(self.cookie))

    @property
    def cookie(self) -> str:
        """The token that signs this browser in."""
        return str(self.client.cookies.get("warmthread_8765", ""))

    def get(self, path: str, **how: Any) -> httpx2.Response:
        """Asks for a page."""
        return self.client.get(path, **how)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None, **how: Any
    ) -> httpx2.Response:
        """A click on a page of ours. `headers` may take the token or the origin away by setting them to ""."""
        sent = {"Origin": ORIGIN, "X-Form-Token": self.form_token, **(headers or {})}
        return self.client.post(path, data=data, headers={name: value for name, value in sent.items() if value}, **how)

    def follow(self, answer: httpx2.Response) -> httpx2.Response:
        """Goes where a click led."""
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.headers["location"])


def browser(context: Context, **how: Any) -> Browser:
    """A browser that is signed in over that installation."""
    opened = Browser(context, stranger(context, **how))
    opened.sign_in()
    return opened


@pytest.fixture
def installed(empty_context: Context) -> Context:
    """A fresh installation with a Google client."""
    ensure_local_person(empty_context)
    return with_settings(
        empty_context, google_client_id="client", google_auth_url="http://127.0.0.1:4100/o/oauth2/v2/auth"
    )


@pytest.fixture(scope="session")
def _google() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as started:
        yield started


@pytest.fixture
def sandbox(_google: Sandbox) -> Sandbox:
    """A Google with one empty mailbox and calendar."""
    _google.control.reset()
    return _google


@pytest.fixture
def desk(sandbox: Sandbox, installed: Context) -> Desk:
    """The installation with an account at that Google."""
    return connect(sandbox, installed)


def poll(desk: Desk) -> None:
    """As the workers do, until nothing waits; a moment after whatever was read before."""
    clock = desk.context.clock
    assert isinstance(clock, ManualClock)
    clock.move_to(clock() + timedelta(seconds=1))
    with Runner(desk.context) as runner:
        runner.sync_once()


@pytest.fixture
def web(request: pytest.FixtureRequest, installed: Context) -> Iterator[Browser]:
    """A signed-in browser over a fresh installation, or over that of the `desk` that the test asks for."""
    desk: Desk | None = request.getfixturevalue("desk") if "desk" in request.fixturenames else None
    opened = browser(desk.context if desk else installed)
    with opened.client:
        yield opened


@pytest.fixture
def mailhouse(monkeypatch: pytest.MonkeyPatch) -> Mailhouse:
    """Who answers to an address and a password."""
    return standing_in(monkeypatch)


@pytest.fixture
def nobody(installed: Context) -> Iterator[TestClient]:
    """A browser over the same installation that is not signed in."""
    with stranger(installed) as opened:
        yield opened

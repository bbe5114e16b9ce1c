"""The web application over a fresh installation, as a browser on this machine sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from service.accounts import ensure_local_person
from service.context import Context
from service.settings import Settings
from service.web.app import build_app

ORIGIN = "http://127.0.0.1:8765"
CLIENT = ("127.0.0.1", 50_000)


def with_settings(context: Context, **changed: object) -> Context:
    """The same surroundings under other settings."""
    settings: Settings = context.settings.model_copy(update=changed)
    return Context(settings, context.clock, context.database, context.vault)


def browser(context: Context, *, client: tuple[str, int] = CLIENT, base_url: str = ORIGIN) -> TestClient:
    """A browser that follows no redirects and shows what broke as the person would see it."""
    return TestClient(
        build_app(context), base_url=base_url, client=client, follow_redirects=False, raise_server_exceptions=False
    )


@pytest.fixture
def installed(empty_context: Context) -> Context:
    """A fresh installation with a Google client."""
    ensure_local_person(empty_context)
    return with_settings(
        empty_context, google_client_id="client", google_auth_url="http://127.0.0.1:4100/o/oauth2/v2/auth"
    )


@pytest.fixture
def web(installed: Context) -> Iterator[TestClient]:
    with browser(installed) as opened:
        yield opened

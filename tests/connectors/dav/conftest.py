"""One Dovecot, one Radicale and one recorder for all tests here; every test begins with two people and empty mailboxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from tests.connectors.dav.calendar_desk import CalendarDesk
from tests.connectors.dav.posting import THANKS, Post
from tests.connectors.dav.workshop import DavWorkshop
from tests.servers import Missing, refuse_or_skip
from tests.servers.bending import bending_http
from tests.servers.cutting import cutting_imap, cutting_smtp
from tests.servers.dovecot import BARE, PLAIN, Dovecot, running_dovecot
from tests.servers.radicale import Radicale, running_radicale
from tests.servers.smtp_recorder import Recorder, running_recorder


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """With everything that it can do, CONDSTORE and QRESYNC too."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_dovecot())
        except Missing as missing:
            refuse_or_skip(missing)
        yield server


@pytest.fixture(scope="session")
def plain_dovecot() -> Iterator[Dovecot]:
    """Without CONDSTORE, QRESYNC and LIST-STATUS."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_dovecot(capabilities=PLAIN))
        except Missing as missing:
            refuse_or_skip(missing)
        yield server


@pytest.fixture(scope="session")
def radicale() -> Iterator[Radicale]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_radicale())
        except Missing as missing:
            refuse_or_skip(missing)
        yield server


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_recorder())
        except Missing as missing:
            refuse_or_skip(missing)
        yield server


@contextmanager
def workshop_over(imap: Dovecot, smtp: Recorder, dav: Radicale) -> Iterator[DavWorkshop]:
    """A workshop that stands behind proxies of its own."""
    with cutting_imap(imap.port) as imap_line, cutting_smtp(smtp.port) as smtp_line, bending_http(dav.port) as dav_line:
        made = DavWorkshop(imap, smtp, dav, imap_line, smtp_line, dav_line)
        made.begin_afresh()
        try:
            yield made
        finally:
            made.end()


@pytest.fixture
def workshop(dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> Iterator[DavWorkshop]:
    with workshop_over(dovecot, recorder, radicale) as made:
        yield made


@pytest.fixture
def plain_workshop(plain_dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> Iterator[DavWorkshop]:
    """The same over a server with few abilities."""
    with workshop_over(plain_dovecot, recorder, radicale) as made:
        yield made


@pytest.fixture
def desk(radicale: Radicale) -> Iterator[CalendarDesk]:
    """Calendars alone, at the beginning of October 2026."""
    with bending_http(radicale.port) as proxy:
        made = CalendarDesk(radicale, proxy, datetime(2026, 10, 5, 14, 0, tzinfo=UTC))
        made.begin_afresh()
        yield made


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

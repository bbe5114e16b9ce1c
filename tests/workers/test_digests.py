"""The workers send the digests that are due: each once, however many look, and one person's trouble stays theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from infra.sandbox.process import Sandbox
from service import digest
from service.context import Context
from service.schema import Digest, Person
from tests.conftest import NOW
from tests.service.planted import Garden
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, Desk, connect
from tests.service.test_digest import SENDING
from workers.digests import send_digests
from workers.leading import Leader
from workers.runner import Runner

HOUR = timedelta(hours=1)


def wanting(sandbox: Sandbox, context: Context) -> Desk:
    """Somebody with a mailbox that may send, who agreed, and has a conversation today."""
    desk = connect(sandbox, context, MAIL_SCOPE, CALENDAR_SCOPE, SENDING)
    with context.database.writing(desk.person) as session:
        digest.agree(session, desk.person, "words", "en", NOW - timedelta(days=2))
    Garden(desk.context, desk.person).talk("Dana", NOW + HOUR)
    return desk


def states(context: Context) -> list[str]:
    with context.database.reading() as session:
        return list(session.scalars(select(Digest.state)))


def test_many_workers_that_look_at_once_send_one(sandbox: Sandbox, context_on_both: Context) -> None:
    desk = wanting(sandbox, context_on_both)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: send_digests(desk.context), range(4)))
    assert states(desk.context) == ["sent"]
    assert len(sandbox.control.sent()) == 1


def test_the_leader_sends_it(sandbox: Sandbox, empty_context: Context) -> None:
    desk = wanting(sandbox, empty_context)
    leader = Leader(desk.context, Runner(desk.context).pipeline)
    leader.turn()
    leader.turn()
    leader._pool.shutdown(wait=True)
    assert len(sandbox.control.sent()) == 1


def test_the_trouble_of_one_does_not_keep_the_others_from_theirs(sandbox: Sandbox, empty_context: Context) -> None:
    desk = wanting(sandbox, empty_context)
    with desk.context.database.writing("per_anna") as session:
        said = {"at": (NOW - timedelta(days=2)).isoformat(), "email": "anna@example.org", "words": "x"}
        settings = {"digest": True, "digest_consent": said}
        session.add(Person(id="per_anna", name="Anna", settings=settings, created_at=NOW))
    anna = Garden(desk.context, "per_anna")
    anna.account(email="anna@example.org")
    anna.talk("Kim", NOW + HOUR)
    send_digests(desk.context)
    assert sorted(states(desk.context)) == ["failed", "sent"]
    assert len(sandbox.control.sent()) == 1

"""A machine whose clock is wrong: what a provider said of times still counts, and nothing that ended stands for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.contract import Authorized, Grant
from service import accounts, audits
from service.context import Context
from service.schema import Account, AuditRun
from tests.conftest import NOW
from tests.rows import rows
from tests.service.mailroom import Mailroom
from tests.service.talks import START, request, talk

BEHIND = [timedelta(milliseconds=300), timedelta(minutes=5), timedelta(days=1)]


@pytest.fixture
def room(context: Context) -> Mailroom:
    return Mailroom(context)


@pytest.mark.parametrize("behind", BEHIND)
def test_what_left_the_calendar_is_off_although_our_clock_is_behind_the_providers(
    room: Mailroom, behind: timedelta
) -> None:
    entered = talk(updated=NOW + behind)
    other = talk("u2", START + timedelta(days=30), updated=NOW)
    room.deliver(request(), now=NOW)
    room.store_list(NOW, entered, other, read_id="first")
    assert {row.status for row in room.interviews() if row.start == START} == {"accepted"}
    room.store_list(NOW, other, read_id="second")
    assert {row.status for row in room.interviews() if row.start == START} == {"cancelled"}


def test_an_account_that_was_counted_while_the_clock_was_ahead_is_counted_again(context: Context, alice: str) -> None:
    grant = Grant((), (), can_read_mail=True, can_read_calendar=False, can_send=False)
    account_id = accounts.connect(context, alice, "google", Authorized("{}", "a@x.example", "", grant))
    with context.database.writing(alice) as session:
        account = session.get_one(Account, account_id)
        account.created_at, account.caught_up_at = NOW - 2 * audits.EVERY, NOW
        audits.ask(session, alice, account_id, NOW + timedelta(days=400))
        session.flush()
        session.get_one(AuditRun, account_id).state = audits.DONE
    audits.plan(context)
    (run,) = rows(context, "audits")
    assert (run["state"], run["asked_at"]) == (audits.WAITING, NOW)

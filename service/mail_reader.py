"""One account's mailbox, slice by slice: its first place, what is new since, and the looks into its past.

The place to go on from is taken and stored before the first look, so that nothing falls between. An expired one is never
jumped: a new one is taken first, and looks find what came and what went (`gaps`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import MailPage, MessageChange
from connectors.errors import CursorExpired, SlowDown, TryAgain
from service import gaps, ingest, metrics, placed, retries
from service.first_looks import MAIL, a_look, first_looks, mail_query, own_emails
from service.ingest import Stored
from service.schema import Account, Cursor, Reading
from service.turn import NO_END, REFUSES_TO_GO_ON, Slice, Stale, Turn, put_cursor

_ASKED = "asked"
"""What a turn calls the mails that somebody wants read once more."""
_TROUBLES = 3
"""So many single mails in one go may give trouble before it is taken for the provider's own."""


class MailReader:
    """The mailbox of the account whose turn it is."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def start(self) -> Slice | None:
        if not self._turn.account.can_read_mail or self._turn.cursor(MAIL) is not None:
            return None
        value = self._turn.mail().start()

        def store(session: Session, account: Account) -> None:
            put_cursor(session, account, MAIL, value, self._turn.now())
            for purpose, part, query in first_looks(account.since, own_emails(session, account), self._turn.now()):
                session.add(a_look(account, purpose, query, self._turn.now(), *part))

        return self._turn.commit("start_mailbox", store, Slice())

    def read(self) -> Slice | None:
        if not self._turn.account.can_read_mail or MAIL in self._turn.seen:
            return None
        cursor = self._turn.cursor(MAIL)
        if cursor is None:
            return None
        try:
            with self._turn.carefully(MAIL):
                page = self._turn.mail().changes(cursor.value, self._known(is_people_look=False))
        except CursorExpired:
            metrics.cursor_expired(self._turn.account.provider, MAIL)
            return self._close_gap(cursor)
        if not page.changes and page.next_cursor == cursor.value and not cursor.expiries:
            self._turn.seen.add(MAIL)
            return None

        def advance(session: Session, account: Account) -> None:
            put_cursor(session, account, MAIL, page.next_cursor or cursor.value, self._turn.now(), old=cursor.value)
            if page.are_drafts_touched:
                placed.look_soon(session, account.id, self._turn.now())

        done = self._store_mail(page, "poll_mail", advance)
        if page.is_caught_up:
            self._turn.seen.add(MAIL)
        return done

    def _close_gap(self, expired: Cursor) -> Slice:
        """The provider does not go on from this place: a new one is taken first, then looks find what happened."""
        if MAIL in self._turn.begun_anew:
            self._turn.seen.add(MAIL)
            self._turn.refused = REFUSES_TO_GO_ON
            return Slice()
        self._turn.begun_anew.add(MAIL)
        if expired.expiries:
            self._turn.refused = REFUSES_TO_GO_ON
        value = self._turn.mail().start()

        def store(session: Session, account: Account) -> None:
            now, expiries = self._turn.now(), expired.expiries + 1
            put_cursor(session, account, MAIL, value, now, old=expired.value, expiries=expiries)
            if expiries == 1:
                gaps.found(session, account, MAIL, now, since=expired.updated_at)
            gaps.look_through_mail(session, account, value, expired.updated_at, now)
            placed.look_soon(session, account.id, now)

        return self._turn.commit("close_gap", store, Slice())

    def next_look(self) -> Reading | None:
        with self._turn.context.database.reading() as session:
            waiting = select(Reading).where(
                Reading.account_id == self._turn.account.id,
                Reading.finished_at.is_(None),
                Reading.id.not_in(self._turn.stuck),
            )
            return session.scalar(waiting.order_by(Reading.created_at, Reading.id).limit(1))

    def look_back(self) -> Slice | None:
        look = self.next_look() if self._turn.account.can_read_mail else None
        if look is None:
            return None
        try:
            return self._look_for_what_went(look) if look.purpose == gaps.WENT else self._look_for_mail(look)
        except CursorExpired:
            return self._begin_look_anew(look)

    def _look_for_mail(self, look: Reading) -> Slice:
        known = self._known(is_people_look=look.purpose == "people")
        with self._turn.carefully(MAIL):
            page = self._turn.mail().search(mail_query(look.query), look.cursor, known)
        if page.next_cursor is not None and page.next_cursor == look.cursor and not page.changes:
            raise CursorExpired(NO_END)

        def advance(session: Session, _account: Account) -> None:
            row = unchanged(session, look)
            row.cursor = page.next_cursor
            row.listed += page.listed
            row.read += len(page.changes)
            if page.next_cursor is None:
                row.finished_at = self._turn.now()

        is_gap = look.purpose == gaps.CAME
        return self._store_mail(page, "look_back", advance, self._count_for_gap if is_gap else None)

    def _begin_look_anew(self, look: Reading) -> Slice:
        """Its place in the listing is gone: what is stored by now costs nothing. The others are gone on with first."""
        self._turn.leave_alone(look.id, NO_END)

        def store(session: Session, _account: Account) -> None:
            row = unchanged(session, look)
            row.cursor, row.query = None, {name: row.query[name] for name in row.query if name != gaps.IS_LISTED}

        return self._turn.commit("look_anew", store, Slice())

    def _look_for_what_went(self, look: Reading) -> Slice:
        """Lists the whole mailbox, then asks after what is stored and was not listed."""
        if look.query.get(gaps.IS_LISTED):
            return self._ask_after_unlisted(look)
        page = self._turn.mail().census(datetime.fromisoformat(look.query["since"]), look.cursor)

        def store(session: Session, account: Account) -> None:
            row = unchanged(session, look)
            if look.cursor is None:
                gaps.begin_listing(session, account.id)
            gaps.listed(session, account.id, [one.provider_id for one in page.listed])
            row.cursor, row.listed = page.next_cursor, row.listed + len(page.listed)
            if page.next_cursor is None:
                row.query = {**row.query, gaps.IS_LISTED: True}

        return self._turn.commit("list_mailbox", store, Slice())

    def _ask_after_unlisted(self, look: Reading) -> Slice:
        with self._turn.context.database.reading() as session:
            unlisted = gaps.unlisted(session, self._turn.account.id)
        try:
            changes, asked = self._read_each(unlisted)
        except TryAgain as trouble:
            return self._turn.leave_alone(look.id, trouble.detail)

        def advance(session: Session, account: Account) -> None:
            row = unchanged(session, look)
            gaps.listed(session, account.id, asked)
            row.read += len(changes)
            if not unlisted:
                gaps.forget_unlisted(session, account.id)
                row.finished_at = self._turn.now()

        return self._store_mail(MailPage(changes, None), "ask_after", advance, self._count_for_gap)

    def _count_for_gap(self, session: Session, account: Account, stored: Stored) -> None:
        session.flush()
        gaps.count(session, account, MAIL, stored)
        if gaps.is_whole(session, account.id):
            gaps.close(session, account, MAIL, self._turn.now())

    def _store_mail(
        self,
        page: MailPage,
        work: str,
        advance: Callable[[Session, Account], None],
        after: Callable[[Session, Account, Stored], None] | None = None,
    ) -> Slice:
        done = Slice()

        def keep(session: Session, page: MailPage) -> Stored:
            return ingest.store_mail_page(
                session, self._turn.context.vault, self._turn.account.id, page, self._turn.now()
            )

        def store(session: Session, account: Account, page: MailPage) -> None:
            advance(session, account)
            done.stored = keep(session, page)
            if after is not None:
                after(session, account, done.stored)

        return self._turn.commit_page(work, MAIL, page, keep, store, done)

    # --- once more ---

    def read_again_as_asked(self) -> Slice | None:
        """What could not be read and the person wants to have tried once more."""
        with self._turn.context.database.reading() as session:
            asked = retries.asked(session, self._turn.account.id)
        if not asked or _ASKED in self._turn.stuck:
            return None
        changes: Sequence[MessageChange] = ()
        mail = asked.mail
        try:
            if self._turn.account.can_read_mail:
                changes, mail = self._read_each(asked.mail)
        except TryAgain as trouble:
            # What is new, and a calendar that was asked for, do not wait for these.
            left, mail = self._turn.leave_alone(_ASKED, trouble.detail), ()
            if not asked.calendars:
                return left

        def tried(session: Session, account: Account) -> None:
            retries.tried(session, account.id, replace(asked, mail=mail), self._turn.now())

        return self._store_mail(MailPage(tuple(changes), None), "read_again", tried)

    def _read_each(self, ids: Sequence[str]) -> tuple[tuple[MessageChange, ...], tuple[str, ...]]:
        """These mails by their ids, as far as the provider's patience goes, and which of them were answered for. One that
        it has trouble with is passed over: the others need not wait for it. Raises SlowDown or TryAgain when none was.
        """
        changes: list[MessageChange] = []
        answered: list[str] = []
        for position, provider_id in enumerate(ids):
            try:
                with self._turn.carefully(MAIL):
                    changes += self._turn.mail().read_again((provider_id,))
            except (SlowDown, TryAgain) as trouble:
                is_over = isinstance(trouble, SlowDown) or position + 1 - len(answered) >= _TROUBLES
                if not answered and (is_over or position + 1 == len(ids)):
                    raise
                if is_over:
                    break
            else:
                answered.append(provider_id)
        return tuple(changes), tuple(answered)

    def _known(self, *, is_people_look: bool) -> Callable[[Sequence[str]], set[str]]:
        def known(ids: Sequence[str]) -> set[str]:
            with self._turn.context.database.reading() as session:
                return ingest.known_messages(session, self._turn.account.id, ids, is_people_look=is_people_look)

        return known


def unchanged(session: Session, look: Reading) -> Reading:
    """The look as it was read. Raises Stale when it is no longer that."""
    row = session.get(Reading, look.id, populate_existing=True)
    if row is None or row.cursor != look.cursor or row.query != look.query:
        raise Stale
    return row

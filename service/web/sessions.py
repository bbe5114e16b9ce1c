"""Who is signed in: one-time links into the pages, and sessions that rotate, expire and can be ended.

A link is printed in the person's own terminal and works once. A session lives in a cookie whose token is known here
only by its digest, so that a stolen database signs nobody in. All times are real ones: they are no part of the product's
clock.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.schema import BrowserSession, SignInLink, new_id

LINK_LASTS = timedelta(minutes=15)
IDLE_AT_MOST = timedelta(days=14)
"""A session that was not used for this long is over."""
LASTS_AT_MOST = timedelta(days=90)
ROTATES_AFTER = timedelta(hours=12)
GRACE = timedelta(minutes=1)
"""How long the token before a rotation still counts: for requests that were under way with it."""
SEEN_EVERY = timedelta(minutes=5)
"""`seen_at` is no finer than this, so that reading a page writes nothing."""


def new_link(session: Session, person_id: str, now: datetime) -> str:
    """The token of a new one-time link for this person; it is not kept, only its digest. Former links end."""
    for row in session.scalars(
        select(SignInLink).where(SignInLink.person_id == person_id, SignInLink.used_at.is_(None))
    ):
        row.used_at = now
    token = secrets.token_urlsafe(24)
    session.add(SignInLink(digest=digest_of(token), person_id=person_id, created_at=now, expires_at=now + LINK_LASTS))
    return token


def use_link(session: Session, token: str, browser: str, now: datetime) -> tuple[BrowserSession, str] | None:
    """Signs a browser in: the session and its cookie's token; None when the link is unknown, used or too old."""
    link = session.get(SignInLink, digest_of(token), populate_existing=True)
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    link.used_at = now
    fresh = secrets.token_urlsafe(32)
    row = BrowserSession(
        id=new_id("ses"),
        person_id=link.person_id,
        digest=digest_of(fresh),
        form_token=secrets.token_urlsafe(24),
        browser=browser[:200],
        created_at=now,
        rotated_at=now,
        seen_at=now,
        expires_at=now + LASTS_AT_MOST,
    )
    session.add(row)
    return row, fresh


def find(session: Session, token: str, now: datetime) -> BrowserSession | None:
    """The living session of a cookie's token, None if there is none."""
    if not token:
        return None
    known = digest_of(token)
    query = select(BrowserSession).where(
        or_(BrowserSession.digest == known, BrowserSession.former_digest == known), BrowserSession.ended_at.is_(None)
    )
    row = session.scalar(query)
    if row is None or row.expires_at <= now or row.seen_at + IDLE_AT_MOST <= now:
        return None
    is_former = row.digest != known
    return None if is_former and row.rotated_at + GRACE <= now else row


def wants_writing(row: BrowserSession, now: datetime) -> bool:
    """Whether `renew` has something to do."""
    return row.rotated_at + ROTATES_AFTER <= now or row.seen_at + SEEN_EVERY <= now


def renew(session: Session, session_id: str, token: str, now: datetime) -> str:
    """Notes that the session is in use and rotates it when it is due: returns the new token, "" for the same one."""
    row = session.get_one(BrowserSession, session_id, populate_existing=True)
    row.seen_at = now
    if row.rotated_at + ROTATES_AFTER > now or row.digest != digest_of(token):
        return ""
    fresh = secrets.token_urlsafe(32)
    row.former_digest, row.digest, row.rotated_at = row.digest, digest_of(fresh), now
    return fresh


def list_sessions(session: Session, person_id: str, now: datetime) -> list[BrowserSession]:
    """The person's living sessions, the one used last first."""
    query = select(BrowserSession).where(
        BrowserSession.person_id == person_id,
        BrowserSession.ended_at.is_(None),
        BrowserSession.expires_at > now,
        BrowserSession.seen_at > now - IDLE_AT_MOST,
    )
    return list(session.scalars(query.order_by(BrowserSession.seen_at.desc(), BrowserSession.id)))


def end(session: Session, person_id: str, session_id: str, now: datetime) -> bool:
    """Ends one session of the person at once; False if there is none of that id."""
    row = session.get(BrowserSession, session_id)
    if row is None or row.person_id != person_id or row.ended_at is not None:
        return False
    row.ended_at = now
    return True


def digest_of(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

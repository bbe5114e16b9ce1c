"""A draft that is open for review in a browser without JavaScript, and its buttons; for the tests beside it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.drafting import versions
from service.schema import Account, Approval, Draft, OwnAddress
from tests.service.drafting.stage import USER, Stage, situation, staged_again
from tests.service.web.conftest import Browser, browser, with_settings

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."


class Page:
    """What a browser has of a review: the fields of its form, which every button sends along."""

    def __init__(self, text: str) -> None:
        self.text = html.unescape(text)
        self.raw = text

    @property
    def fields(self) -> dict[str, str]:
        form = self.raw[self.raw.index('id="draft"') :]
        found = dict(re.findall(r'<input id="(\w+)" name="\w+" type="text" value="([^"]*)"', form))
        version = re.search(r'name="version" value="(\d+)"', form)
        body = re.search(r'<textarea id="body"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
        sender = re.search(r'<option value="([^"]*)" selected>', form)
        assert version
        assert body
        assert sender
        known = {name: found[name] for name in ("to", "cc", "subject")}
        told = {**known, "body": body[1], "sender": sender[1], "version": version[1], "takeaway": ""}
        return {name: html.unescape(value) for name, value in told.items()}


@dataclass
class Review:
    """Noah's draft to Ruth, open in a browser."""

    stage: Stage
    web: Browser
    id: str = ""
    opened: Page = field(default_factory=lambda: Page(""))

    def open(self, query: str = "") -> Page:
        answer = self.web.get(f"/drafts/{self.id}{query}")
        assert answer.status_code == 200, answer.text
        self.opened = Page(answer.text)
        return self.opened

    def press(self, path: str = "", *, page: Page | None = None, **changed: str) -> Page:
        """A button of the page that is open; goes where it leads."""
        sent = {**(page or self.opened).fields, **changed}
        # Browsers send the line ends of a text area as CR LF.
        sent["body"] = sent["body"].replace("\n", "\r\n")
        answer = self.web.post(f"/drafts/{self.id}{path}", sent)
        self.opened = Page(self.web.follow(answer).text)
        return self.opened

    def row(self) -> Draft:
        with self.stage.context.database.reading() as session:
            return session.get_one(Draft, self.id)

    def body(self) -> str:
        return self.stage.body(self.id)

    def approvals(self) -> list[Approval]:
        with self.stage.context.database.reading() as session:
            return list(session.scalars(select(Approval).order_by(Approval.approved_at)))

    def change(self, **values: Any) -> None:
        with self.stage.context.database.writing(LOCAL_PERSON) as session:
            row = session.get_one(Draft, self.id)
            for name, value in values.items():
                setattr(row, name, value)


def reviewing(folder: Path, found: dict[str, Any], stage: Stage) -> Review:
    """A browser over a played situation, with a mailbox that may send."""
    context = with_settings(stage.context, undo_seconds=30, data_dir=folder)
    with context.database.writing(LOCAL_PERSON) as session:
        account = session.scalars(select(Account)).first()
        if account is None:
            account = Account(
                id="acc_1", person_id=LOCAL_PERSON, provider="google", email=USER, since=stage.clock(),
                created_at=stage.clock(),
            )  # fmt: skip
            session.add(account)
        account.can_send, account.connection_state, account.provider = True, "connected", "google"
        for own in session.scalars(select(OwnAddress)):
            own.can_send, own.account_id = True, account.id
    draft = stage.drafts("needs_review", "withdrawn")[0]
    review = Review(stage, browser(context), draft["id"])
    review.open()
    return review


@contextmanager
def opened_review(folder: Path, *, note: str = "") -> Iterator[Review]:
    """With a note the draft says what was noted; without it asks for one line."""
    found = situation(note=note) if note else situation()
    with staged_again(folder, found) as stage:
        opened = reviewing(folder, found, stage)
        with opened.web.client:
            yield opened


def versions_of(review: Review) -> list[versions.Version]:
    with review.stage.context.database.reading() as session:
        return versions.history(session, review.stage.context.vault, review.row())

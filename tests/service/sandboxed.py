"""One person with an account at the sandbox's Google, read by hand: for tests of polling and of the workers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from connectors import registry
from infra.sandbox.process import Control, Sandbox
from service import accounts, leases
from service.clock import real_now
from service.context import Context
from service.leases import AccountLease
from service.polling import AccountReader, Slice
from service.schema import Account
from service.settings import load_settings
from tests.service.mailroom import confirmed

MAIL_SCOPE = "https://www.googleapis.com/auth/gmail.readonly"
CALENDAR_SCOPE = "https://www.googleapis.com/auth/calendar.readonly"
READING = {
    "google": (MAIL_SCOPE, CALENDAR_SCOPE),
    "microsoft": ("Mail.Read", "Calendars.Read", "User.Read", "openid", "profile", "offline_access"),
}
"""The scopes of a consent to read mail and calendars."""
ME = "alex@example.com"
"""The one person of the sandbox's scenario `none`."""


@dataclass
class Desk:
    """A connected account and the provider behind it."""

    context: Context
    control: Control
    person: str
    account_id: str
    delivered: list[str] = field(default_factory=list)

    def lease(self, owner: str = "test") -> AccountLease:
        with self.context.database.writing(self.person) as session:
            lease = leases.take_account(session, self.account_id, owner=owner, real_now=real_now())
        assert lease is not None
        return lease

    def reader(self, owner: str = "test") -> AccountReader:
        return AccountReader(self.context, self.lease(owner))

    def read(self) -> list[Slice]:
        """Reads until nothing waits at the provider."""
        reader = self.reader()
        slices: list[Slice] = []
        while not (slices and slices[-1].is_caught_up):
            slices.append(reader.next_slice())
            assert len(slices) < 200, "reading never comes to an end"
        reader.finish(is_caught_up=True)
        return slices

    def account(self) -> Account:
        with self.context.database.reading() as session:
            return session.get_one(Account, self.account_id)

    def deliver(self, sender: str, subject: str, text: str, *, at: datetime | None = None, **more: Any) -> str:
        """Puts a mail into the mailbox; returns the provider's id. `headers` are further header lines.
        The provider says that it is genuine, unless they say something else of that.
        """
        headers = more.pop("headers", "")
        if more.get("labels") != ["SENT"] and "Authentication-Results:" not in headers:
            headers = f"Authentication-Results: {confirmed(sender)}\n{headers}"
        number = len(self.delivered)
        to = more.pop("to", f"Alex Example <{ME}>")
        message_id = more.pop("message_id", f"<d{number}.{self.person}@test.example>")
        when = f"{at or self.context.clock():%a, %d %b %Y %H:%M:%S} +0000"
        head = f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: {message_id}\nDate: {when}\n{headers}"
        if at:
            more["internal_date"] = at.isoformat()
        told = self.control.deliver(text=f"{head}\n{text}\n", **more)
        self.delivered.append(str(told["id"]))
        return self.delivered[-1]

    def ask(self, name: str, *, at: datetime | None = None, **more: Any) -> str:
        """Somebody asks the person for a talk: a mail that is kept wherever it is met."""
        address = f"{name.title()} Poe <{name}@poe.example>"
        text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
        return self.deliver(address, "A question", f"Hi Alex,\n\n{text}\n\n{name.title()}", at=at, **more)

    def request(self, name: str, *, at: datetime | None = None) -> str:
        """The person asks somebody for a talk."""
        text = f"Hi {name.title()},\n\nwould you have 20 minutes of your time? I would love to hear about your path."
        to = f"{name.title()} Poe <{name}@poe.example>"
        return self.deliver(f"Alex Example <{ME}>", "A question", f"{text}\n\nAlex", at=at, to=to, labels=["SENT"])

    def put_talk(self, name: str, start: datetime, **event: Any) -> dict[str, Any]:
        """A coffee chat with somebody in the person's calendar."""
        calendar = event.pop("calendar", "primary")
        guests = [{"email": ME, "self": True, "responseStatus": "accepted"}]
        guests.append({"email": f"{name}@poe.example", "responseStatus": "accepted"})
        found = {
            "summary": f"Coffee chat with {name.title()}",
            "start": {"dateTime": start.isoformat()},
            "end": {"dateTime": (start + timedelta(minutes=30)).isoformat()},
            "attendees": guests,
            "organizer": {"email": f"{name}@poe.example"},
            "status": "confirmed",
            **event,
        }
        return self.control.put_event(found, calendar=calendar)

    def units(self) -> int:
        return int(self.control.calls()["units_total"])


def connect(
    sandbox: Sandbox, context: Context, *scopes: str, person: str = "", provider: str = "google", **settings: Any
) -> Desk:
    """Resets nothing: connects the sandbox's person to that context with these scopes (default: mail and calendar)."""
    control = sandbox.control_of(provider)
    told = load_settings(sandbox.product_settings(), data_dir=context.settings.data_dir)
    told = told.model_copy(
        update={"database_url": context.settings.database_url, "redis_url": context.settings.redis_url, **settings}
    )
    context = replace(context, settings=told)
    person = person or accounts.ensure_local_person(context)
    return Desk(context, control, person, reconnect(context, control, person, *scopes, provider=provider))


def reconnect(context: Context, control: Control, person: str, *scopes: str, provider: str = "google") -> str:
    """A consent as it comes back from the provider; returns the account's id."""
    credentials = control.credentials(*(scopes or READING[provider]))
    authorization = registry.load(provider).authorization(context.settings.provider(provider))
    return accounts.connect(context, person, provider, authorization.adopt(json.dumps(credentials)))

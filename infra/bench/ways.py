"""Every way in which a page is asked for: each address that answers GET, also parts of pages and files, and each with
what can be asked of it: searched, filtered, paged, previewed.

The addresses are read from the application; the questions stand here, and a test holds that none is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from fastapi import FastAPI
from sqlalchemy.orm import Session

from infra.filling import invented
from infra.filling.invented import Somebody
from infra.pages import all_answers
from service import calendar_feed, preferences, sheet_shelf
from service.clock import real_now
from service.context import Context

_SOMEBODY = invented.somebody(5)
_FIRST_TALK = datetime(2023, 1, 2, tzinfo=UTC)
_SINCE = "2026-11-01T08:00:00Z"
WAYS: Mapping[str, tuple[str, ...]] = {
    "/sign-in": ("token=used&next=/drafts",),
    "/accounts/{account_id}": ("connected=google",),
    "/accounts/{account_id}/calendars": ("left=alex@example.com",),
    "/activity": ("page=2", "page=30", "kind=conversations", "day=2026-10-10"),
    "/activity/export": ("form=csv", "form=json&kind=connections", "form=json&day=2026-10-10"),
    "/candidates": ("page=2",),
    "/connect/{provider}": ("account=acc_filled",),
    "/connect/{provider}/callback": ("state=x&code=y", "state=x&error=access_denied&error_description=AADSTS65004"),
    "/drafts": ("page=2",),
    "/drafts/{draft_id}": ("compare=1", "at=2026-11-03T09:00&zone=Europe/London"),
    "/health": (f"tested=acc_filled&since={_SINCE}",),
    "/health/{account_id}/now": (f"since={_SINCE}",),
    "/health/{account_id}/unreadable": ("page=2",),
    "/idle": (f"as_of={_SINCE}",),
    "/interviews": (
        f"q={quote(_SOMEBODY.first)}", "q=coffee+chat&page=2", "q=a", "q=nobody+at+all", "show=unthanked", "show=left_out",
        "status=held", "role=seeker&year=2025", "person=con_0", "page=20",
    ),
    "/interviews/add": (f"name={quote(_SOMEBODY.name)}&address={_SOMEBODY.email}",),
    "/interviews/import/{token}": (
        "c=name&c=email&c=date&c=status&c=notes&order=ymd", "show=new&page=2", "show=known", "show=no",
    ),
    "/network": ("sort=to&order=up&state=introduced&year=2026", "sort=from", "sort=state&order=down&page=3", "state=met"),
    "/network.csv": ("sort=from&order=down&state=met&year=2026",),
    "/network.svg": ("state=introduced&year=2026",),
    "/people/{contact_id}/report": ("language=de",),
    "/settings/exclusions": (
        f"kind=domain&value={_SOMEBODY.place.lower()}.example", "kind=calendar&value=alex@example.com",
        "kind=private&value=private", "kind=word&value=coffee", "kind=word&value=coffee&on=true",
    ),
    "/settings/learned": ("page=2",),
    "/settings/exclusions/preview": (
        f"kind=address&value={_SOMEBODY.email}", f"kind=domain&value={_SOMEBODY.place.lower()}.example",
        "kind=label&value=private", "kind=word&value=the", "kind=word&value=the&on=true",
    ),
}  # fmt: skip


def addresses(app: FastAPI, session: Session, person_id: str, told: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every route with every address to ask it by; the ways of asking on the first address of each. `told` as in
    `all_answers`.
    """
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for page in all_answers(app, session, person_id, told):
        found.append((page.route, page.path))
        if page.route not in seen:
            found += [(page.route, f"{page.path}?{query}") for query in WAYS.get(page.route, ())]
        seen.add(page.route)
    return found


def made_ready(context: Context, person_id: str, rows: int) -> dict[str, str]:
    """Hands in an old sheet of so many rows and switches the feed on: their addresses are secrets that no row tells."""
    sheet = "\n".join(["Name,Email,Date,Status,Notes", *(_line(invented.somebody(number)) for number in range(rows))])
    with context.database.writing(person_id, "make_ready") as session:
        preferences.change(session, person_id, context.clock(), feed=True)
        number = preferences.read(session, person_id).feed_number
    return {
        "token": sheet_shelf.put(context.settings.data_dir, context.vault, person_id, sheet, real_now()),
        "secret": calendar_feed.secret_of(context.vault, person_id, number),
    }


def _line(one: Somebody) -> str:
    day = _FIRST_TALK + timedelta(hours=13 * one.number)
    return f"{one.name},{one.email},{day:%Y-%m-%d},held,About {one.work}"

"""What strangers write is shown as text, whatever it is: two hundred payloads (five hundred in `make security`) in subjects,
names, bodies, signatures, answer addresses, titles, places, descriptions, guests' names and file names, delivered as real
mail and invites, typed by the person's own hand, and planted in every text of every table.

Nothing runs, nothing is asked of another host, the policy has nothing to report, and nothing becomes an element.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jinja2.environment import create_cache
from lxml import html as parser
from playwright.sync_api import Browser
from sqlalchemy import select

from infra.browser import page_text, watched
from infra.pages import all_pages, gets
from infra.served import Served, serve, settings_of
from service.accounts import LOCAL_PERSON
from service.schema import Contact
from service.web.app import build_app
from service.web.pages import TEMPLATES
from tests.browser.conftest import Visit, is_whole
from tests.browser.payloads import payloads
from tests.browser.stage import ME, MORNING, Stage
from tests.browser.visitor import Visitor, visiting
from tests.service.filled import fill
from tests.service.planted import Garden

SECURITY = bool(os.environ.get("WHOLE_SECURITY"))
"""Whether this is `make security`: with all payloads, on every page."""
ROOMS = {
    "subject": 6, "name": 1, "body": 6, "title": 6, "place": 6, "description": 6, "guest": 1,
    "signature": 4, **({"reply_to": 1, "invited": 1, "file": 1} if SECURITY else {}),
}  # fmt: skip
"""The places of one talk that strangers fill, and how many payloads stand behind each other there."""
IN_SIGHT = ("subject", "title")
"""Places whose whole text some page shows; of the others it is cut, or only an excerpt is kept."""
ENOUGH = 16_000
"""Letters in one field: all payloads and a little more."""
TWO_HUNDRED, FIVE_HUNDRED = 200, 500
LIVE, ALL_LIVE = 150, 400
"""So many of the payloads are HTML that makes an element or a link; the others are written for other readers."""
TEXTS = payloads(is_whole=SECURITY)
IS_WHOLE = SECURITY or is_whole()
PRIVACY = "/privacy"
"""Leads to the providers' own pages, by addresses that stand in the source."""
OWN_WORDS = ("/activity", "/health/audit", "/settings/exclusions", "/settings/manner")
"""Pages that say what rows with words of our own mean: they need such, and are looked at after a life."""
NEW_PAGES = ("/settings/data", "/settings/data/erase", PRIVACY)
LISTS = ("/", "/drafts", "/interviews", "/candidates", "/activity", "/health")
_MADE = """() => [...document.querySelectorAll('[data-hit], iframe, object, embed, base, portal, meta[http-equiv]')]
    .map(one => one.outerHTML.slice(0, 200))"""
_LINKS = """() => [...document.querySelectorAll('a[href], area[href], form[action], [formaction], [hx-get], [hx-post]')]
    .flatMap(one => ['href', 'action', 'formaction', 'hx-get', 'hx-post'].map(name => [one, one.getAttribute(name)]))
    .filter(([one, link]) => link !== null && !/^[/#?](?!\\/)/.test(link))
    .filter(([one, link]) => !(/^https?:/.test(link) && one.rel.includes('noopener')
        && one.innerText.includes(new URL(link).host)))
    .map(([one, link]) => link)"""
"""What leads away from us, but for a link that shows whither."""


_WOULD_BE_MADE = """texts => texts.filter(text => { const page = new DOMParser().parseFromString(text, 'text/html');
    return page.querySelector('[data-hit], script, iframe, object, embed, base, portal, a[href]'); })"""


def assert_harmless(visitor: Visitor) -> None:
    """Nothing on the open page was made by a payload or leads away from us."""
    assert visitor.tab.evaluate(_MADE) == [], visitor.tab.url
    away = [link for link in visitor.tab.evaluate(_LINKS) if visitor.path != PRIVACY or "evil" in link]
    assert away == [], visitor.tab.url
    assert "49" not in visitor.tab.title()


def play_hostile_talk(stage: Stage, number: int, texts: Mapping[str, str]) -> None:
    """Somebody who fills every field with such texts: asked for a talk, invites to it, writes after it."""
    email = f"mallory{number}@evil{number}.test"
    them = f"{encoded('Mallory ' + texts['name'])} <{email}>"
    asked = stage.mail(
        ME, them, "A question", f"Would you have time for an informational interview? {texts['body']}", hours=-72
    )
    answer, thanks = encoded(f"Re: A question {texts['subject']}"), encoded(f"Thanks {texts['subject']}")
    signed = f"Happy to. {texts['body']}\n\n-- \nMallory\n" + texts["signature"].replace("\n", " ")
    stage.mail(them, ME, answer, signed, hours=-70, answers=asked)
    if SECURITY:
        stage.control.deliver(invite_by_mail(number, texts), labels=["INBOX"], internal_date=stage.at(-69).isoformat())
    stage.invite(
        f"mallory{number}",
        hours=2 + number / 2,
        domain=f"evil{number}.test",
        summary=f"Coffee chat {texts['title']}",
        location=texts["place"],
        description=f"Informational interview. {texts['description']}",
        attendees=[
            {"email": "alex@example.com", "self": True, "responseStatus": "accepted"},
            {"email": email, "displayName": f"Mallory {texts['guest']}", "responseStatus": "accepted"},
        ],
    )
    stage.mail(them, ME, thanks, f"I will send you the paper. {texts['body']}", hours=2.6 + number / 2)


def invite_by_mail(number: int, texts: Mapping[str, str]) -> bytes:
    """Beside the calendar's own: hostile in the answer address, the guest's name and the attached file's name."""
    email = f"mallory{number}@evil{number}.test"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = email, "alex@example.com", "A coffee?"
    mail["Reply-To"] = f"{encoded(texts['reply_to']).replace(chr(10), '')} <{email}>"
    mail["Message-ID"], mail["Date"] = f"<ics{number}@evil.test>", "Sun, 01 Nov 2026 08:00:00 +0000"
    name = texts["invited"].replace('"', "'").replace("\n", " ")
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//evil//x", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:ics{number}@evil.test", "DTSTAMP:20261101T080000Z", f"DTSTART:202611{9 + number % 18:02}T150000Z",
        f"DTEND:202611{9 + number % 18:02}T153000Z", "SUMMARY:Coffee chat", f'ORGANIZER;CN="{name}":mailto:{email}',
        f'ATTENDEE;CN="{name}":mailto:{email}', "ATTENDEE;CN=Alex:mailto:alex@example.com", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    mail.set_content("Would you have 20 minutes for an informational interview?")
    invite = "\r\n".join(lines).encode()
    mail.add_attachment(invite, maintype="text", subtype="calendar", filename=clean_name(texts["file"]))
    return mail.as_bytes()


def clean_name(text: str) -> str:
    """As a file's name: without what no header carries."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)[:200] + ".ics"


def encoded(text: str) -> str:
    return Header(text, "utf-8").encode()


def hostile_talks() -> list[dict[str, str]]:
    """Every payload in one place of one talk."""
    left = list(TEXTS)
    talks = []
    while left:
        talk = {}
        for place, room in ROOMS.items():
            talk[place], left = " ".join(left[:room]), left[room:]
        talks.append(talk)
    return talks


@pytest.mark.timeout(580)
def test_what_strangers_send_runs_nothing_and_becomes_nothing(
    stage: Stage, visit: Visit, verdict: Callable[[str], None]
) -> None:
    talks = hostile_talks()
    for number, texts in enumerate(talks):
        play_hostile_talk(stage, number, texts)
    stage.connect()
    stage.move_to(1 + len(talks) / 2)
    assert len([one for one in stage.interviews() if one.status.startswith("held")]) > len(talks) / 2
    assert len(stage.drafts()) > len(talks) / 2
    visitor = visit(stage.served)
    shown, pages = "", everything_about_them(stage, visitor)
    for path in pages:
        visitor.go(path)
        assert_harmless(visitor)
        shown += bare(visitor.text())
    assert visitor.wrong == []
    verdict(f"Hostile text: {len(set(TEXTS))} distinct ones on {len(pages)} pages ran, loaded, reported, made nothing.")
    assert [talk[place] for talk in talks for place in IN_SIGHT if bare(talk[place]) not in shown] == []


def bare(text: str) -> str:
    """Letters, digits and brackets alone: what every cleaning leaves."""
    return re.sub(r"[^0-9a-z<>]", "", text.lower())


def everything_about_them(stage: Stage, visitor: Visitor) -> list[str]:
    """The lists, every interview, draft and contact that there is; and in the whole run all other pages."""
    with stage.context.database.reading() as session:
        contacts = list(session.scalars(select(Contact.id)))
        pages = all_pages(build_app(stage.context), session, LOCAL_PERSON)
    others = [page.path for page in pages] if IS_WHOLE else []
    rows = [f"/interviews/{one.id}" for one in stage.interviews()]
    rows += [f"/drafts/{one.id}" for one in stage.drafts()]
    rows += [f"/people/{one}" for one in contacts]
    rows += [f"/people/{one}/report" for one in (contacts if IS_WHOLE else contacts[:1])]
    paths = dict.fromkeys([*LISTS, *NEW_PAGES, *rows, *others])
    return [path for path in paths if page_text(visitor.tab, stage.served.address.rstrip("/") + path)]


def test_what_is_typed_by_hand_is_shown_as_text(stage: Stage, visit: Visit) -> None:
    """Notes, editor, contact, settings, search, never-log list, a conversation by hand, a sheet."""
    stage.talk("Ada", hours=2)
    stage.connect()
    stage.move_to(4)
    visitor, texts = visit(stage.served), Supply(TEXTS)
    talk, (draft,) = stage.logged("Ada"), stage.drafts()
    typed_into = [f"/interviews/{talk.id}", f"/drafts/{draft.id}", f"/people/{talk.contact_id}"]
    for path, fields in forms(*typed_into):
        visitor.go(path)
        for name, room in fields.items():
            field = visitor.unfold(visitor.main.locator(f"#{name}"))
            field.fill(texts.take(room) if isinstance(room, int) else room)
        hand_in(visitor, f"#{next(iter(fields))}")
    hand_in_a_line(visitor, "<b data-hit onclick=alert(1)>a word</b>")
    hand_in_a_sheet(visitor, texts)
    stage.settle()
    shown = ""
    for path in everything_about_them(stage, visitor) if IS_WHOLE else [*LISTS, *NEW_PAGES, *typed_into]:
        visitor.go(path)
        assert_harmless(visitor)
        shown += bare(visitor.text())
    assert texts.turns >= 1, "not every payload was typed somewhere"
    assert [one for one in TEXTS if bare(one) not in shown] == [], "the long notes do not show them all"


@dataclass
class Supply:
    """Payloads one after the other, and from the start again."""

    texts: list[str]
    turns: int = 0
    place: int = 0

    def take(self, room: int) -> str:
        """As many as find room in so many characters, at least the beginning of one."""
        taken = self._next()[:room]
        while len(taken) + 1 + len(self.texts[self.place]) <= room and len(taken) < ENOUGH:
            taken = f"{taken} {self._next()}"
        return taken

    def _next(self) -> str:
        text = self.texts[self.place]
        self.place = (self.place + 1) % len(self.texts)
        self.turns += self.place == 0
        return text


def forms(talk: str, draft: str, contact: str) -> list[tuple[str, dict[str, int | str]]]:
    """Where a person types: the page, its fields, and how much each takes or what it must hold. The first is sent."""
    note: dict[str, int | str] = {"text": 20_000}
    return [
        *([(talk, note)] * (3 if SECURITY else 1)),
        (draft, {"body": 20_000, "subject": 400}),
        (contact, {"name": 200, "organisation": 200, "title": 200}),
        (contact, {"note": 2_000}),
        ("/settings/voice", {"signature": 300, "opening": 160, "closing": 160, "never_phrases": 400}),
        ("/settings/you", {"name": 120, "goal": 500}),
        ("/interviews/add", {"name": 200, "title": 300, "note": 2_000, "day": "2026-10-05", "hour": "10:00"}),
        ("/interviews", {"q": 200}),
    ]


def hand_in(visitor: Visitor, field: str) -> None:
    """Sends the form that holds this field; the answer is harmless, whatever it says."""
    with visitor.tab.expect_navigation():
        visitor.main.locator(field).evaluate("one => one.form.requestSubmit()")
    assert_harmless(visitor)


def hand_in_a_line(visitor: Visitor, word: str) -> None:
    """Onto the never-log list: what it would hide, then the line itself."""
    visitor.go(f"/settings/exclusions?kind=word&value={quote(word)}")
    assert_harmless(visitor)
    visitor.main.locator("#reach form[method=post] button").first.click()
    assert_harmless(visitor)
    assert word.lower() in visitor.text().lower()


def hand_in_a_sheet(visitor: Visitor, texts: Supply) -> None:
    """Rows whose every cell is hostile: as they are previewed, and as they are taken over."""
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(["Name", "Email", "Organisation", "Date", "Notes", "Introduced by"])
    for number in range(20):
        name, place, notes, by = (texts.take(120) for _ in range(4))
        rows.writerow([name, f"mallory{number}@evil.test", place, f"2026-09-{number + 1:02}", notes, by])
    visitor.go("/interviews/import")
    visitor.main.locator("#text").fill(sheet.getvalue())
    hand_in(visitor, "#text")
    assert visitor.path.startswith("/interviews/import/")
    visitor.main.locator("form[method=post] button").first.click()
    visitor.tab.wait_for_url(lambda url: "/import/" not in url)
    assert_harmless(visitor)


@pytest.mark.timeout(900)
def test_hostile_text_in_every_column_of_every_table_is_shown_as_text(fresh: Path, browser: Browser) -> None:
    """Calendars' and files' names, quotes, drafts that a model worded, errors of providers: wherever words end up."""
    at_once = 130 if SECURITY else len(TEXTS)
    chunks = [TEXTS[first : first + at_once] for first in range(0, len(TEXTS), at_once)]
    for number, chunk in enumerate(chunks):
        folder = fresh.parent / f"hostile{number}"
        shutil.copytree(fresh, folder)
        with serve(settings_of(folder, MORNING)) as served:
            fill(served.context, LOCAL_PERSON, mark=" ".join(chunk))
            with served.context.database.reading() as session:
                pages = [page.path for page in all_pages(build_app(served.context), session, LOCAL_PERSON)]
            found = [path for path in pages if not path.startswith(OWN_WORDS)]
            with visiting(browser, served.address, served.link()) as visitor:
                shown = [_shown(served, visitor, path) for path in found[:: 1 if SECURITY else 12]]
        assert len([text for text in shown if text]) > len(shown) / 2
        assert any(bare(chunk[0]) in text for text in shown), "none of it is on any page"


def _shown(served: Served, visitor: Visitor, path: str) -> str:
    """The bare text of that page, which is harmless; "" if it is none."""
    if not page_text(visitor.tab, served.address.rstrip("/") + path):
        return ""
    visitor.go(path)
    assert_harmless(visitor)
    return bare(visitor.text())


def test_a_page_that_escapes_nothing_is_seen_in_every_way(
    fresh: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher is watched: with a hole in every template each of its ways to see tells of it."""
    hole = "<img data-hit src=//evil.example/pixel.gif><img src=/x onerror=alert(document.domain)>"
    monkeypatch.setattr(TEMPLATES, "autoescape", False)
    monkeypatch.setattr(TEMPLATES, "cache", create_cache(400))
    with serve(settings_of(fresh, MORNING)) as served:
        talk = Garden(served.context, LOCAL_PERSON).talk(hole, MORNING)
        signs: dict[bool, tuple[str, ...]] = {
            False: ("policy: img-src", "policy: script-src-attr"),
            True: ("asked of another host: http://evil.example/pixel.gif", "a dialog popped up: 127.0.0.1"),
        }
        for is_without_policy, seen in signs.items():
            told = look_into_the_hole(browser, served, f"/interviews/{talk}", bypass_csp=is_without_policy)
            assert [sign for sign in seen if sign not in told] == [], told


def look_into_the_hole(browser: Browser, served: Served, path: str, **how: Any) -> str:
    """What somebody is told there, who must be told: on the page, and at the end of the visit."""
    with (
        pytest.raises(AssertionError) as raised,
        visiting(browser, served.address, served.link(), **how) as visitor,
    ):
        visitor.go(path)
        with pytest.raises(AssertionError, match="data-hit"):
            assert_harmless(visitor)
        visitor.tab.wait_for_load_state("networkidle")
    return str(raised.value)


def test_most_payloads_would_become_something_where_nothing_is_escaped(browser: Browser) -> None:
    """Those that do not are for other tongues: templates, spreadsheets, databases, decoders."""
    assert len(set(payloads())) >= TWO_HUNDRED
    everyone = payloads(is_whole=True)
    assert len(set(everyone)) >= FIVE_HUNDRED
    with watched(browser) as opened:
        dangerous = opened.context.new_page().evaluate(_WOULD_BE_MADE, everyone)
    assert len(dangerous) >= ALL_LIVE
    assert len(set(dangerous) & set(payloads())) >= LIVE


def test_what_stands_in_an_address_is_shown_as_text(stage: Stage, visit: Visit) -> None:
    """Every page is asked with payloads as its questions; the few that a browser opens stand for the others."""
    visitor = visit(stage.served)
    pages = [path for path in gets(build_app(stage.context)) if "{" not in path]
    for number, payload in enumerate(TEXTS):
        asked = quote(payload)
        path = f"{pages[number % len(pages)]}?q={asked}&next={asked}&error={asked}&status={asked}&connected={asked}&kind=word&value={asked}"
        answer = visitor.tab.request.get(stage.served.address.rstrip("/") + path, max_redirects=0)
        assert answer.status < 500, path
        if not answer.headers.get("content-type", "").startswith("text/html") or not answer.text():
            continue
        assert parser.fromstring(answer.text()).xpath("//*[@data-hit]") == [], path
        if IS_WHOLE or number % 20 == 0:
            visitor.go(path)
            assert_harmless(visitor)

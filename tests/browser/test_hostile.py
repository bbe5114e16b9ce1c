"""What strangers write is shown as text, whatever it is: two hundred payloads in subjects, names, bodies, titles, places
and descriptions, delivered as real mail and invites, and typed by the person's own hand into notes and the editor.

Nothing runs, nothing is asked of another host, the policy has nothing to report, and nothing becomes an element.
"""

from __future__ import annotations

from email.header import Header
from urllib.parse import quote

import pytest
from lxml import html as parser
from sqlalchemy import select

from infra.browser import page_text
from infra.pages import all_pages, gets
from service.accounts import LOCAL_PERSON
from service.schema import Contact
from service.web.app import build_app
from tests.browser.conftest import Visit, is_whole
from tests.browser.payloads import payloads
from tests.browser.stage import ME, Stage
from tests.browser.visitor import Visitor

PLACES = 7
"""One talk has so many, each with two payloads: subject, name, body, title, place, description, an attendee's name."""
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


def assert_harmless(visitor: Visitor) -> None:
    """Nothing on the open page was made by a payload or leads away from us."""
    assert visitor.tab.evaluate(_MADE) == [], visitor.tab.url
    assert visitor.tab.evaluate(_LINKS) == [], visitor.tab.url
    assert "49" not in visitor.tab.title()


def play_hostile_talk(stage: Stage, number: int, texts: tuple[str, ...]) -> None:
    """Somebody who fills every field with such texts: asked for a talk, invites to it, writes after it."""
    subject, name, body, title, place, description, guest = (*texts, *[""] * (PLACES - len(texts)))
    email = f"mallory{number}@evil{number}.test"
    them = f"{Header(f'Mallory {name}', 'utf-8').encode()} <{email}>"
    asked = stage.mail(ME, them, "A question", f"Would you have time for an informational interview? {body}", hours=-72)
    stage.mail(
        them, ME, Header(f"Re: A question {subject}", "utf-8").encode(), f"Happy to. {body}", hours=-70, answers=asked
    )
    stage.invite(
        f"mallory{number}",
        hours=2 + number / 2,
        domain=f"evil{number}.test",
        summary=f"Coffee chat {title}",
        location=place,
        description=f"Informational interview. {description}",
        attendees=[
            {"email": "alex@example.com", "self": True, "responseStatus": "accepted"},
            {"email": email, "displayName": f"Mallory {guest}", "responseStatus": "accepted"},
        ],
    )
    stage.mail(
        them, ME, Header(f"Thanks {subject}", "utf-8").encode(), f"I will send you the paper. {body}",
        hours=2.6 + number / 2,
    )  # fmt: skip


@pytest.mark.timeout(280)
def test_what_strangers_send_runs_nothing_and_becomes_nothing(stage: Stage, visit: Visit) -> None:
    every = payloads()
    pairs = [" ".join(every[start : start + 2]) for start in range(0, len(every), 2)]
    talks = [tuple(pairs[start : start + PLACES]) for start in range(0, len(pairs), PLACES)]
    for number, texts in enumerate(talks):
        play_hostile_talk(stage, number, texts)
    stage.connect()
    stage.move_to(2 + len(talks) / 2 - 3)
    assert len([one for one in stage.interviews() if one.status.startswith("held")]) > len(talks) / 2
    assert len(stage.drafts()) > len(talks) / 2
    visitor = visit(stage.served)
    shown = 0
    for path in everything_about_them(stage):
        if page_text(visitor.tab, stage.served.address.rstrip("/") + path):
            visitor.go(path)
            assert_harmless(visitor)
            shown += "data-hit" in visitor.text()
    assert shown > 2 * len(talks), "the payloads are not shown at all"


def everything_about_them(stage: Stage) -> list[str]:
    """The lists, every interview, draft and contact that there is; and in the whole run all other pages."""
    with stage.context.database.reading() as session:
        contacts = list(session.scalars(select(Contact.id)))
        pages = all_pages(build_app(stage.context), session, LOCAL_PERSON)
    others = [page.path for page in pages] if is_whole() else []
    rows = [f"/interviews/{one.id}" for one in stage.interviews()]
    rows += [f"/drafts/{one.id}" for one in stage.drafts()]
    rows += [f"/people/{one}" for one in contacts]
    return list(dict.fromkeys([*LISTS, *rows, *others]))


def test_what_stands_in_an_address_is_shown_as_text(stage: Stage, visit: Visit) -> None:
    """Every page is asked with payloads as its questions; the few that a browser opens stand for the others."""
    visitor = visit(stage.served)
    pages = [path for path in gets(build_app(stage.context)) if "{" not in path]
    for number, payload in enumerate(payloads()):
        asked = quote(payload)
        path = f"{pages[number % len(pages)]}?q={asked}&next={asked}&error={asked}&status={asked}&connected={asked}"
        answer = visitor.tab.request.get(stage.served.address.rstrip("/") + path, max_redirects=0)
        assert answer.status < 500, path
        if not answer.headers.get("content-type", "").startswith("text/html") or not answer.text():
            continue
        assert parser.fromstring(answer.text()).xpath("//*[@data-hit]") == [], path
        if number % 10 == 0:
            visitor.go(path)
            assert_harmless(visitor)

"""Erasing from the pages: behind a second yes, with a receipt, and what is held about somebody as a letter."""

from __future__ import annotations

import html
import re

import pytest

from service import erased
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from tests import rows
from tests.service.mailroom import Mailroom, confirmed, mail
from tests.service.played import played_once
from tests.service.web.conftest import Browser
from tests.service.web.test_contacts import DAN, DAY, JOAN, ME, START, id_of, introduced_and_met

ERASE = "/settings/data/erase"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START + DAY)
    return played_once(introduced_and_met, web.context)


def letter_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.usefixtures("room")
def test_everything_is_erased_only_for_who_types_the_word_and_the_answer_is_the_receipt(web: Browser) -> None:
    before = rows.everything(web.context)
    assert ERASE in web.get("/settings/data").text
    refused = web.post(ERASE, {"word": "erase it"})
    assert refused.status_code == 422
    assert "Type the word ERASE" in refused.text
    assert rows.everything(web.context) == before
    receipt = web.post(ERASE, {"word": " ERASE "})
    assert receipt.status_code == 200
    assert "Everything is erased" in receipt.text
    assert re.search(r"<dt>Mails</dt><dd>3</dd>", receipt.text)
    assert web.get("/").headers["location"].startswith("/sign-in")
    assert not any(LOCAL_PERSON in str(held) for held in rows.everything(web.context).values())


def test_somebody_is_erased_behind_a_second_yes_and_stands_on_the_list_without_a_name(
    web: Browser, room: Mailroom
) -> None:
    dan = id_of(room, DAN)
    assert "Erase this person" in web.get(f"/people/{dan}").text
    assert web.post(f"/people/{dan}/erase").status_code == 409
    told = web.follow(web.post(f"/people/{dan}/erase", {"sure": "on"})).text
    assert "Erased: 1 conversation, 3 mails, 1 calendar entry" in told
    assert web.get(f"/people/{dan}").status_code == 404
    listed = web.get("/settings/exclusions").text
    assert "Somebody you had erased" in listed
    assert "osei" not in listed.lower()
    (line,) = rows.rows(web.context, "exclusions")
    assert web.get(f"/settings/exclusions/{line['id']}/stored").status_code == 404
    assert web.post(f"/settings/exclusions/{line['id']}/purge").status_code == 404
    web.follow(web.post(f"/settings/exclusions/{line['id']}/remove"))
    assert erased.read(web.context.settings) == {}


def test_what_is_held_is_a_letter_in_either_language(web: Browser, room: Mailroom) -> None:
    dan = id_of(room, DAN)
    web.post(f"/people/{dan}/note", {"note": "Likes rye."})
    english = letter_in(web.get(f"/people/{dan}/report").text)
    for said in ("Hello Daniel Osei,", "d.osei@northgate.example", "Joan Park", "Likes rye.", "3 mails", "Coffee chat"):
        assert said in english
    german = letter_in(web.get(f"/people/{dan}/report?language=de").text)
    assert "Hallo Daniel Osei," in german
    assert "3 E-Mails" in german
    for sentence in ("Nobody is scored", "this is what I keep", "Names:", "Regards"):
        assert sentence not in german
    joans = letter_in(web.get(f"/people/{id_of(room, JOAN)}/report").text)
    assert "rye" not in joans


def test_the_letter_tells_the_number_and_the_page_that_somebody_signs_with(web: Browser, room: Mailroom) -> None:
    signature = "Daniel Osei\nMobile: +44 7700 900123\nlinkedin.com/in/daniel-osei-77"
    signed = mail(DAN, ME, START, "It was a pleasure.", signature=signature, authentication=confirmed(DAN))
    room.deliver(signed, now=START + DAY)
    told = letter_in(web.get(f"/people/{id_of(room, DAN)}/report?language=de").text)
    assert "+44 7700 900123" in told
    assert "daniel-osei-77" in told
    assert "900123" not in letter_in(web.get(f"/people/{id_of(room, JOAN)}/report").text)


def test_a_letter_of_somebody_else_s_contact_is_not_written(web: Browser) -> None:
    assert web.get("/people/con_nobody/report").status_code == 404
    assert web.post("/people/con_nobody/erase", {"sure": "on"}).status_code == 404

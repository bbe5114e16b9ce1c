"""Which time two people agreed on in their mails, and what is none: short threads in four languages."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.agreement import Agreement, Said, agreement_of
from service.arranging import of_json, read
from service.times import UNKNOWN, Zones

ZONE = "Europe/London"
BEGAN = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo(ZONE))  # a Tuesday


def thread(*mails: str) -> list[Said]:
    """Mails two hours apart; "< …" comes from the contact, "> …" from the person."""
    return [_mail(number, text) for number, text in enumerate(mails)]


def _mail(number: int, text: str) -> Said:
    at = BEGAN + timedelta(hours=2 * number)
    is_own = text.startswith(">")
    zones = Zones(ZONE, ZONE if is_own else UNKNOWN, UNKNOWN if is_own else ZONE)
    return Said("user" if is_own else "contact", at, f"msg:{number}", read(text[2:], "Sam Lee", at, zones))


def agreed(*mails: str) -> str:
    found = agreement_of(thread(*mails)).agreed
    return found.start.astimezone(ZoneInfo(ZONE)).strftime("%d.%m. %H:%M") if found else ""


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        (("< How about Thursday at 2?", "> Works for me"), "12.03. 14:00"),
        (("< Mon 16th 10am, Tues 17th 2pm or Thurs 19th 4pm", "> Tuesday please"), "17.03. 14:00"),
        (("< Mon 16th 10am, Tues 17th 2pm or Thurs 19th 4pm", "> the last one would be ideal"), "19.03. 16:00"),
        (("< I've got 10am or 3pm on Thursday", "> afternoon would be better"), "12.03. 15:00"),
        (("< Mon after 5 or Tues between 3 and 6", "> Tues, 4."), "17.03. 16:00"),
        (("> Any time next week?", "< Wednesday 11am?", "> Perfect, see you then"), "18.03. 11:00"),
        (("> Are you free on Thursday?", "< Sure, what time?", "> 11?", "< 11 it is."), "12.03. 11:00"),
        (("< Friday 4 pm?", "> can't do Friday, Monday at the same time?", "< Monday's good."), "16.03. 16:00"),
        (("< Thursday 4pm?", "> yes!", "< could we make it an hour later?", "> no problem"), "12.03. 17:00"),
        (("< Donnerstag um halb drei?", "> Passt wunderbar, bis Donnerstag!"), "12.03. 14:30"),
        (("< 17.3. um 10 Uhr oder 19.3. um 16 Uhr", "> Dann nehme ich gern den 19."), "19.03. 16:00"),
        (("< Freitag um 14 Uhr?", "> Freitag passt leider nicht, dafür Samstag um 11.", "< gut"), "14.03. 11:00"),
        (("< Mardi 17 à 10h ou jeudi 19 à 16h ?", "> Je prends le deuxième créneau, merci."), "19.03. 16:00"),
        (
            ("< Samedi 9h ?", "> Avec plaisir", "< finalement plutôt 11h, un imprévu", "> Aucun souci, 11h."),
            "14.03. 11:00",
        ),
        (("< ¿El lunes a las 4 o el martes a las 10?", "> la segunda opción, gracias"), "17.03. 10:00"),
        (("< ¿El viernes a las 13:30?", "> Allí nos vemos, un abrazo"), "13.03. 13:30"),
    ],
)
def test_a_time_that_one_offers_and_the_other_takes_is_agreed(mails: tuple[str, ...], expected: str) -> None:
    assert agreed(*mails) == expected


@pytest.mark.parametrize(
    "mails",
    [
        ("< How about Thursday at 2?",),
        ("< How about Thursday at 2?", "> Let me check my shifts and get back to you."),
        ("< How about Thursday at 2?", "> Could we do 3?"),
        ("< Thursday at 2 or Friday at 3?", "> Either is fine with me"),
        ("< Thursday at 2?", "> Tuesday's tricky, I'm on a late shift."),
        ("< noon on Friday ok?", "> yes", "> I have to cancel Friday, my son is sick."),
        ("< Applications are due March 20 at 5 pm.", "> Got it, thanks so much."),
        ("< The office is open daily from 9 to 5.", "> Great, thanks!"),
        ("< Great meeting you Wednesday at 3!", "> Yes, it was fun"),
        ("< Let's find a time sometime next week.", "> Sounds good!"),
        ("< Next Tuesday is fine, time to be confirmed.", "> Tuesday then"),
        ("< Bitte reichen Sie alles bis Freitag, 12 Uhr ein.", "> Mache ich, danke!"),
        ("< Dienstag 10 Uhr?", "> Ich muss noch meinen Dienstplan prüfen und melde mich."),
        ("< Mercredi 18 h au café ?", "> Je te redis ça demain."),
        ("< ¿El martes a las 11?", "> Déjame que mire la agenda y te digo."),
        ("< 3 pm my time on Friday?", "> Perfect"),
        (),
        ("< ", "> "),
        ("< " + "Tuesday at 3? " * 2000, "> no"),
    ],
)
def test_what_is_open_over_past_or_of_something_else_is_not_agreed(mails: tuple[str, ...]) -> None:
    assert agreed(*mails) == ""


def test_both_quotes_are_word_for_word_and_tell_who_wrote_them() -> None:
    found = agreement_of(thread("< Hi! How about Thursday at 2 CET? Sam", "> Hello, works for me. Best")).agreed
    assert found is not None
    assert (found.offered.by, found.offered.text, found.offered.source) == (
        "contact",
        "How about Thursday at 2 CET?",
        "msg:0",
    )
    assert (found.taken.by, found.taken.text) == ("user", "Hello, works for me.")
    assert (found.is_zone_said, found.zone) == (True, "Europe/Paris")


def test_the_order_of_delivery_and_repeats_do_not_matter() -> None:
    mails = thread("< Thursday 4pm?", "> yes!", "< sorry, can we push to 5?", "> Sure, 5 works")
    found = agreement_of(mails)
    assert [one.start.hour for one in found.course] == [16, 17]
    for seed in range(6):
        shuffled = list(mails)
        random.Random(seed).shuffle(shuffled)
        assert agreement_of(shuffled) == found


def test_who_offers_and_who_takes_makes_no_difference() -> None:
    mails = ("< Thursday at 2 or Friday at 3?", "> Friday works")
    turned = tuple(text.translate(str.maketrans("<>", "><")) for text in mails)
    assert agreed(*mails) == agreed(*turned) == "13.03. 15:00"


def test_what_was_read_is_the_same_after_it_was_stored() -> None:
    told = thread("< Mon after 5, Tues 3-6 or same time on Friday the 20th?")[0].sentences
    assert of_json([one.as_json() for one in told]) == told


def test_of_what_says_nothing_about_a_time_no_words_are_kept() -> None:
    (mail,) = thread("< My divorce is final. I can't make it to the party, maybe later. The keys are under the mat.")
    assert all(not one.quote for one in mail.sentences)


def test_an_event_below_the_writers_name_is_no_offer() -> None:
    assert agreed("< Thursday at 2?\n\nSam Lee\nPlant sale Sat May 16, 9-2", "> Perfect") == "12.03. 14:00"


def test_nothing_stands_after_a_withdrawal_but_the_course_is_kept() -> None:
    found = agreement_of(thread("< noon on Friday ok?", "> yes", "< I have to cancel Friday, sorry."))
    assert (found.stands, len(found.course)) == (False, 1)
    assert agreement_of([]) == Agreement()

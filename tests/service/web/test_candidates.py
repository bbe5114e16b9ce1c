"""What the rules left open: all of it is shown with its why, many are answered at once, one step takes it all back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from service import exclusions
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Contact, Interview, Person
from tests.conftest import NOW
from tests.rows import rows
from tests.service.web.conftest import Browser

PATH = "/candidates"


def add(context: Context, number: int, person: str = LOCAL_PERSON, **more: object) -> str:
    """One candidate; returns its id."""
    contact = Contact(id=f"con_{person}_{number}", person_id=person, name=f"Dana {number}", created_at=NOW)
    values: dict[str, object] = {
        "id": f"int_{person}_{number}",
        "person_id": person,
        "meeting": f"uid{number}|master",
        "contact_id": contact.id,
        "status": "proposed",
        "band": "ask",
        "classification": "informational",
        "score": 3,
        "title": f"Coffee {number}",
        "start": NOW + timedelta(hours=number),
        "end": NOW + timedelta(hours=number + 1),
        "address": f"dana{number}@hall.example",
        "reasons": [
            {"rule": "coffee_words", "points": 1, "text": "The title speaks of a coffee.",
             "evidence": {"source": "event:x", "quote": "Coffee with <b>Dana</b>"}}
        ],
        "first_seen_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    with context.database.writing(person) as session:
        session.add(contact)
        session.add(Interview(**(values | more)))
    return str((values | more)["id"])


def answers(context: Context) -> list[tuple[str, str, bool]]:
    return [(row["meeting"], row["kind"], row["undone_at"] is not None) for row in rows(context, "corrections")]


def test_nothing_uncertain_says_so_and_leads_on(web: Browser) -> None:
    page = web.get(PATH).text
    assert "Nothing is uncertain" in page
    assert 'href="/"' in page


def test_each_is_shown_with_who_when_and_why_the_surest_first(web: Browser, installed: Context) -> None:
    add(installed, 1, score=2, title="Hm")
    add(installed, 2, score=9, title="A talk")
    add(installed, 3, status="accepted", title="Logged already")
    page = web.get(PATH).text
    assert page.index("Most likely") < page.index("A talk") < page.index("Less likely") < page.index("Hm")
    assert "Logged already" not in page
    for said in ("Dana 2", "@hall.example", "The title speaks of a coffee.", "Coffee with &lt;b&gt;Dana&lt;/b&gt;"):
        assert said in page
    assert "counts a little for later ones of the same kind" in page
    assert "score" not in page.lower()


def test_many_are_answered_at_once_and_one_step_takes_all_back(web: Browser, installed: Context) -> None:
    ids = [add(installed, number) for number in range(3)]
    answer = web.post(PATH, {"answer": "no", "chosen": ids[:2]})
    page = web.follow(answer)
    assert "2 are left out." in page.text
    assert ids[0] not in page.text
    assert ids[2] in page.text
    assert [(kind, undone) for _, kind, undone in answers(installed)] == [("is_not_interview", False)] * 2
    batch = page.text.partition("/candidates/batches/")[2].partition("/undo")[0]
    back = web.follow(web.post(f"{PATH}/batches/{batch}/undo"))
    assert "2 answers are taken back." in back.text
    assert all(one in back.text for one in ids)
    assert all(undone for _, _, undone in answers(installed))


def test_one_is_answered_by_its_own_button_whatever_else_is_selected(web: Browser, installed: Context) -> None:
    first, second = add(installed, 1), add(installed, 2)
    page = web.follow(web.post(PATH, {"chosen": [first], "only": f"yes:{second}"}))
    assert "1 is logged now." in page.text
    assert answers(installed) == [("uid2|master", "is_interview", False)]


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "no"}, {"answer": "maybe", "chosen": ["int_x"]}, {"only": "yes:"}, {"chosen": ["int_x"]}]
)
def test_an_answer_about_nothing_is_refused(web: Browser, sent: dict[str, object]) -> None:
    assert web.post(PATH, sent).status_code == 409


def test_anothers_are_neither_shown_nor_answered_nor_taken_back(web: Browser, installed: Context) -> None:
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
    his, own = add(installed, 1, "per_bob", title="Secret"), add(installed, 2)
    assert "Secret" not in web.get(PATH).text
    assert web.post(PATH, {"answer": "no", "chosen": [own, his]}).status_code == 404
    assert web.post(f"{PATH}/{his}/never", {"scope": "address"}).status_code == 404
    assert web.post(f"{PATH}/batches/bat_x/undo").status_code == 404
    assert answers(installed) == []
    assert rows(installed, "exclusions") == []


@pytest.mark.parametrize(("scope", "value"), [("address", "dana1@hall.example"), ("domain", "hall.example")])
def test_never_again_leaves_it_out_and_is_undone_with_it(
    web: Browser, installed: Context, scope: str, value: str
) -> None:
    one = add(installed, 1)
    page = web.follow(web.post(f"{PATH}/{one}/never", {"scope": scope})).text
    assert f"nothing with {value} is logged" in page
    assert [(row["kind"], row["value"]) for row in rows(installed, "exclusions")] == [(scope, value)]
    undo = page.partition('action="/candidates/batches/')[2].partition('"')[0].replace("&amp;", "&")
    web.follow(web.post(f"{PATH}/batches/{undo}"))
    assert rows(installed, "exclusions") == []
    assert one in web.get(PATH).text


def test_what_stood_on_the_list_before_stays_there_after_an_undo(web: Browser, installed: Context) -> None:
    one = add(installed, 1)
    with installed.database.writing(LOCAL_PERSON) as session:
        exclusions.add(session, LOCAL_PERSON, "address", "dana1@hall.example", NOW)
    page = web.follow(web.post(f"{PATH}/{one}/never", {"scope": "address"})).text
    undo = page.partition('action="/candidates/batches/')[2].partition('"')[0].replace("&amp;", "&")
    web.post(f"{PATH}/batches/{undo}")
    assert [row["value"] for row in rows(installed, "exclusions")] == ["dana1@hall.example"]


def test_a_domain_that_strangers_share_is_not_barred_as_a_whole(web: Browser, installed: Context) -> None:
    one = add(installed, 1, address="dana@gmail.com")
    assert "anything with the domain" not in web.get(PATH).text
    assert web.post(f"{PATH}/{one}/never", {"scope": "domain"}).status_code == 409
    assert rows(installed, "exclusions") == []


def test_the_list_is_paged_and_asks_no_more_for_more(web: Browser, installed: Context) -> None:
    def queries(path: str) -> int:
        asked: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(installed.database.engine, "before_cursor_execute", count)
        assert web.get(path).status_code == 200
        event.remove(installed.database.engine, "before_cursor_execute", count)
        return len(asked)

    for number in range(3):
        add(installed, number)
    few = queries(PATH)
    for number in range(3, 60):
        add(installed, number)
    assert queries(PATH) == few
    assert web.get(PATH).text.count('name="chosen"') == 50
    assert web.get(f"{PATH}?page=2").text.count('name="chosen"') == 10
    assert web.get(f"{PATH}?page=99").text.count('name="chosen"') == 50


def test_the_page_speaks_german_and_tells_its_keys(web: Browser, installed: Context) -> None:
    add(installed, 1)
    assert '<html lang="de"' in web.get(PATH, headers={"Accept-Language": "de"}).text
    page = web.get(PATH).text
    for key in ("<kbd>y</kbd>", "<kbd>n</kbd>", "<kbd>x</kbd>"):
        assert key in page
    assert "/static/candidates.js" in page

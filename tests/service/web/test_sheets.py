"""An old sheet on its way in: handed over, looked at, read otherwise, brought in, taken back."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from service import exclusions
from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.schema import Interview, Person
from service.sheet_shelf import put
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE, NOW

SHEET = "Name,Email,Date,Notes\nAnn Lee,ann@x.example,2025-11-03,Start small.\nBen Oh,,2025-11-05,\n,,2025-11-06,\n"


def hand_over(web: Browser, data: bytes | str) -> str:
    """Where the preview is."""
    content = data.encode() if isinstance(data, str) else data
    answer = web.post("/interviews/import", files={"file": ("sheet.csv", content, "text/csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def interviews(web: Browser) -> list[Interview]:
    with web.context.database.reading() as session:
        return list(session.scalars(select(Interview).order_by(Interview.start)))


def test_nothing_is_made_before_the_yes_and_then_all_of_it(web: Browser) -> None:
    path = hand_over(web, SHEET)
    page = web.get(path).text
    assert "2 rows are new" in page
    assert "It names nobody." in page
    assert interviews(web) == []
    page = web.follow(web.post(path)).text
    assert "2 conversations were added." in page
    assert [row.data["named"] for row in interviews(web)] == ["Ann Lee", "Ben Oh"]
    undo = re.search(r'action="(/interviews/imports/[^"]+/undo)"', page)
    assert undo is not None
    assert "2 conversations were taken back." in web.follow(web.post(undo[1])).text
    assert interviews(web) == []


def test_rows_with_somebody_on_the_never_log_list_wait_for_a_tick(web: Browser) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        exclusions.add(session, LOCAL_PERSON, "address", "ann@x.example", NOW)
    path = hand_over(web, SHEET)
    page = web.get(path).text
    assert "1 row is new" in page
    assert "1 row is with somebody on your never-log list, and is left out." in page
    assert "Ann Lee" in web.get(f"{path}?show=barred").text
    web.post(path)
    assert [row.data["named"] for row in interviews(web)] == ["Ben Oh"]
    path = hand_over(web, SHEET)
    assert web.post(path).status_code == 409
    web.post(path, {"barred": "on"})
    assert [row.data["named"] for row in interviews(web)] == ["Ann Lee", "Ben Oh"]


def test_rows_can_be_pasted_too(web: Browser) -> None:
    answer = web.post("/interviews/import", {"text": SHEET})
    assert "2 rows are new" in web.follow(answer).text


def test_bringing_it_in_twice_in_two_tabs_adds_nothing(web: Browser) -> None:
    first, second = hand_over(web, SHEET), hand_over(web, SHEET)
    web.post(first)
    assert web.post(first).status_code == 404
    assert web.post(second).status_code == 409
    assert len(interviews(web)) == 2
    assert "2 are there already" in web.get(second).text


def test_columns_that_were_guessed_wrong_are_read_otherwise(web: Browser) -> None:
    path = hand_over(web, "Foo,Bar,Baz\nAnn Lee,2025-11-03,Start small.\n")
    assert "1 row is new" in web.get(path).text
    asked = f"{path}?{urlencode([('c', 'notes'), ('c', 'date'), ('c', 'name'), ('order', '')])}"
    page = web.get(asked).text
    assert "<bdi>Start small.</bdi>" in page
    web.post(path, {"c": ["notes", "date", "name"], "order": ""})
    assert [row.data["named"] for row in interviews(web)] == ["Start small."]


def test_what_can_be_read_both_ways_is_asked(web: Browser) -> None:
    path = hand_over(web, "Name,Date\nAnn,3/4/2025\n")
    page = web.get(path).text
    assert "Both are possible here: say which." in page
    assert "0 rows are new" in page
    assert (
        "Fri 4 Mar 2025" in web.get(f"{path}?order=month").text or "4 Mar 2025" in web.get(f"{path}?order=month").text
    )
    assert "3 Apr 2025" in web.get(f"{path}?order=day").text


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04....", b"\x00\x01\x02\x03" * 9, b"a," * 1_100_000])
def test_what_is_no_sheet_is_said_on_the_same_page(web: Browser, data: bytes) -> None:
    answer = web.post("/interviews/import", files={"file": ("x.csv", data, "text/csv")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_without_anything_the_form_asks_again(web: Browser) -> None:
    assert web.get("/interviews/import").status_code == 200
    assert web.post("/interviews/import", {"text": ""}).status_code == 422


def test_cells_of_strangers_are_only_words(web: Browser) -> None:
    cell = HOSTILE.replace('"', '""')
    path = hand_over(web, f'Name,Date,Notes,"{cell}"\n"{cell}",2025-11-03,"{cell}","{cell}"\n')
    page = web.get(path)
    assert page.status_code == 200
    web.post(path)
    for shown in (page, web.get("/interviews"), web.get(f"/interviews/{interviews(web)[0].id}")):
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text


def test_another_persons_sheet_and_what_was_never_there_are_not_found(web: Browser) -> None:
    with web.context.database.writing("per_bob", "test") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=NOW, languages=[], settings={}))
    token = put(web.context.settings.data_dir, web.context.vault, "per_bob", SHEET, real_now())
    for path in (f"/interviews/import/{token}", "/interviews/import/..%2f..%2fetc", "/interviews/import/" + "0" * 24):
        assert web.get(path).status_code == 404
        assert web.post(path).status_code == 404
    assert web.post("/interviews/imports/bat_0/undo").status_code == 404


def test_a_handed_over_sheet_lies_sealed_and_is_removed_once_it_was_brought_in(web: Browser) -> None:
    path = hand_over(web, SHEET)
    (file,) = (web.context.settings.data_dir / "sheets").iterdir()
    assert b"Ann Lee" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    web.post(path)
    assert list((web.context.settings.data_dir / "sheets").iterdir()) == []


def test_a_large_sheet_is_shown_in_pages(web: Browser) -> None:
    rows = "".join(f"Person {n},p{n}@x.example,2020-01-{n % 28 + 1:02},\n" for n in range(5_000))
    path = hand_over(web, "Name,Email,Date,Notes\n" + rows)
    page = web.get(path)
    assert len(page.content) < 200_000
    assert "1 to 50 of 5,000" in page.text
    assert web.get(f"{path}?page=100").status_code == web.get(f"{path}?page=9999").status_code == 200

"""Files through the browser: only with the form's token, never half, never more than the limit, each named with its why."""

from __future__ import annotations

import pytest

from service import uploads
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import FileImport, Person
from tests.conftest import NOW
from tests.rows import rows
from tests.service.web.conftest import Browser, browser, with_settings

PATH = "/connect/files"
MAIL = b"From: Dana <dana@hall.example>\r\nTo: me@reed.example\r\nSubject: Hello\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n"


def kept(context: Context) -> list[str]:
    folder = uploads.root(context.settings)
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def form(web: Browser, **fields: str) -> dict[str, str]:
    return {"form_token": web.form_token, "days": "90", **fields}


def hand_in(web: Browser, *files: tuple[str, bytes], token: str | None = None) -> int:
    """As a form without scripts: the token is a field before the files."""
    fields = form(web) if token is None else {"form_token": token}
    parts = [("files", (name, data, "application/octet-stream")) for name, data in files]
    return web.post(PATH, fields, files=parts, headers={"X-Form-Token": ""}).status_code


def test_a_file_waits_to_be_read_and_is_shown(web: Browser, installed: Context) -> None:
    assert hand_in(web, ("letters.eml", MAIL), ("more.eml", MAIL + b"x" * 100_000)) == 303
    assert kept(installed) == ["letters.eml", "more.eml"]
    with installed.database.reading() as session:
        found = uploads.listing(session, LOCAL_PERSON)
    assert [(row.state, row.facts) for row in found] == [("waiting", {"days": 90})] * 2
    page = web.get(PATH).text
    assert "letters.eml" in page
    assert "hx-get" in page
    assert "Waits to be read" in web.get(f"{PATH}/progress").text


@pytest.mark.parametrize("token", ["", "made-up"])
def test_without_the_forms_token_not_one_byte_is_kept(web: Browser, installed: Context, token: str) -> None:
    assert hand_in(web, ("letters.eml", MAIL), token=token) == 403
    assert kept(installed) == []
    assert rows(installed, "file_imports") == []


def test_a_token_behind_the_files_comes_too_late(web: Browser, installed: Context) -> None:
    boundary = "b0undary"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.eml"\r\n\r\n'.encode()
        + MAIL
        + f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{web.form_token}\r\n'.encode()
        + f"--{boundary}--\r\n".encode()
    )
    headers = {"X-Form-Token": "", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    assert web.post(PATH, content=body, headers=headers).status_code == 403
    assert kept(installed) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "The file is empty"), (b"\x00garbage" * 50, "neither mail"), (b"PK\x05\x06", "neither mail")],
)
def test_what_is_no_mail_is_named_and_the_others_are_taken(
    web: Browser, installed: Context, data: bytes, said: str
) -> None:
    files = [("files", ("<b>odd</b>.bin", data, "x/y")), ("files", ("fine.eml", MAIL, "x/y"))]
    answer = web.post(PATH, form(web), files=files)
    assert answer.status_code == 400
    assert said in answer.text
    assert "<b>odd" not in answer.text
    assert kept(installed) == ["fine.eml"]


def test_a_file_over_the_limit_is_refused_in_words(installed: Context) -> None:
    web = browser(with_settings(installed, upload_bytes=1000))
    answer = web.post(PATH, form(web), files=[("files", ("big.eml", MAIL * 50, "x/y"))])
    assert answer.status_code == 400
    assert "larger than" in answer.text
    assert kept(installed) == []


def test_nothing_chosen_and_nonsense_are_told(web: Browser) -> None:
    assert "Choose at least one file" in web.post(PATH, form(web), files=[("files", ("", b"", "x/y"))]).text
    assert web.post(PATH, form(web)).status_code == 409
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert web.post(PATH, content=b"--x\r\nnonsense", headers=broken).status_code == 400


def test_an_upload_that_breaks_off_leaves_nothing(web: Browser, installed: Context) -> None:
    boundary = "b0undary"
    start = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.eml"\r\n\r\n'.encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = web.post(PATH, content=start + MAIL, headers=headers)
    assert answer.status_code == 400
    assert kept(installed) == []
    assert rows(installed, "file_imports") == []


def test_the_question_whose_file_it_is_is_answered_here(web: Browser, installed: Context) -> None:
    hand_in(web, ("letters.eml", MAIL))
    (row,) = rows(installed, "file_imports")
    with installed.database.writing(LOCAL_PERSON) as session:
        asked = session.get_one(FileImport, row["id"])
        asked.state, asked.facts = uploads.ASKING, {"asked": [["me@reed.example", "Maya"]]}
    assert "Which of these is you?" in web.get(PATH).text
    assert web.post(f"{PATH}/{row['id']}/mine", {"other": "nobody"}).status_code == 409
    page = web.follow(web.post(f"{PATH}/{row['id']}/mine", {"own": ["me@reed.example"], "other": "m@x.example"}))
    assert "Reading goes on" in page.text
    (row,) = rows(installed, "file_imports")
    assert row["state"] == uploads.WAITING
    assert web.post(f"{PATH}/{row['id']}/leave").status_code == 303
    assert (rows(installed, "file_imports"), kept(installed)) == ([], [])


def test_what_came_of_it_is_counted_and_its_troubles_named(web: Browser, installed: Context) -> None:
    hand_in(web, ("letters.eml", MAIL))
    with installed.database.writing(LOCAL_PERSON) as session:
        (row,) = uploads.listing(session, LOCAL_PERSON)
        row.state, row.unreadable = uploads.DONE, 1
        row.facts = {
            "counts": {"mails": 7, "mails_new": 2, "calendar_events": 1, "calendar_events_new": 1, "mails_older": 3},
            "own": ["me@reed.example"],
            "told": {"letters.eml!x.ics": "<script>too deep</script>"},
        }
    page = web.get(PATH).text
    for said in ("7 mails read", "2 of them new", "3 older mails", "letters.eml!x.ics", "me@reed.example"):
        assert said in page
    assert "<script>too" not in page


def test_anothers_files_do_not_show_and_cannot_be_touched(web: Browser, installed: Context) -> None:
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
        session.flush()
        session.add(
            FileImport(
                id="imp_bob", person_id="per_bob", name="secret.mbox", path="imports/imp_bob/x", state="asking",
                created_at=NOW,
            )
        )  # fmt: skip
    assert "secret.mbox" not in web.get(PATH).text
    assert web.post(f"{PATH}/imp_bob/mine", {"other": "me@x.example"}).status_code == 404
    assert web.post(f"{PATH}/imp_bob/leave").status_code == 404

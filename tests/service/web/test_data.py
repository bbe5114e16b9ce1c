"""The page of the person's own data: how much there is, and a file with all of it, for them alone."""

from __future__ import annotations

import errno
import io
import zipfile

import pytest

from service import taking_out
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema.owned import counts
from tests.service.filled import ROWS, fill
from tests.service.web.conftest import Browser, stranger


def test_the_page_says_how_much_there_is(web: Browser) -> None:
    fill(web.context, LOCAL_PERSON)
    page = web.get("/settings/data")
    assert page.status_code == 200
    assert f"<dt>Conversations</dt><dd>{ROWS}</dd>" in page.text
    assert "not encrypted" in page.text


def test_one_click_saves_all_of_it_and_leaves_nothing_behind(web: Browser) -> None:
    fill(web.context, LOCAL_PERSON)
    before = sorted(path.name for path in web.context.settings.data_dir.iterdir())
    answer = web.post("/settings/data/archive", {})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="warmthread-data-')
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert len(packed.read("data/messages.jsonl").splitlines()) == ROWS
    with web.context.database.reading() as session:
        assert counts(session, LOCAL_PERSON)["activity"] == ROWS + 1
    assert sorted(path.name for path in web.context.settings.data_dir.iterdir()) == before


def test_nobody_else_gets_it(web: Browser, context: Context) -> None:
    fill(web.context, LOCAL_PERSON)
    unsigned = stranger(context).post("/settings/data/archive", headers={"Origin": "http://127.0.0.1:8765"})
    assert unsigned.status_code in {303, 403}
    without_token = web.client.post("/settings/data/archive", headers={"Origin": "http://127.0.0.1:8765"})
    assert without_token.status_code == 403
    for answer in (unsigned, without_token):
        assert not answer.content.startswith(b"PK")


def test_where_the_disk_is_full_it_says_so(web: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(taking_out, "write", full)
    answer = web.post("/settings/data/archive", {})
    assert answer.status_code == 409
    assert "not enough room on the disk for the archive" in answer.text

"""Everything can be taken along and brought in elsewhere, whole, without what would let somebody in, and without a second
mail.
"""

from __future__ import annotations

import io
import json
import mailbox
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import icalendar
import pytest
from sqlalchemy import select

from connectors import registry
from service import accounts
from service.accounts import LOCAL_PERSON
from service.schema import Account
from service.schema.owned import counts
from service.tokens import token_row
from tests.security.house import House
from tests.security.sinks import hits
from tests.service.office import SCOPES

SEEN = ("id", "status", "start", "end", "title", "classification", "contact", "band")
"""What of a conversation is compared."""


def archive_of(house: House, folder: Path) -> Path:
    """Saved by the button on the page."""
    answer = house.post("/settings/data/archive")
    assert answer.status_code == 200
    file = folder / "mine.zip"
    file.write_bytes(answer.content)
    return file


def elsewhere(house: House, folder: Path) -> House:
    """Another data folder at the same provider, in which nothing is: only commands work on it, and none takes the house
    for its own (port 1 answers nobody).
    """
    own = {"WARMTHREAD_DATA_DIR": str(folder / "elsewhere"), "WARMTHREAD_BIND": "127.0.0.1:1"}
    environment = {**house.product.environment, **own}
    return replace(house, product=replace(house.product, environment=environment))


@dataclass(frozen=True)
class Taken:
    """What was saved while a draft waited, and which one."""

    file: Path
    draft: dict[str, Any]
    shown: list[dict[str, Any]]


@pytest.fixture(scope="module")
def taken(house: House, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """An archive of the house, made while its mail to Thora was a draft; then the mail went out."""
    house.deliver("Tilda Poe <tilda@poe.example>", "A question", "Would you have 20 minutes to talk? zqtilda zqwords")
    house.talk("tilda", hours=60)
    draft = house.written_to("thora")
    folder = tmp_path_factory.mktemp("taken")
    made = Taken(archive_of(house, folder), draft, conversations(house))
    assert house.approve(draft).code == 0
    house.settle()
    assert [one["times"] for one in house.sent_to(draft["to"][0])] == [1]
    return made


def connect(there: House) -> None:
    with there.opened() as context:
        authorization = registry.load("google").authorization(context.settings.provider("google"))
        tokens = json.dumps(there.control.credentials(*SCOPES["google"]))
        accounts.connect(context, LOCAL_PERSON, "google", authorization.adopt(tokens))


def counted(there: House) -> dict[str, int]:
    with there.opened() as context, context.database.reading() as session:
        return {name: number for name, number in counts(session, LOCAL_PERSON).items() if number}


def conversations(there: House) -> list[dict[str, Any]]:
    return sorted(
        ({name: one.get(name) for name in SEEN} for one in there.interviews()), key=lambda one: str(one["id"])
    )


def test_ps_08_everything_is_taken_out_and_brought_in_elsewhere_in_equal_numbers(
    house: House, taken: Taken, tmp_path: Path
) -> None:
    """One click or command saves everything in one zip; brought into an empty installation, each table counts the same."""
    with zipfile.ZipFile(taken.file) as packed:
        told = json.loads(packed.read("warmthread.json"))["tables"]
        lines = {name: len(packed.read(f"data/{name}.jsonl").splitlines()) for name in told}
    there = elsewhere(house, tmp_path)
    done = there.cli("import", str(taken.file), "--json")
    assert done.code == 0, done.err
    filled = {name: number for name, number in told.items() if number}
    assert counted(there) == filled == {name: number for name, number in lines.items() if number}
    assert {"interviews", "contacts", "messages", "observations", "drafts", "draft_versions", "events"} <= set(filled)
    assert conversations(there) == taken.shown != []
    again = there.cli("export", str(tmp_path / "again.zip"), "--json")
    assert {**again.json["rows"], "activity": told["activity"]} == told
    assert there.cli("import", str(taken.file)).code == 1, "what is there is never mixed with an archive"


def test_ps_08_brought_in_elsewhere_nothing_goes_out_a_second_time(house: House, taken: Taken, tmp_path: Path) -> None:
    """A mail that went out after the archive was made is known as sent where it is brought in and connected again."""
    address, there = taken.draft["to"][0], elsewhere(house, tmp_path)
    assert there.cli("import", str(taken.file)).code == 0
    assert [one["id"] for one in there.drafts_to(address)] == [taken.draft["id"]]
    connect(there)
    assert there.cli("sync", "--once").code == 0
    assert there.drafts_to(address) == [], "seen in Sent"
    assert [one["times"] for one in house.sent_to(address)] == [1]


def test_ps_08_it_opens_without_warmthread_and_says_what_everything_means(house: House, taken: Taken) -> None:
    """The zip holds JSON, a calendar, an mbox of the drafts and a README that names every table and field in it."""
    with zipfile.ZipFile(taken.file) as packed:
        readme = packed.read("README.md").decode()
        tables = {name: packed.read(name) for name in packed.namelist() if name.endswith(".jsonl")}
        events = icalendar.Calendar.from_ical(packed.read("interviews.ics")).walk("VEVENT")
        mbox = taken.file.with_name("drafts.mbox")
        mbox.write_bytes(packed.read("drafts.mbox"))
    for name, content in tables.items():
        assert f"### {name.removeprefix('data/').removesuffix('.jsonl')}: " in readme
        for line in content.splitlines()[:1]:
            assert all(f"- `{field}` (" in readme for field in json.loads(line))
    assert any("Thora" in str(event["summary"]) for event in events)
    (mail,) = [one for one in mailbox.mbox(mbox) if taken.draft["to"][0] in str(one["To"])]
    assert mail["X-Warmthread-Draft"] == f"{taken.draft['id']} needs_review"
    assert mail["Subject"] == taken.draft["subject"]


def test_ps_08_it_holds_nothing_that_lets_somebody_in(house: House, taken: Taken) -> None:
    """The archive holds what was written, and no token, cookie, form token or sign-in link."""
    with house.opened() as context, context.database.reading() as session:
        account = session.scalars(select(Account).where(Account.tokens_sealed.is_not(None))).first()
        assert account is not None
        assert account.tokens_sealed is not None
        tokens = json.loads(context.vault.open(account.tokens_sealed, row=token_row(account.id)))
    secrets = [value for value in _texts(tokens) if len(value) >= 20 and not value.startswith("http")]
    secrets += [house.form_token(), *house.browser.cookies.values()]
    assert len(secrets) >= 3
    assert hits(secrets, folder=taken.file.parent) == []
    assert hits(["zqtilda zqwords"], folder=taken.file.parent) != [], "what was written can be read: the search finds"
    with zipfile.ZipFile(taken.file) as packed:
        assert not [name for name in packed.namelist() if "session" in name or "sign_in" in name or "consent" in name]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("broken", ["cut", "bomb", "row", "person"])
def test_ps_08_a_hostile_archive_changes_nothing(broken: str, house: House, taken: Taken, tmp_path: Path) -> None:
    """An archive that is cut off, a bomb, altered or somebody else's is refused in a sentence, and nothing comes in."""
    with zipfile.ZipFile(taken.file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    if broken == "bomb":
        members["data/notes.jsonl"] = b"0" * 20_000_000
    if broken == "row":
        members["data/contacts.jsonl"] += b'{"id": "con_evil"}\n'
    if broken == "person":
        members["warmthread.json"] = members["warmthread.json"].replace(LOCAL_PERSON.encode(), b"per_other")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    (tmp_path / "broken.zip").write_bytes(made.getvalue()[: -200 if broken == "cut" else None])
    there = elsewhere(house, tmp_path)
    said = there.cli("import", str(tmp_path / "broken.zip"))
    assert said.code == 1
    assert "broken.zip" in said.err
    assert not there.settings().database_path.exists() or counted(there) == {"persons": 1}

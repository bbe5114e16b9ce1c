"""What is kept goes in time; what the person wants gone is gone and stays gone; what nobody may log is not logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import backup
from service.clock import real_now
from service.context import Context
from service.schema import Base
from tests.security.house import House, raised_house
from tests.security.sinks import hits
from tests.waiting import wait_until

QUOTE = 300
ASKS = "Would you have 20 minutes for an informational interview? I would love to hear about your path."


def traces(house: House, *words: str) -> set[str]:
    """Tables in which one of these words can be read."""
    found = house.everything()
    return {name for name, held in found.items() if any(word in str(held).lower() for word in words)}


def taken_out(house: House, folder: Path, *words: str) -> set[str]:
    """Of these words those that stand in the archive of everything, sealed texts opened."""
    file = folder / f"{real_now().timestamp()}.zip"
    assert house.cli("export", str(file)).code == 0
    found = {hit.word for hit in hits(words, folder=folder)}
    file.unlink()
    return found


def contact_id(house: House, name: str) -> str:
    listed: list[dict[str, Any]] = house.cli("contacts", "--all", "--json").json
    return next(str(one["id"]) for one in listed if any(name in address["email"] for address in one["addresses"]))


def asks_again(house: House, name: str, *, message_id: str, **more: Any) -> None:
    house.deliver(
        f"{name.title()} Poe <{name}@poe.example>", "A question", f"Hi Alex,\n\n{ASKS}", **more, message_id=message_id
    )


# --- in the house that all share ----------------------------------------------------------------------------------


def test_ps_10_an_erased_person_is_gone_and_nothing_brings_them_back(house: House) -> None:
    """A person erased by a click is gone from every table; their mails and meetings read again, by the same ids, by new
    ones or after the provider lost its place, bring nothing back, while the same history of somebody else is logged.
    """
    for name in ("briony", "sorrel"):
        asks_again(house, name, message_id=f"<{name}@poe.example>")
        house.talk(name, hours=30)
    house.deliver("Sorrel Poe <sorrel@poe.example>", "Both", f"Hi Alex,\n\n{ASKS}", headers="Cc: briony@poe.example\n")
    house.settle()
    assert {"messages", "contacts", "interviews", "identities"} <= traces(house, "briony")
    answer = house.post(f"/people/{contact_id(house, 'briony')}/erase", sure="on")
    assert answer.status_code == 303
    house.settle()
    assert traces(house, "briony") == set()
    asks_again(house, "briony", message_id="<briony@poe.example>")
    asks_again(house, "tansy", message_id="<tansy@poe.example>")
    asks_again(house, "sorrel", message_id="<both@poe.example>", headers="Cc: Briony Poe <briony@poe.example>\n")
    for name in ("briony", "tansy"):
        house.talk(name, hours=50)
    house.control.expire_cursors("history", "sync")
    house.settle()
    assert traces(house, "briony") == set()
    assert house.interview_with("briony@poe.example") is None
    assert house.interview_with("sorrel@poe.example") is not None
    assert house.interview_with("tansy@poe.example") is not None, "the control: what is read again is fit to be logged"
    kept = [line["value"] for line in house.cli("never-log", "--json").json["lines"] if line["kind"] == "erased"]
    assert kept == ["somebody you had erased"]


def test_ps_11_what_is_held_about_somebody_is_told_whole_and_there_is_no_score(house: House) -> None:
    """What is held about a person comes as a letter ready to be sent, in English and German; no table holds a score of
    a person, and nothing on their page was looked up elsewhere.
    """
    house.talk("clover", hours=30)
    signature = "-- \nClover Poe\nMobile: +44 7700 900123\nlinkedin.com/in/clover-poe-77"
    house.deliver("Clover Poe <clover@poe.example>", "A question", f"Hi Alex,\n\n{ASKS}\n\n{signature}")
    house.settle()
    one = contact_id(house, "clover")
    told = house.cli("contacts", "report", one, "--json").json
    letter = house.cli("contacts", "report", one, "--language", "de").out
    for said in ("clover@poe.example", "Clover Poe", "+44 7700 900123", "linkedin.com/in/clover-poe-77"):
        assert said in told["letter"]
        assert said in letter
    assert "Nobody is scored" in told["letter"]
    assert "Niemand wird bewertet" in letter
    assert (told["mails_with_them"], told["calendar_events"], len(told["talks"])) == (2, 1, 1)
    assert "Clover Poe" in house.get(f"/people/{one}/report").text
    judging = re.compile(r"score|rank|rating|strength|influence|seniority|gender|photo")
    columns = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    assert {one for one in columns if judging.search(one[1])} == {("interviews", "score")}, (
        "of the meeting's kind alone"
    )


def line_added(house: House, kind: str, value: str, *more: str) -> str:
    added = house.cli("never-log", "add", kind, value, *more, "--json")
    assert added.code == 0, added.err
    return str(added.json["id"])


def test_ps_12_the_never_log_list_bars_whole_mails_and_takes_away_what_was_there(house: House) -> None:
    """An address, a domain, a word or a private event on the never-log list bars the whole mail or meeting whoever else
    is on it, before it is stored; what was stored before goes when it is wished; taken off, it is read again.
    """
    house.talk("rue", hours=30)
    house.settle()
    assert "messages" in traces(house, "rue@poe.example")
    line = line_added(house, "address", "rue@poe.example", "--stored", "--drafts")
    lines = [line, line_added(house, "domain", "barred.example"), line_added(house, "word", "zqembargo")]
    assert traces(house, "rue@poe.example") == {"exclusions"}, "the list alone knows"
    mixed = "Cc: Rue Poe <rue@poe.example>\n"
    house.deliver("Juniper Poe <juniper@poe.example>", "zqmixed", f"Hi,\n\n{ASKS}", headers=mixed)
    house.deliver("Juniper <j@sub.barred.example>", "zqdomain", f"Hi,\n\n{ASKS}")
    house.deliver("Juniper Poe <juniper@poe.example>", "zqword", f"Hi,\n\n{ASKS} About zqembargo.")
    with house.desk() as desk:
        at = house.now()
        desk.put_talk("juniper", at, summary="zqprivate", visibility="private")
        desk.put_talk("juniper", at, summary="zqconfidential", visibility="confidential")
    house.settle()
    assert traces(house, "zqmixed", "zqdomain", "zqword", "zqprivate", "zqconfidential", "juniper") == set()
    assert "zqmixed" not in house.log()
    for one in lines:
        assert house.cli("never-log", "remove", one).code == 0
    house.settle()
    assert "messages" in traces(house, "zqmixed"), "the control: without the lines the same mail is stored"
    assert traces(house, "zqprivate") == set()


# --- in a house that is torn down ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for what the others could not live with: three months that pass, and an end of everything."""
    with raised_house(tmp_path_factory.mktemp("own")) as raised:
        yield raised


def bodies(context: Context) -> int:
    with context.database.reading() as session:
        table = Base.metadata.tables["messages"]
        return len([row for row in session.execute(table.select()) if row.body_sealed is not None])


def longest(value: object) -> int:
    """Of every text in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return max(map(longest, value.values()), default=0)
    return max(map(longest, value), default=0) if isinstance(value, list) else 0


def test_ps_04_texts_go_after_ninety_days_and_quotes_stay_short(own: House, tmp_path: Path) -> None:
    """After ninety days no text of a mail, of a calendar entry or of a sent draft is left, in whatever way it was sealed;
    quotes are shorter than 300 letters, and an attachment is not kept for a moment.
    """
    words = ("zqmailbody zqtail", "zqdescription zqtail", "zqattached zqtail")
    part = "--zq\nContent-Disposition: attachment; filename=a.txt\n"
    mixed = f"--zq\n\nHi Alex,\n\n{ASKS}\n\nSince 2011 I keep {words[0]} here.\n{part}\n{words[2]}\n--zq--\n"
    kind = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="zq"\n'
    own.deliver("Mallow Poe <mallow@poe.example>", "A question", mixed, headers=kind)
    draft = own.written_to("mallow", description=f"We talk about {words[1]}.")
    own.approve(draft)
    own.settle()
    # What went out while that was waited for is read now: three months late, its text would wait for the next day's round.
    own.settle()
    assert taken_out(own, tmp_path, *words) == set(words[:2]), "the control: there they are"
    own.move(24 * 92)
    with own.opened() as context:
        wait_until(lambda: bodies(context) == 0, "the texts go")
    assert taken_out(own, tmp_path, *words) == set()
    shown = own.get(f"/drafts/{draft['id']}").text
    assert "older than you keep texts" in shown
    kept = ("observations", "tasks", "interviews", "introductions", "pointers", "alerts")
    assert max(longest(row) for table in kept for row in own.rows(table)) <= QUOTE
    assert own.interview_with("mallow@poe.example") is not None


def test_ps_09_everything_is_erased_beside_a_running_warmthread_and_the_receipt_counts_it(
    own: House, tmp_path: Path
) -> None:
    """Everything is erased by one command while Warmthread runs: every row, file and own backup, with the permission
    ended at the provider and a receipt that counts it; nothing comes back by itself, and one can begin anew.
    """
    words = ("zqlastbody zqtail", "zqlast@poe.example")
    own.deliver("Zqlast Poe <zqlast@poe.example>", "A question", f"Hi Alex,\n\n{ASKS} {words[0]}")
    own.talk("yarrow", hours=30)
    own.settle()
    assert taken_out(own, tmp_path, *words) == set(words)
    with own.opened() as context:
        backup.automatic(context.settings.database_path, context.vault, backup.DAILY, 3, real_now())
    before = {table: len(held) for table, held in own.everything().items()}
    done = own.cli("erase", "--everything", "--yes", "ERASE", "--json")
    assert done.code == 0, done.err
    receipt = done.json
    assert receipt["revoked"] == ["alex@example.com (google)"]
    assert own.control.calls()["calls"]["oauth.revoke"] == 1
    for table in ("messages", "calendar_events", "observations", "interviews", "contacts", "drafts", "persons"):
        assert receipt["counts"].get(table, 0) == before[table]
    assert before["messages"] >= 2
    assert (receipt["is_wiped"], receipt["files"], receipt["key_removed"]) == (True, 1, False)
    data = own.folder / "data"
    assert not list((data / "backups").iterdir())
    asks_again(own, "yarrow", message_id="<after@poe.example>")
    own.control.move_clock(advance=3600)
    assert own.get("/settings").headers["location"].startswith("/sign-in")
    assert own.get("/healthz").status_code == 200
    left = {table: held for table, held in own.everything().items() if held and table != "leases"}
    assert left == {}
    assert hits(words, folder=data, log=own.log()) == []
    own.sign_in()
    own.product.session["Cookie"] = "; ".join(f"{name}={value}" for name, value in own.browser.cookies.items())
    own.connect()
    assert own.interview_with("yarrow@poe.example") is not None, "connected anew, it is read anew"

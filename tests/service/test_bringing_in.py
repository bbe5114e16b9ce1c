"""An archive is a stranger's file until it was looked at: whatever is wrong with it, nothing of it comes in and
everything stays as it was.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service import bringing_in, erasing, uploads
from service.bringing_in import CannotBringIn
from service.clock import ManualClock
from service.context import Context
from service.schema import Account, Person
from service.vault import key_path
from tests.conftest import NOW
from tests.rows import everything
from tests.service.filled import fill
from tests.service.test_taking_out import another, elsewhere, taken

__all__ = ("elsewhere",)
Members = dict[str, bytes]
Edit = Callable[[Members], None]


_MADE: list[bytes] = []


@pytest.fixture
def mine(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive of Alice's, with rows in every table; made once."""
    file = tmp_path / "mine.zip"
    if not _MADE:
        context: Context = request.getfixturevalue("context")
        fill(context, "per_alice")
        _MADE.append(taken(context, "per_alice", file).read_bytes())
    file.write_bytes(_MADE[0])
    return file


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One other installation for all of them, since nothing comes in; Bob is in it too, with an account."""
    with another(tmp_path_factory.mktemp("there"), ManualClock(NOW)) as context:
        with context.database.writing("per_bob", "test") as session:
            session.add(Person(id="per_bob", created_at=NOW))
            session.flush()
            session.add(
                Account(id="acc_bob", person_id="per_bob", provider="google", email="b", since=NOW, created_at=NOW)
            )
        yield context


def written(file: Path, members: Members, *, deflated: bool = True) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file


def read(file: Path) -> Members:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def refused(there: Context, file: Path) -> str:
    """Why; nothing has changed."""
    before = everything(there)
    with pytest.raises(CannotBringIn) as why:
        bringing_in.bring_in(there, "per_alice", file, now=there.clock())
    assert everything(there) == before
    return str(why.value)


def first_row(table: str, **values: Any) -> Edit:
    """The first line of that table says something else; None = nothing."""

    def edit(members: Members) -> None:
        lines = members[f"data/{table}.jsonl"].splitlines()
        lines[0] = json.dumps(json.loads(lines[0]) | values).encode()
        members[f"data/{table}.jsonl"] = b"\n".join(lines) + b"\n"

    return edit


def raw_row(table: str, line: bytes) -> Edit:
    def edit(members: Members) -> None:
        _, *others = members[f"data/{table}.jsonl"].splitlines(keepends=True)
        members[f"data/{table}.jsonl"] = b"".join([line + b"\n", *others])

    return edit


def manifest(**values: Any) -> Edit:
    def edit(members: Members) -> None:
        members["warmthread.json"] = json.dumps(json.loads(members["warmthread.json"]) | values).encode()

    return edit


def without(name: str) -> Edit:
    def edit(members: Members) -> None:
        del members[name]

    return edit


def replaced(name: str, content: bytes) -> Edit:
    def edit(members: Members) -> None:
        members[name] = content

    return edit


DEEP = b"[" * 100_000 + b"]" * 100_000
WRONG: dict[str, tuple[Edit, str]] = {
    "no manifest": (without("warmthread.json"), "was not made by"),
    "a manifest that is none": (replaced("warmthread.json", b"[1, 2"), "cannot be read"),
    "a manifest without tables": (replaced("warmthread.json", b'{"format": 1}'), "cannot be read"),
    "a manifest too large": (replaced("warmthread.json", b" " * 70_000 + b"{}"), "too large"),
    "a manifest too deep": (replaced("warmthread.json", DEEP[:60_000]), "cannot be read"),
    "another person's": (manifest(person="per_bob"), "of another person"),
    "a newer one": (manifest(format=99, product="9.9"), "newer Warmthread"),
    "a number of rows that is not there": (without("data/notes.jsonl"), "does not hold what it says"),
    "a table that there is not": (manifest(tables={"leases": 1}), "does not hold what it says"),
    "a row that is no JSON": (raw_row("notes", b"{"), "a row of notes is none"),
    "a row that is a list": (raw_row("notes", b"[]"), "a row of notes is none"),
    "a row too deep": (raw_row("contacts", b'{"data": ' + DEEP + b"}"), "a row of contacts is none"),
    "a row of bytes": (raw_row("notes", bytes(range(128, 200))), "a row of notes is none"),
    "half a letter": (raw_row("notes", b'{"id": "\\ud800"}'), "a row of notes is none"),
    "a row without an id": (raw_row("notes", b'{"text": "hello"}'), "a row of notes is none"),
    "a column that there is not": (first_row("notes", person_id="per_bob"), "a row of notes is none"),
    "tokens": (first_row("accounts", tokens="stolen"), "a row of accounts is none"),
    "a text for a list": (first_row("interviews", others="x"), "a row of interviews is none"),
    "a list for a text": (first_row("interviews", title=["x"]), "a row of interviews is none"),
    "nothing for a text": (first_row("interviews", title=None), "a row of interviews is none"),
    "an instant without a zone": (first_row("interviews", updated_at="2026-01-01T00:00:00"), "a row of interviews"),
    "no instant": (first_row("interviews", updated_at="today"), "a row of interviews is none"),
    "an instant beyond the calendar": (first_row("notes", at="9999-12-31T23:59:59-12:00"), "cannot be brought in"),
    "a number beyond all": (first_row("observations", sequence=2**63), "a row of observations is none"),
    "no number": (first_row("drafts", version=float("nan")), "a row of drafts is none"),
    "a body of another shape": (first_row("messages", body={"text": 1}), "a row of messages is none"),
    "a note that is no text": (first_row("contacts", data={"note": ["x"]}), "a row of contacts is none"),
    "a provider that there is not": (first_row("accounts", provider="evil"), "a provider that there is not"),
    "an account that there is not": (first_row("cursors", account_id="acc_none"), "a row of cursors points at nothing"),
    "somebody else's account": (first_row("cursors", account_id="acc_bob"), "a row of cursors points at nothing"),
    "an id that is taken": (first_row("accounts", id="acc_bob"), "cannot be brought in"),
    "one id twice": (first_row("notes", id="notes_per_alice_2"), "do not belong together"),
    "two persons": (raw_row("persons", b"{}"), "a row of persons is none"),
}
"""What is wrong with it, and what is said."""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_it_is_said_and_nothing_comes_in(
    name: str, mine: Path, there: Context, tmp_path: Path
) -> None:
    edit, told = WRONG[name]
    members = read(mine)
    edit(members)
    assert told in refused(there, written(tmp_path / "wrong.zip", members))


def test_the_same_archive_unchanged_comes_in(mine: Path, elsewhere: Context, tmp_path: Path) -> None:
    """Positive control: it is not the writing anew that is refused."""
    bringing_in.bring_in(
        elsewhere, "per_alice", written(tmp_path / "same.zip", read(mine)), now=elsewhere.clock()
    )  # fmt: skip
    assert len(everything(elsewhere)["messages"]) == 2


@pytest.mark.parametrize("path", ["{own}/f", "", "f", "imports/f", "imports/../f", "../own/f"])
def test_no_path_in_an_archive_has_anything_removed_that_is_not_an_upload_s(
    path: str, mine: Path, elsewhere: Context, tmp_path: Path
) -> None:
    own, theirs = tmp_path / "own", uploads.root(elsewhere.settings) / "imp_0b" / "f"
    for file in (own / "letter", theirs):
        file.parent.mkdir(parents=True)
        file.touch()
    members, table = read(mine), "data/file_imports.jsonl"
    told = [json.loads(line) | {"path": path.format(own=own)} for line in members[table].splitlines()]
    members[table] = "".join(json.dumps(one) + "\n" for one in told).encode()
    bringing_in.bring_in(elsewhere, "per_alice", written(tmp_path / "a.zip", members), now=elsewhere.clock())
    with elsewhere.database.writing("per_bob", "test") as session:
        session.add(Person(id="per_bob", created_at=NOW))
    uploads.leave(elsewhere, "per_alice", told[0]["id"])
    erasing.erase_everything(elsewhere, "per_alice", elsewhere.clock())
    assert (own / "letter").exists()
    assert theirs.exists()
    assert key_path(elsewhere.settings).exists()


# --- bombs ------------------------------------------------------------------------------------------------------


def test_what_would_grow_beyond_reason_is_left_closed(mine: Path, there: Context, tmp_path: Path) -> None:
    bomb = written(tmp_path / "bomb.zip", read(mine) | {"data/notes.jsonl": b" " * 30_000_000})
    assert bomb.stat().st_size < 200_000
    assert "grow beyond reason" in refused(there, bomb)


def test_too_much_in_all_is_left_closed(
    mine: Path, there: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "MAX_TOTAL", 10_000)
    assert "grow beyond reason" in refused(there, mine)


def test_a_row_without_an_end_is_not_read_to_its_end(
    mine: Path, there: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "LONGEST_LINE", 50_000)
    endless = read(mine) | {"data/notes.jsonl": b'{"id": "' + b"x" * 60_000}
    assert "a row of notes is too long" in refused(there, written(tmp_path / "long.zip", endless))


def test_too_many_files_are_refused(mine: Path, there: Context, tmp_path: Path) -> None:
    many = read(mine) | {f"data/{number}.jsonl": b"" for number in range(bringing_in.MAX_MEMBERS)}
    assert "more than 200 members" in refused(there, written(tmp_path / "many.zip", many))


def test_two_files_of_one_name_are_refused(mine: Path, there: Context, tmp_path: Path) -> None:
    with zipfile.ZipFile(mine, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("data/notes.jsonl", b"")
    assert "two files of one name" in refused(there, mine)


def test_a_file_that_says_less_than_it_holds_gives_no_more_than_it_said(
    mine: Path, there: Context, tmp_path: Path
) -> None:
    lying = written(tmp_path / "lying.zip", read(mine), deflated=False)
    with zipfile.ZipFile(lying) as packed:
        info = packed.getinfo("data/notes.jsonl")
    told, less = info.file_size.to_bytes(4, "little"), (info.file_size // 2).to_bytes(4, "little")
    raw = lying.read_bytes()
    start = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"data/notes.jsonl"))
    lying.write_bytes(raw[: start + 24] + raw[start + 24 : start + 28].replace(told, less) + raw[start + 28 :])
    with zipfile.ZipFile(lying) as packed:
        assert packed.getinfo("data/notes.jsonl").file_size < info.file_size
    assert "cannot be brought in" in refused(there, lying)


def test_what_is_locked_is_refused(mine: Path, there: Context) -> None:
    raw = bytearray(mine.read_bytes())
    start = raw.index(b"PK\x01\x02")
    raw[start + 8] |= 1
    mine.write_bytes(raw)
    assert "encrypted" in refused(there, mine)


def test_names_that_lead_elsewhere_write_nothing_there(mine: Path, elsewhere: Context, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    odd = {f"{name}evil": b"x" for name in ("../", "../../", "/", "C:\\", "data/../../")}
    file = written(tmp_path / "mine.zip", read(mine) | odd)
    bringing_in.bring_in(elsewhere, "per_alice", file, now=elsewhere.clock())
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before and "elsewhere" not in str(path)] == []
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"mail", b"\0" * 1000, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_not_taken_for_one(content: bytes, there: Context, tmp_path: Path) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(content)
    assert not bringing_in.is_archive(file)
    assert "cannot be" in refused(there, file)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_one_that_was_cut_off_is_refused(share: float, mine: Path, there: Context) -> None:
    whole = mine.read_bytes()
    mine.write_bytes(whole[: int(len(whole) * share)])
    refused(there, mine)


# --- anything at all --------------------------------------------------------------------------------------------


def ends_well(there: Context, file: Path) -> bool:
    """Brings it in, and takes that back; whether it came in. Raises whatever is neither that nor a refusal."""
    before = everything(there)
    came_in: list[bool] = []

    def quieten(*given: Any) -> Any:
        genuine(*given)
        came_in.append(True)
        raise CannotBringIn("taken back, for the next one")

    genuine = bringing_in._quieten
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bringing_in, "_quieten", quieten)
        with pytest.raises(CannotBringIn):
            bringing_in.bring_in(there, "per_alice", file, now=there.clock())
    assert everything(there) == before
    return bool(came_in)


ANYTHING = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2026-03-02T09:00:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
EDITS = st.lists(st.tuples(st.integers(0), st.integers(0), st.integers(0), JSON), min_size=1, max_size=3)
"""In which table, which row, which field, and what then stands there."""


@ANYTHING
@given(flips=FLIPS)
def test_whatever_bytes_are_changed_it_comes_in_or_is_refused(
    mine: Path, there: Context, tmp_path: Path, flips: list[tuple[float, int]]
) -> None:
    raw = bytearray(mine.read_bytes())
    for place, flip in flips:
        raw[int(len(raw) * place)] ^= flip
    (tmp_path / "changed.zip").write_bytes(raw)
    ends_well(there, tmp_path / "changed.zip")


@ANYTHING
@given(edits=EDITS)
def test_whatever_its_rows_say_it_comes_in_or_is_refused(
    mine: Path, there: Context, tmp_path: Path, edits: list[tuple[int, int, int, Any]]
) -> None:
    members = read(mine)
    for edit in edits:
        change(members, *edit)
    ends_well(there, written(tmp_path / "changed.zip", members))


def change(members: Members, table: int, row: int, field: int, value: Any) -> None:
    """One field of one row says something else."""
    names = [name for name in members if name.endswith(".jsonl") and members[name]]
    name = names[table % len(names)]
    lines = members[name].splitlines()
    values = json.loads(lines[row % len(lines)])
    values[list(values)[field % len(values)]] = value
    lines[row % len(lines)] = json.dumps(values).encode()
    members[name] = b"\n".join(lines) + b"\n"


def test_an_archive_that_says_other_words_comes_in(mine: Path, there: Context, tmp_path: Path) -> None:
    """Positive control: not every change is refused."""
    members = read(mine)
    first_row("interviews", title="Another title")(members)
    assert ends_well(there, written(tmp_path / "changed.zip", members))

"""Everything that is kept about a person, as one archive that they take along: their rows as JSON, their conversations as
a calendar, their drafts as mail, and what all of it means.

It is of one moment, and it is not encrypted: whoever has the file can read it. How rows stand in it is `archive_rows`'s
matter, bringing it in elsewhere `bringing_in`'s.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from service import activity, archive_rows, calendar_feed, erased, exclusions, letters, outbox
from service.archive_rows import CALENDAR, DRAFTS, FORMAT, MANIFEST, MEANINGS, Manifest
from service.calendar_feed import Say
from service.context import Context
from service.drafting import versions
from service.schema import Approval, Draft, Person
from service.schema.meanings import kind_of, meaning_of, meanings_of
from service.schema.owned import owned_by

_PAGE = 500
_ODD = re.compile(r"[^A-Za-z0-9_ ]")
_ENVELOPE = re.compile(rb"^(>*From )", re.MULTILINE)


class CannotTakeOut(Exception):
    """There is no archive; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose archive, made at `now` (product time); `say` names conversations, `root` is where the pages are."""

    person_id: str
    now: datetime
    say: Say
    root: str


def to_file(context: Context, wish: Wish, target: Path, *, may_replace: bool = False) -> Manifest:
    """Writes the archive into that file, the owner's alone; beside it first, and renamed once it is whole.

    Raises CannotTakeOut where there is something already.
    """
    if target.exists() and not may_replace:
        raise CannotTakeOut(f"{target} is there already. Name another file, or say --overwrite.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            manifest = write(context, wish, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def unnamed(context: Context, wish: Wish) -> IO[bytes]:
    """The archive in a file without a name in the data folder: closing it leaves nothing of it."""
    with ExitStack() as closing:
        made: IO[bytes] = closing.enter_context(tempfile.TemporaryFile(dir=context.settings.data_dir))
        write(context, wish, made)
        closing.pop_all()
    return made


def write(context: Context, wish: Wish, target: IO[bytes]) -> Manifest:
    """Writes the archive, and notes in the person's log that it was made."""
    with context.database.writing(wish.person_id, "take_out") as session:
        activity.record(session, wish.person_id, activity.TAKEN_ALONG, wish.now)
    with _one_moment(context) as session, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        tables = archive_rows.carried_tables()
        counts = {table.name: _add_table(packed, session, context, wish.person_id, table) for table in tables}
        packed.writestr(CALENDAR, _calendar(session, context, wish))
        _add_drafts(packed, session, context, wish.person_id)
        manifest = Manifest(FORMAT, wish.now, version("warmthread"), wish.person_id, counts)
        packed.writestr(MEANINGS, readme(manifest))
        packed.writestr(MANIFEST, json.dumps(asdict(manifest) | {"made_at": wish.now.isoformat()}, indent=2))
    return manifest


@contextmanager
def _one_moment(context: Context) -> Iterator[Session]:
    """Reads as everything was at the first look, whatever is written meanwhile."""
    with context.database.reading() as session:
        if not context.database.is_sqlite:
            # SQLite's readers see one moment anyway. https://www.postgresql.org/docs/current/transaction-iso.html
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


# --- rows -------------------------------------------------------------------------------------------------------


def _add_table(packed: zipfile.ZipFile, session: Session, context: Context, person_id: str, table: Table) -> int:
    number = 0
    with packed.open(archive_rows.member_of(table), "w", force_zip64=True) as member:
        for row in _rows(session, table, person_id):
            opened = archive_rows.opened(context.vault, table, row)
            if table.name == Person.__tablename__ and erased.digests(session, person_id):
                key = exclusions.erased_key(session, context.vault, person_id)
                opened["settings"][exclusions.ERASED_KEY] = key
            member.write(json.dumps(opened, ensure_ascii=False).encode() + b"\n")
            number += 1
    return number


def _rows(session: Session, table: Table, person_id: str) -> Iterator[dict[str, object]]:
    query = select(table).where(owned_by(table, person_id)).order_by(*table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=_PAGE)).mappings():
        yield dict(row)


# --- for a calendar and a mail program --------------------------------------------------------------------------


def _calendar(session: Session, context: Context, wish: Wish) -> bytes:
    found = calendar_feed.all_talks(session, context.vault, wish.person_id)
    return calendar_feed.write(found, wish.say, wish.root)


def _add_drafts(packed: zipfile.ZipFile, session: Session, context: Context, person_id: str) -> None:
    """Each draft once, with the approved bytes where there are some. What cannot be a mail yet stands in its rows only."""
    drafts = session.scalars(select(Draft).where(Draft.person_id == person_id).order_by(Draft.created_at, Draft.id))
    with packed.open(DRAFTS, "w", force_zip64=True) as member:
        for draft in drafts.all():
            try:
                member.write(_in_mbox(_mail(session, context, draft), draft))
            except (letters.CannotBeWritten, outbox.CannotApprove):
                continue


def _mail(session: Session, context: Context, draft: Draft) -> bytes:
    query = select(Approval).where(Approval.draft_id == draft.id, Approval.state != "withdrawn")
    approval = session.scalar(query.order_by(Approval.approved_at.desc(), Approval.id.desc()).limit(1))
    if approval is not None:
        return outbox.approved_bytes(context.vault, approval)
    as_it_was = replace(context, clock=lambda: draft.updated_at)
    text = versions.text_of(context.vault, draft)
    if not text.body:
        raise letters.CannotBeWritten("its text went after the retention time")
    return letters.write(session, as_it_was, draft, text, letters.new_message_id(context, draft.sender, draft.id))


def _in_mbox(mail: bytes, draft: Draft) -> bytes:
    """One mail of an mbox, in the way called mboxrd. https://www.rfc-editor.org/rfc/rfc4155"""
    said = _ODD.sub("_", f"{draft.id} {draft.state}")
    envelope = f"From - {draft.updated_at:%a %b %d %H:%M:%S %Y}\nX-Warmthread-Draft: {said}\n"
    return envelope.encode("ascii") + _ENVELOPE.sub(rb">\1", mail.replace(b"\r\n", b"\n")).rstrip(b"\n") + b"\n\n"


# --- what all of it means ---------------------------------------------------------------------------------------


def readme(manifest: Manifest) -> str:
    """The archive's README, in Markdown."""
    tables = "\n".join(_told(table, manifest.tables[table.name]) for table in archive_rows.carried_tables())
    made = f"{manifest.made_at:%d %B %Y, %H:%M}"
    return _README.format(made=made, product=manifest.product, tables=tables)


def _told(table: Table, rows: int) -> str:
    said = meanings_of(table)
    columns = "\n".join(
        f"- `{name}` ({_kind(table, name, column.name)})" + (f": {said[column.name]}" if column.name in said else "")
        for name, column in archive_rows.columns_of(table).items()
    )
    return f"### {table.name}: {rows}\n\n{meaning_of(table)}\n\n{columns}\n"


def _kind(table: Table, name: str, column: str) -> str:
    return kind_of(table, column) if name == column else "opened; here it lies sealed in Warmthread"


_README = """# Your data from Warmthread

Made on {made} UTC by Warmthread {product}. **This file is not encrypted: whoever has it can read all of it.** Keep it
where you would keep a copy of your mailbox, and delete it when you no longer need it.

| file | what it is |
|---|---|
| `interviews.ics` | every logged conversation that has a time; opens in any calendar |
| `drafts.mbox` | your drafts, sent ones as they were approved; opens in any mail program. `X-Warmthread-Draft` says what became of each. One without a recipient, or whose text went after the time that you keep texts, stands in `data/drafts.jsonl` only |
| `data/….jsonl` | everything else, one table a file, one row a line, as JSON in UTF-8 |
| `warmthread.json` | what this archive is, and how many rows each table has |

Left out, because it would let somebody in and is worth nothing elsewhere: the permissions of your providers (tokens),
signed-in browsers, sign-in links, and consents that were under way. Attachments were never stored. Of mails that have
nothing to do with a conversation there is only the id, the date and the rule that said so (`set_asides`).

## Bringing it in elsewhere

    warmthread import FILE

into an empty Warmthread. Then connect your mailbox again: reading goes on where it stopped. Nothing that was on its way
goes out or is put into your mailbox by that: what was approved is looked for in Sent first, and you are asked where it is
not found. Let only one Warmthread work on a mailbox: disconnect the old one first. The address of your private calendar
feed changes. Whom you had erased stays barred: of them there are digests only (`exclusions`, kind `erased`), and beside
them, in `settings.erased_key` of `persons`, what somebody needs to ask whether an address they know is among them.

## What the fields mean

Instants are ISO 8601 in UTC. Ids are the same in all files: `interview_id` names a row of `interviews`, and so on. A
*person* is you; a *contact* is somebody you know; a *draft* is ours, and waits for you.

{tables}"""

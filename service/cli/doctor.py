"""`doctor`: looks at everything that can be wrong with an installation, and says of each what to do.

Changes nothing, and asks no provider: what is known of accounts is what their last polls left behind.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import typer
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from connectors import registry
from connectors.errors import Misconfigured
from service import accounts, backup, migrate, preferences
from service.accounts import LOCAL_PERSON
from service.cli.connect import is_running
from service.cli.failures import FAILURE, explain
from service.cli.output import AsJson, count, print_json, say
from service.cli.runtime import Runtime, runtime_of
from service.cli.sync import trouble_of
from service.clock import real_now
from service.database import Database, open_database
from service.drafting import consent
from service.folder_key import line_of
from service.model_address import place_of
from service.schema import Account, Event, Person, Quarantined
from service.settings import Settings
from service.vault import Tampered

LEAST_FREE = 200 * 1024 * 1024
MOST_SKEW = timedelta(minutes=5)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. A note is fine but worth knowing."""

    name: str
    is_fine: bool
    told: str


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Look for what is wrong with this installation. Exit code 1 when something is."""
    checks = list(_checks(runtime_of(ctx)))
    is_fine = all(check.is_fine for check in checks)
    if as_json:
        print_json({"ok": is_fine, "checks": [asdict(check) for check in checks]})
    else:
        say(*(f"{'ok   ' if check.is_fine else 'WRONG'} {check.name}: {check.told}" for check in checks))
    if not is_fine:
        raise typer.Exit(FAILURE)


def _checks(runtime: Runtime) -> Iterator[Check]:
    try:
        settings = runtime.settings
    except Misconfigured as error:
        yield Check("settings", False, error.detail)
        return
    yield Check("settings", True, "every value is understood.")
    yield _address(settings)
    yield from _clients(settings)
    yield _clock(settings)
    if not settings.data_dir.exists():
        yield Check("data folder", True, f"{settings.data_dir} is not there yet; the first run makes it.")
        return
    for look in (_folder, _key, _space):
        yield _guarded(look, settings)
    yield from _database(settings)


def _guarded(look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except OSError as error:
        return Check(look.__name__.strip("_"), False, explain(error)[0])


# --- around the product -----------------------------------------------------------------------------------------


def _address(settings: Settings) -> Check:
    is_up = is_running(settings)
    return Check("address", True, f"{settings.bind}: Warmthread {'runs there' if is_up else 'does not run just now'}.")


def _clients(settings: Settings) -> Iterator[Check]:
    for entry in registry.ENTRIES:
        if entry.asks:
            yield Check(entry.label.lower(), True, f"needs nothing to be set up: warmthread connect {entry.name}")
        if not entry.client_settings:
            continue
        name = entry.label
        missing = f"none; only needed to connect {name} (README, Connect your {name} account)."
        is_set_up = bool(settings.provider(entry.name).client_id)
        yield Check(f"{name} client", True, "set up." if is_set_up else missing)


def _clock(settings: Settings) -> Check:
    is_moved = settings.now is not None or settings.clock_file is not None
    return Check("clock", True, "moved by WARMTHREAD_NOW or WARMTHREAD_CLOCK_FILE." if is_moved else "the machine's.")


def _folder(settings: Settings) -> Check:
    mode = settings.data_dir.stat().st_mode
    if mode & OTHERS:
        return Check("data folder", False, f"others may look into it. Run: chmod 700 {settings.data_dir}")
    probe = settings.data_dir / ".doctor"
    probe.touch()
    probe.unlink()
    return Check("data folder", True, f"{settings.data_dir}, yours alone.")


def _key(settings: Settings) -> Check:
    if settings.secret_key.get_secret_value():
        return Check("key", True, "from WARMTHREAD_SECRET_KEY.")
    path = settings.data_dir / "secret.key"
    if not path.exists():
        return Check("key", True, "not made yet; the first run makes it.")
    return _only_mine("key", path)


def _only_mine(name: str, path: Path) -> Check:
    if path.stat().st_mode & OTHERS:
        return Check(name, False, f"others may read {path}. Run: chmod 600 {path}")
    return Check(name, True, f"{path}, readable by you alone.")


def _space(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data_dir).free
    told = f"{free // 1024**2} MiB free."
    return Check("disk", free >= LEAST_FREE, told if free >= LEAST_FREE else f"only {told} Make room.")


# --- what is stored ---------------------------------------------------------------------------------------------


def _database(settings: Settings) -> Iterator[Check]:
    path = Path(settings.database.removeprefix("sqlite:///"))
    if settings.is_sqlite and not path.exists():
        yield _no_database(path)
        return
    if settings.is_sqlite:
        yield _only_mine("database file", path)
        if line_of(path).exists():
            yield _only_mine("database key", line_of(path))
    try:
        with closing(open_database(settings)) as database:
            yield from _inside(database, settings)
    except (SQLAlchemyError, Misconfigured, Tampered) as error:
        yield Check("database", False, explain(error)[0])


def _no_database(path: Path) -> Check:
    if backup.was_there(path):
        where = backup.folder_of(path)
        return Check("database", False, f"{path} is gone. Put a copy from {where} back: warmthread restore FILE")
    return Check("database", True, "not made yet; the first run makes it.")


def _inside(database: Database, settings: Settings) -> Iterator[Check]:
    if not migrate.is_current(database):
        yield Check("database", False, "made by another version. Run: warmthread migrate")
        return
    yield Check("database", True, "reachable, with this version's tables.")
    with database.reading() as session:
        yield from (_account(account) for account in accounts.listing(session, LOCAL_PERSON))
        yield _model(session, settings)
        yield _time(session)
        yield from _left_over(session)


def _account(account: Account) -> Check:
    trouble = trouble_of(account)
    return Check(f"account {account.email}", not trouble, trouble or f"{account.connection_state.replace('_', ' ')}.")


_PLACES = {"here": "on this machine", "near": "in your own network", "elsewhere": "elsewhere"}


def _model(session: Session, settings: Settings) -> Check:
    """Whether a language model words drafts. It is not asked: what it last answered is in the log."""
    if not settings.llm_url:
        return Check("language model", True, "none, and none is needed.")
    where = f"{settings.llm_model or 'unnamed'} at {settings.llm_url} ({_PLACES[place_of(settings.llm_url)]})"
    if session.get(Person, LOCAL_PERSON) is None:
        return Check("language model", True, f"{where}: told nothing, since nobody agreed to it.")
    agreed = consent.is_given(preferences.read(session, LOCAL_PERSON).model_consent, settings.llm_url)
    told = "words drafts." if agreed else "told nothing, since you did not agree to it (Settings)."
    return Check("language model", True, f"{where}: {told}")


def _time(session: Session) -> Check:
    """Leases are in real time: one that begins in the future means that the clock was set back."""
    latest = session.scalar(select(func.max(Account.lease_until)).where(Account.person_id == LOCAL_PERSON))
    if latest is not None and latest > real_now() + MOST_SKEW:
        return Check("time", False, "this machine's clock was set back. Set it right, or wait; nothing is lost.")
    return Check("time", True, "no sign of a wrong clock.")


def _left_over(session: Session) -> Iterator[Check]:
    gave_up = session.scalar(
        select(func.count(Event.id)).where(Event.person_id == LOCAL_PERSON, Event.gave_up_at.is_not(None))
    )
    told = (
        f"{count(gave_up or 0, 'event')} given up. See: warmthread audit. Once more: warmthread replay --given-up"
        if gave_up
        else "nothing was given up."
    )
    yield Check("work", not gave_up, told)
    unreadable = session.scalar(select(func.count()).where(Quarantined.person_id == LOCAL_PERSON))
    yield Check("records", True, f"{unreadable or 0} unreadable (warmthread audit)." if unreadable else "all readable.")

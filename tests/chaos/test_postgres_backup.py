"""What infra/README.md says about Postgres, run as it stands there but for Docker: dump, put back, finish."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import inspect

from service.cli import backup as commands
from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.clock import real_now
from service.database import open_database
from service.schema import Person
from service.settings import load_settings
from tests.infra.compose import ROOT
from tests.servers.postgres import Postgres, find_binaries
from tests.verdicts import Verdict
from workers.runner import Runner


def documented(tool: str) -> list[str]:
    """The command of that tool as the operators' page has it, without what Docker puts around it."""
    text = (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"exec -T postgres ({tool} [^<>\n]+)", text)
    assert found, tool
    return found[1].split()


def test_a_dump_that_is_put_back_as_documented_is_whole_and_finished(
    is_whole: bool, postgres: Postgres, tmp_path: Path, verdict: Verdict
) -> None:
    if not is_whole:
        pytest.skip("`make chaos` runs Postgres' tools.")
    postgres.create("kept")
    try:
        environ = {"WARMTHREAD_DATA_DIR": str(tmp_path), "WARMTHREAD_DATABASE_URL": postgres.url("kept")}
        runtime = Runtime(engine=Runner, load=lambda: load_settings(environ))
        assert invoke(["migrate"], runtime) == 0
        add_person(environ, "per_before")
        dump = tmp_path / "warmthread.dump"
        with dump.open("wb") as out:
            run(documented("pg_dump"), postgres, stdout=out)
        add_person(environ, "per_after")
        add_what_a_later_version_has(postgres)
        run(documented("dropdb"), postgres)
        run(documented("createdb"), postgres)
        with dump.open("rb") as source:
            run(documented("pg_restore"), postgres, stdin=source)
        assert later_tables(environ) == []
        assert invoke(["migrate"], runtime) == 0
        assert invoke(["restore", "--finish"], runtime) == 0
        assert people(environ) == ["per_before"]
        verdict(
            "Postgres: the documented dump, restore, migrate and restore --finish leave what was dumped, also after an "
            "upgrade that added tables"
        )
    finally:
        postgres.drop("kept")


def run(command: list[str], server: Postgres, **streams: object) -> None:
    program, *options = command
    moved = [
        "kept" if word == "warmthread" else word.replace("--dbname=warmthread", "--dbname=kept") for word in options
    ]
    surroundings = {"PATH": os.environ["PATH"], "PGHOST": str(server.folder)}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(find_binaries() / program), *moved], env=surroundings, stderr=subprocess.PIPE, check=False, **streams
    )
    assert done.returncode == 0, done.stderr


def add_person(environ: dict[str, str], person_id: str) -> None:
    database = open_database(load_settings(environ))
    with database.writing(person_id) as session:
        session.add(Person(id=person_id, created_at=real_now() - timedelta(days=1)))
    database.close()


LATER = ("later_alone", "later_of_a_person")


def add_what_a_later_version_has(server: Postgres) -> None:
    """Tables that the dump does not know, one of them pointing at one that it does."""
    server.run("kept", sql.SQL("CREATE TABLE later_alone (id integer PRIMARY KEY)"))
    server.run("kept", sql.SQL("CREATE TABLE later_of_a_person (person_id varchar REFERENCES persons (id))"))


def later_tables(environ: dict[str, str]) -> list[str]:
    database = open_database(load_settings(environ))
    found = [name for name in inspect(database.engine).get_table_names() if name in LATER]
    database.close()
    return found


def people(environ: dict[str, str]) -> list[str]:
    database = open_database(load_settings(environ))
    with database.reading() as session:
        found = [person.id for person in session.query(Person).order_by(Person.id)]
    database.close()
    return [person_id for person_id in found if person_id != "per_local"]


def test_the_commands_that_warmthread_itself_names_are_those_of_the_operators_page() -> None:
    page = (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
    told = f"{commands._POSTGRES_BACKUP}\n{commands._POSTGRES_RESTORE}"
    lines = re.findall(r"(?m)^  (\S.*)$", told)
    assert len(lines) > 6
    for line in lines:
        assert f"postgres {line.split()[0]} " in page or line.startswith("warmthread ")
        for option in re.findall(r"--[a-z-]+", line):
            assert option in page or option in {"--file"}

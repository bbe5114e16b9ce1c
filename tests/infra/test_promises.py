"""SECURITY.md's table of promises is what the tests say, and leaves no promise without a test; the list of licences is what
is installed.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from infra import licences, promises
from infra.promises import PROMISES, Unclear

ROOT = Path(__file__).resolve().parents[2]
A_TEST = '''
@pytest.mark.server_mode
def test_ps_04_a_mail_goes(house):
    """A mail is
    gone after the days.

    More about it.
    """
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one test of a promise."""
    (tmp_path / promises.TESTS).mkdir(parents=True)
    (tmp_path / promises.TESTS / "test_some.py").write_text(A_TEST)
    return tmp_path


def test_the_table_is_what_the_tests_say() -> None:
    text = (ROOT / promises.FILE).read_text(encoding="utf-8")
    assert promises.written(text, promises.table(promises.shown())) == text, "run: python -m infra.promises"


def test_every_promise_is_held_by_a_test() -> None:
    assert promises.missing(promises.shown()) == []


def test_a_test_is_found_with_its_sentence_and_its_mark(project: Path) -> None:
    (found,) = promises.shown(project)
    assert (found.number, found.sentence, found.is_for_servers) == (4, "A mail is gone after the days.", True)
    line = next(one for one in promises.table([found]).splitlines() if one.startswith("| PS-04 "))
    assert "A mail is gone after the days." in line
    assert f"({found.path})" in line
    assert promises.missing([found]) == [number for number in PROMISES if number != 4]


@pytest.mark.parametrize("wrong", ["def test_ps_99_x():\n    'A thing.'\n", "def test_ps_04_x():\n    ...\n"])
def test_a_test_of_no_promise_or_without_a_sentence_is_refused(project: Path, wrong: str) -> None:
    (project / promises.TESTS / "test_other.py").write_text(wrong)
    with pytest.raises(Unclear):
        promises.shown(project)


def test_every_link_of_the_paper_leads_somewhere() -> None:
    text = (ROOT / promises.FILE).read_text(encoding="utf-8")
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    assert [link for link in sorted(links) if not (ROOT / link).exists()] == []


def test_the_list_of_licences_is_what_is_installed() -> None:
    parts = licences.parts(licences.REQUIREMENTS.read_text(encoding="utf-8"))
    assert licences.FILE.read_text(encoding="utf-8") == licences.page(parts), "run: python -m infra.licences"
    assert len(parts) > 50
    here = [part for part in parts if not part.only_where]
    assert {part.name: version(part.name) for part in here} == {part.name: part.version for part in here}


@pytest.mark.parametrize("said", ["", "Proprietary", "GPL-2.0-only", "MIT AND Proprietary"])
def test_a_licence_that_does_not_fit_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "licence_of", lambda _name: said)
    with pytest.raises(licences.Unknown):
        licences.parts("some==1.0\n")

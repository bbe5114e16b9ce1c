"""What the README tells people to type exists, and what can be set is in its table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings
from tests.service.cli.conftest import Cli

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
UNTOLD = {"crash_at", "llm_api_key"}
GROUPS = {"interviews", "drafts", "contacts"}


def commands() -> set[tuple[str, ...]]:
    """Every `warmthread …` of the README: the command, and its subcommand where it has any."""
    found = set()
    for line in re.findall(r"(?:^|`)\s*warmthread ([a-z][^\n`]*)", README, re.MULTILINE):
        words = line.split()
        is_sub = words[0] in GROUPS and len(words) > 1 and words[1].isalpha() and words[1].islower()
        found.add(tuple(words[: 2 if is_sub else 1]))
    return found


def test_the_readme_names_most_commands() -> None:
    assert len(commands()) >= 18


@pytest.mark.parametrize("command", sorted(commands()), ids=" ".join)
def test_a_command_of_the_readme_exists(cli: Cli, command: tuple[str, ...]) -> None:
    assert cli(*command, "--help").code == 0


def test_the_options_of_the_readme_exist(cli: Cli) -> None:
    for words in re.findall(r"^(?:\s*|.*`)warmthread ([^\n`#]*)", README, re.MULTILINE):
        options = re.findall(r"--[a-z-]+", words)
        command = [word for word in words.split() if word.isalpha() and word.islower()][:2]
        told = cli(*command[: 2 if command[0] in GROUPS else 1], "--help").out
        assert [option for option in options if option not in told] == []


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_setting_is_in_the_readmes_table() -> None:
    short = README.replace("`…_", f"`{PREFIX}")
    missing = [name for name in Settings.model_fields if name not in UNTOLD and f"{PREFIX}{name.upper()}`" not in short]
    assert missing == []


def test_the_readme_says_nothing_of_how_it_is_made() -> None:
    assert "../" not in README
    assert "shared/" not in README

"""The list of providers says what the providers say, and so does the table people read."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import pytest

import connectors
from connectors import registry
from connectors.entries import Entry
from connectors.errors import Misconfigured

README = Path(connectors.__file__).parent / "README.md"
COLUMNS = (
    "mailbox", "calendar", "sends", "is_file", "revokes", "device_code", "keeps_drafts", "tells_of_drafts",
    "copies_sent", "hears_news", "stays_open",
)  # fmt: skip


@pytest.mark.parametrize("entry", registry.ENTRIES, ids=lambda entry: entry.name)
def test_the_list_says_of_each_provider_what_it_says_itself(entry: Entry) -> None:
    provider = registry.load(entry.name)
    assert (provider.name, provider.label, provider.capabilities) == (entry.name, entry.label, entry.capabilities)


@pytest.mark.parametrize("entry", registry.ENTRIES, ids=lambda entry: entry.name)
def test_every_provider_is_put_on_the_list_in_the_same_way(entry: Entry) -> None:
    told = import_module(f"connectors.{entry.name}.entry")
    assert entry in vars(told).values()
    assert entry.path == f"connectors.{entry.name}.provider"


def test_the_table_in_the_readme_is_the_list() -> None:
    rows = re.findall(
        r"^" + r"\| (\w+) " * (len(COLUMNS) + 1) + r"\|$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    table = {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in rows if name != "provider"}
    assert table == {
        entry.name: {column: "yes" if asdict(entry.capabilities)[column] else "no" for column in COLUMNS}
        for entry in registry.ENTRIES
    }


def test_an_unknown_provider_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(Misconfigured, match="google"):
        registry.load("hotmail")


def test_looking_at_the_list_loads_no_providers_libraries() -> None:
    libraries = ("imapclient", "dns", "httpx2", "googleapiclient", "msal", "icalendar")
    looked = f"import sys; import connectors.registry; print([one for one in {libraries} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

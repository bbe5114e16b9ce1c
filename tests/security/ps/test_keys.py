"""PS-06: what lies at rest is sealed under a key that lies elsewhere, and the key can be changed."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from sqlalchemy import select

from service import keys
from service.accounts import LOCAL_PERSON
from service.cli.failures import FAILURE
from service.schema import Account
from service.tokens import SealedTokens
from service.vault import key_path, key_text
from tests.security import sinks
from tests.security.house import House
from tests.service import sealed_values

SEED = 606
ASKING = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
LONG = 15
"""Characters of a token, of those that stand beside it less."""


def test_ps_06_tokens_and_texts_lie_sealed_and_the_key_can_be_changed_while_it_runs(house: House) -> None:
    """Tokens and texts lie encrypted, in backups too, under a key outside the database, which can be changed at any time;
    every file is its owner's alone.
    """
    body, note = sinks.canaries(SEED).bodies[:2]
    _live(house, body, note)
    assert house.cli("backup", str(house.folder / "data" / "ps-06.zip")).code == 0
    words = {body, note, *_tokens(house)}
    assert len(words) >= 4
    assert not {word for word in words if word not in _opened(house)}, "all of it is there, for who has the key"
    assert _lying_open(house, words) == []
    assert _open_to_others(house.folder / "data") == []
    assert house.cli("doctor").code == 0
    before = _opened(house)
    rotated = house.cli("keys", "rotate", "--json").json
    house.settle()
    assert rotated["left"] == 0
    with house.opened() as context:
        assert list(keys.under(context)) == [rotated["key"]]
    assert all(line in _opened(house) for line in before.splitlines() if line in words)
    assert note in house.get(_page_of(house)).text
    assert house.cli("keys", "retire").code == FAILURE, "the older key may yet be needed"
    words |= set(_tokens(house))
    assert _lying_open(house, words) == []
    assert _open_to_others(house.folder / "data") == []


def _live(house: House, body: str, note: str) -> None:
    """A mail with something private in it, and a private note on it."""
    text = f"Hi Alex,\n\n{ASKING}\n\nBetween us: {body}.\n\nJuniper"
    house.deliver("Juniper Poe <juniper@poe.example>", "A question", text)
    house.talk("juniper", hours=40)
    house.settle()
    assert house.post(f"{_page_of(house)}/notes", text=note, private="on").status_code == 303
    house.settle()


def _page_of(house: House) -> str:
    found = house.interview_with("juniper@poe.example")
    assert found
    return f"/interviews/{found['id']}"


def _tokens(house: House) -> list[str]:
    """What opens the person's mailbox."""
    with house.opened() as context:
        with context.database.reading() as session:
            ids = session.scalars(select(Account.id).where(Account.tokens_sealed.is_not(None))).all()
        held = [json.loads(SealedTokens(context, one, LOCAL_PERSON).load()) for one in ids]
    values = [value for tokens in held for name, value in tokens.items() if name in {"refresh_token", "access_token"}]
    assert all(len(value) > LONG for value in values)
    return values


def _opened(house: House) -> str:
    """Everything that lies sealed, opened."""
    with house.opened() as context:
        told = [text for place in keys.places() for text in sealed_values.opened(context, place).values()]
    assert not {"Tampered", "KeyMissing"} & set(told)
    return "\n".join(told)


def _lying_open(house: House, words: set[str]) -> list[sinks.Hit]:
    """Where any of it can be read, and where a key can be but in its own file."""
    settings = house.settings()
    secrets = [line.rpartition(":")[2] for line in key_text(settings).split()]
    found = sinks.hits({*words, *secrets}, folder=house.folder / "data", log=house.log())
    own = [one for one in found if one.where == key_path(settings).name and one.word in secrets]
    assert {one.word for one in own} == set(secrets), "the search finds what lies there"
    return [one for one in found if one not in own]


def _open_to_others(folder: Path) -> list[str]:
    """Files and folders that anybody but their owner may look into."""
    others = stat.S_IRWXG | stat.S_IRWXO
    return [str(path) for path in (folder, *folder.rglob("*")) if path.exists() and path.stat().st_mode & others]

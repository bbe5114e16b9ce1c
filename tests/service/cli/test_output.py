"""What strangers wrote may not drive the terminal; JSON reaches every terminal."""

from __future__ import annotations

import io
import json

import pytest

from connectors.errors import ConsentLost, Misconfigured
from service.cli.choosing import choose, shortened
from service.cli.failures import Refused, explain
from service.cli.output import print_json, visible, when
from service.outbox import CannotApprove
from service.vault import Tampered


def test_terminal_codes_and_turned_reading_order_are_made_visible() -> None:
    assert visible("a\x1b[2Jb") == "a\\u001b[2Jb"
    assert visible("\u202egnp.exe") == "\\u202egnp.exe"
    assert visible("\x9b31m\r\x00") == "\\u009b31m\\u000d\\u0000"


def test_letters_of_every_language_stay() -> None:
    text = "Grüße, 日本, שלום\n\tمرحبا 👋"
    assert visible(text) == text


def test_json_is_readable_where_the_terminal_knows_the_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Zieliński"})
    assert "Zieliński" in capsys.readouterr().out


def test_json_survives_a_terminal_that_does_not_know_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    print_json({"name": "Zieliński", "broken": "\ud800"})
    assert json.loads(raw.getvalue())["name"] == "Zieliński"


def test_times_are_told_in_the_zone_asked_for_and_an_unknown_zone_is_utc() -> None:
    assert when("2026-03-05T16:00:00Z", "America/Chicago") == "Thu 05 Mar 2026, 10:00 CST"
    assert when("2026-03-05T16:00:00Z", "Nowhere/Land") == "Thu 05 Mar 2026, 16:00 UTC"
    assert when(None) == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Misconfigured("WARMTHREAD_BIND: must be HOST:PORT."), 2),
        (Misconfigured("There is no account x."), 1),
        (ConsentLost("Connect again."), 1),
        (CannotApprove("The text changed."), 1),
        (Refused("No."), 1),
        (Tampered("row"), 1),
        (OSError(28, "No space left on device"), 1),
        (ValueError("words of a mail"), 1),
    ],
)
def test_every_failure_is_one_sentence(error: Exception, code: int) -> None:
    sentence, told = explain(error)
    assert told == code
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert "words of a mail" not in sentence


def test_the_beginning_of_an_id_is_enough_with_or_without_its_prefix() -> None:
    ids = ["drf_aa11", "drf_aa22", "drf_bb"]
    assert choose("drf_aa1", ids, "draft") == "drf_aa11"
    assert choose("bb", ids, "draft") == "drf_bb"


def test_an_id_that_fits_several_or_none_is_refused() -> None:
    with pytest.raises(Refused, match="several"):
        choose("aa", ["drf_aa11", "drf_aa22"], "draft")
    with pytest.raises(Refused, match="no draft"):
        choose("cc", ["drf_aa11"], "draft")
    with pytest.raises(Refused):
        choose("", ["drf_aa11"], "draft")


def test_an_id_that_begins_another_is_still_itself() -> None:
    assert choose("drf_aa", ["drf_aa", "drf_aa11"], "draft") == "drf_aa"


def test_shortened_ids_stay_apart() -> None:
    ids = ["int_0123456789", "int_0123456799", "int_f"]
    short = shortened(ids)
    assert all(choose(value, ids, "interview") == key for key, value in short.items())

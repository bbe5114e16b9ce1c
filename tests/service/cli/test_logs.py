"""A log line holds ids, numbers and places in the code: what a mail says, an address or a secret cannot get into it,
neither by a slip of ours nor through a library.
"""

from __future__ import annotations

import ast
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from service import metrics
from service.cli import log_fields, logs
from service.settings import load_settings

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = (
    "anna.secret@example.com",
    "Coffee with Anna Secret?",
    "https://login.example.com/token?code=secret",
    "ya29.secret/token+with=signs",
    "per_anna\nlevel=error",
    "x" * 500,
)

LIBRARIES = ("uvicorn.error", "alembic", "dramatiq.worker.WorkerThread", "httpx2", "asyncio", "of.nobody")


@pytest.fixture(autouse=True)
def hooks() -> Iterator[None]:
    """What a lasting process sets is taken back."""
    before = threading.excepthook, sys.unraisablehook
    yield
    logging.captureWarnings(capture=False)
    threading.excepthook, sys.unraisablehook = before


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_has_time_level_what_happened_and_its_ids(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")
    with structlog.contextvars.bound_contextvars(event_id=17):
        structlog.get_logger().warning("job.failed", kind="MessageReceived", account="acc_1f0c", seconds=0.25)
    (line,) = lines(capsys)
    assert list(line)[:3] == ["time", "level", "event"]
    assert str(line.pop("time")).endswith("Z")
    assert line == {
        "level": "warning",
        "event": "job.failed",
        "event_id": 17,
        "kind": "MessageReceived",
        "account": "acc_1f0c",
        "seconds": 0.25,
    }


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_mail_are_left_out_of_every_field_and_counted(
    capsys: pytest.CaptureFixture[str], form: str, words: str
) -> None:
    logs.configure("DEBUG", form)
    before = metrics.page()
    for field in (*log_fields.ALLOWED, *log_fields.NUMBERS, "subject", "body"):
        if field != "event":
            structlog.get_logger().info("slip", **{field: words})
    structlog.get_logger().info(words)
    told = capsys.readouterr().err
    assert "left_out" in told
    assert not any(part in told for part in words.split())
    assert metrics.page() != before
    assert not any(part.encode() in metrics.page() for part in words.split())


@given(field=st.sampled_from([*log_fields.ALLOWED, *log_fields.NUMBERS]), words=st.text(min_size=1))
def test_whatever_is_told_is_one_line_without_an_address(field: str, words: str) -> None:
    kept = log_fields.keep_allowed(None, "", {"event": "x", field: f"{words}@{words}.example"})
    assert "@" not in json.dumps(kept)
    assert "\n" not in "".join(str(value) for value in log_fields.keep_allowed(None, "", {field: words}).values())


@pytest.mark.parametrize("form", ["json", "text"])
def test_of_what_a_library_writes_only_who_and_where_is_told(capsys: pytest.CaptureFixture[str], form: str) -> None:
    logs.configure("DEBUG", form)
    logging.getLogger().setLevel(logging.DEBUG)
    for name in LIBRARIES:
        for words in HOSTILE:
            logging.getLogger(name).debug("Request %s with %s", words, {"to": words})
            try:
                raise ValueError(words)
            except ValueError:
                logging.getLogger(name).exception(words)
    told = capsys.readouterr().err
    assert told.count("library.spoke") == len(LIBRARIES) * 2 * len(HOSTILE)
    assert "dramatiq.worker.WorkerThread" in told
    assert "ValueError at test_logs.py:" in told
    assert not any(part in told for words in HOSTILE for part in words.split() if part != "with")


def test_what_nobody_catches_is_told_by_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_lasting(load_settings({"WARMTHREAD_LOG_FORMAT": "json"}))

    def fail() -> None:
        raise ValueError("Coffee with Anna Secret?")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = lines(capsys)
    assert (line["level"], line["event"]) == ("error", "thread.ended")
    assert str(line["trace"]).startswith("ValueError at threading.py:")
    assert "Anna" not in json.dumps(line)


def test_an_endless_recursion_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")

    def down() -> None:
        down()

    try:
        down()
    except RecursionError:
        structlog.get_logger().exception("web.broke")
    (line,) = lines(capsys)
    assert str(line["trace"]).startswith("RecursionError at ")


def test_a_terminal_gets_text_and_everything_else_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for is_terminal in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        logs.configure_lasting(load_settings({}))
        structlog.get_logger().info("hello")
        told[is_terminal] = capsys.readouterr().err
    assert json.loads(told[False])["event"] == "hello"
    assert "hello" in told[True]
    assert not told[True].startswith("{")


def test_every_field_that_our_own_code_logs_is_allowed() -> None:
    """A field that nobody allowed would be left out of every line, and nobody would notice."""
    unknown = []
    for package in ("service", "workers", "connectors"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_logging(node):
                    fields = {keyword.arg for keyword in node.keywords} - {"exc_info"}
                    unknown += [f"{path.name}:{node.lineno} {name}" for name in fields - _KNOWN]
    assert unknown == []


_KNOWN = {*log_fields.ALLOWED, *log_fields.NUMBERS} - {"event"}


def _is_logging(node: ast.Call) -> bool:
    named = ast.unparse(node.func)
    return named in {f"log.{level}" for level in ("debug", "info", "warning", "error", "exception")} or named.endswith(
        "bound_contextvars"
    )


def test_a_trace_has_no_words_of_the_exception() -> None:
    try:
        raise ValueError("Coffee with Anna Secret?")
    except ValueError as error:
        assert "Anna" in traceback.format_exc()
        kept = log_fields.keep_allowed(None, "", logs._places_only(None, "", {"event": "x", "exc_info": error}))
    assert str(kept["trace"]).startswith("ValueError at test_logs.py:")
    assert "Anna" not in json.dumps(dict(kept))

"""The positive control of the suite at DEBUG: what is planted in a log is seen, what belongs there is not."""

from __future__ import annotations

import pytest

from tests.security.at_debug import leaks

SEALED = ("Hi Alex,\n\nbetween us: I will leave the company in May.\n\nDana", '{"token": "ya29.a0AfB_byC4xPLmQ82kTz"}')


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "mail.read", "text": "Between us: I will leave"}',
        '{"event": "job.failed", "why": "… leave the company in …"}',
        '{"event": "poll.failed", "header": "Bearer ya29.a0AfB_byC4xPLmQ82kTz"}',
        '{"event": "mail.read", "of": "dana@poe.example"}',
    ],
)
def test_what_is_private_is_found_in_a_log(line: str) -> None:
    assert leaks(line, SEALED) != []


def test_the_address_of_an_own_page_is_no_leak_and_one_that_is_none_of_them_is() -> None:
    sealed = ('{"undo": "/settings/exclusions/again", "at": "/settings/exclusions/secret"}',)
    assert leaks('{"route": "/settings/exclusions/again"}', sealed) == []
    assert leaks('{"route": "/settings/exclusions/secret"}', sealed) == ["/settings/exclusions/secret"]


def test_ids_and_kinds_of_trouble_are_no_leak() -> None:
    line = (
        '{"event": "job.failed", "level": "debug", "job": "match", "subject": "msg_0a1b2c3d4e5f", "error": "KeyError"}'
    )
    assert leaks(line, SEALED) == []

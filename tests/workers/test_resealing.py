"""Whoever leads seals anew what lies under an older key: also where somebody only wrote a new key into the file."""

from __future__ import annotations

from functools import partial

import pytest

from service import keys
from service.context import Context
from service.key_file import change_in_place
from service.vault import key_path, key_text, with_another_key
from tests.service import sealed_values
from workers import leading
from workers.leading import Leader
from workers.runner import Runner


def turns(leader: Leader, number: int) -> None:
    """So many looks, each after the work of the one before."""
    for _ in range(number):
        leader.turn()
        if leader._resealing is not None:
            leader._resealing.result()


def test_a_new_line_in_the_key_file_is_enough(context: Context, alice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "RESEAL_SECONDS", 0.0)
    monkeypatch.setattr(keys, "reseal", partial(keys.reseal, most=7))
    sealed_values.plant(context, alice)
    leader = Leader(context, Runner(context).pipeline)
    turns(leader, 2)
    under = keys.under(context)
    assert list(under) == [1]
    change_in_place(key_path(context.settings), with_another_key(key_text(context.settings)))
    slices = -(-under[1] // 7)
    turns(leader, slices - 1)
    assert 0 < keys.left(context)[1] <= 7, "a slice at each look"
    turns(leader, 1)
    assert keys.under(context) == {2: under[1]}


def test_who_does_not_lead_seals_nothing_anew(context: Context, alice: str) -> None:
    sealed_values.plant(context, alice)
    first, second = (Leader(context, Runner(context).pipeline) for _ in range(2))
    turns(first, 1)
    keys.add(context.settings)
    turns(second, 3)
    assert list(keys.left(context)) == [1]
    turns(first, 3)
    assert keys.left(context) == {}

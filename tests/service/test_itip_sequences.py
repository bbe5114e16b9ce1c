"""Sequences of invites as other programs mailed them: after every step what RFC 5546 says, in any order the same end."""

from __future__ import annotations

from itertools import permutations

import pytest

from service.context import Context
from tests.recognition.sequences import PLAYS, Play, Stage, ends_alike, is_there, records_of

pytestmark = pytest.mark.skipif(
    not is_there(), reason="The corpora lie outside this repository, in ../shared/corpora; they are not here."
)
NAMES = [play.name for play in PLAYS]


@pytest.mark.parametrize("play", PLAYS, ids=NAMES)
def test_after_every_step_a_meeting_is_known_as_the_standard_has_it(context: Context, play: Play) -> None:
    stage = Stage(context, play, "per_alice")
    records = records_of(play)
    for record in records[: len(play.own)]:
        stage.deliver(record)
    for step, record in zip(play.steps, records[len(play.own) :], strict=True):
        stage.deliver(record)
        assert stage.known() == step.known
    for told in stage.observations().values():
        right, tried = ends_alike(told, stage.now)
        assert right == tried


LONGEST = [play for play in PLAYS if len(records_of(play)) > 1] if is_there() else []


@pytest.mark.parametrize("play", LONGEST, ids=[play.name for play in LONGEST])
def test_mails_delivered_in_another_order_and_again_end_the_same(context: Context, play: Play) -> None:
    records = records_of(play)
    orders = list(permutations(records))
    expected = play.steps[-1].known
    for number, order in enumerate(orders if len(orders) <= 2 else [orders[-1], orders[len(orders) // 2]]):
        stage = Stage(context, play, f"per_{number}")
        for record in (*order, order[0]):
            stage.deliver(record)
        assert stage.known() == expected

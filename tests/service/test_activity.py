"""What is forgotten of the log: every row that tells of somebody, and no row that tells of another."""

from __future__ import annotations

import pytest

from service import activity
from service.context import Context
from service.schema import Json
from tests.conftest import NOW
from tests.rows import rows

ANN = "ann@firm.example"


def is_left(context: Context, person_id: str, detail: str, data: Json) -> bool:
    with context.database.writing(person_id) as session:
        activity.record(session, person_id, activity.LINKED, NOW, detail=detail, data=data)
        activity.forget(session, person_id, frozenset(), (ANN, "con_1"))
    return bool(rows(context, "activity"))


@pytest.mark.parametrize("told", ["joann@firm.example", "x.ann@firm.example", "ann@firm.example.org", f"me+{ANN}"])
def test_what_quotes_somebody_whose_address_is_longer_stays(context_on_both: Context, alice: str, told: str) -> None:
    assert is_left(context_on_both, alice, f"From {told}, by mail", {"before": [{"key": told}]})


@pytest.mark.parametrize(
    "told", [ANN, "Ann@Firm.Example", f"Ann <{ANN}>", f"Ask {ANN}.", f"Hello,\n{ANN}", f"'{ANN}'", f"jo{ANN}, {ANN}"]
)
def test_what_quotes_the_address_goes_however_it_stands_there(context_on_both: Context, alice: str, told: str) -> None:
    assert not is_left(context_on_both, alice, told, {})
    assert not is_left(context_on_both, alice, "", {"before": [{"key": told}]})
    assert not is_left(context_on_both, alice, "", {told: 1})
    assert not is_left(context_on_both, alice, "", {"contact": "con_1"})

"""What rules set aside is told with its reason, and looked at once more when the person asks."""

from __future__ import annotations

import ast
import inspect
from datetime import timedelta

import pytest

from service import candidates, exclusions
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import Account, Cursor, SetAside
from service.web.set_aside import WHY
from tests.conftest import NOW
from tests.rows import rows
from tests.service.web.conftest import Browser

DAY = timedelta(days=1)
ACCOUNT = "acc_1"


def rules_of_candidates() -> set[str]:
    """Every rule by which `candidates` sets a record aside, read from its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(candidates))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Candidacy":
            is_candidate, rule = node.args[:2]
            if (
                isinstance(is_candidate, ast.Constant)
                and is_candidate.value is False
                and isinstance(rule, ast.Constant)
            ):
                found.add(str(rule.value))
        if isinstance(node, ast.FunctionDef) and node.name == "_plainly_not":
            constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Return))
            found |= {str(one.value) for one in constants if isinstance(one, ast.Constant) and one.value}
    return found | {f"reads as {what}" for what in candidates._PIPELINE} | {"failed delivery", "no time"}


def test_every_rule_says_why_in_a_sentence() -> None:
    known = rules_of_candidates() | set(exclusions.RULES.values()) | {exclusions.PRIVATE}
    assert len(known) > 25
    assert known - WHY.keys() == set()
    assert all(sentence.endswith(".") for sentence in WHY.values())


def put(context: Context, *aside: tuple[str, str, str], state: str = "connected", provider: str = "google") -> None:
    """An account, and records set aside in it: (kind, id, rule)."""
    with context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(
            Account(
                id=ACCOUNT, person_id=LOCAL_PERSON, provider=provider, email="alex@example.com",
                connection_state=state, since=NOW - 90 * DAY, created_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Cursor(
                account_id=ACCOUNT, resource="calendar:c1", person_id=LOCAL_PERSON, value="here", updated_at=NOW
            )
        )  # fmt: skip
        for kind, provider_id, rule in aside:
            row = SetAside(account_id=ACCOUNT, kind=kind, provider_id=provider_id, person_id=LOCAL_PERSON, rule=rule)
            session.add(row)


def rules_in(context: Context) -> dict[str, str]:
    return {str(row["provider_id"]): str(row["rule"]) for row in rows(context, "set_asides")}


def again(web: Browser, kind: str, rule: str) -> int:
    return web.post(f"/health/{ACCOUNT}/look-again?kind={kind}&rule={rule}").status_code


def test_a_rule_of_ours_has_its_reason_and_a_second_look(web: Browser, clock: ManualClock) -> None:
    put(web.context, ("mail", "m1", "nothing about a talk"), ("mail", "m2", "newsletter or list mail"))
    page = web.get("/health/audit").text
    assert 'data-decision="set_aside"' in page
    assert "it neither asks for a talk nor offers one" in page
    assert "Add by hand" in page
    clock.move_to(NOW + DAY)
    answer = web.post(f"/health/{ACCOUNT}/look-again?kind=mail&rule=nothing+about+a+talk")
    assert "1 mail, 0 calendars" in web.follow(answer).text
    assert rules_in(web.context) == {"m1": "to be read again", "m2": "newsletter or list mail"}
    assert rows(web.context, "accounts")[0]["next_due"] is not None
    assert "It is read once more at the next reading." in web.get("/health/audit").text


def test_of_calendars_the_calendar_is_read_in_full_and_mails_are_left_alone(web: Browser) -> None:
    put(web.context, ("mail", "m1", "sensitive"), ("calendar:c1", "e1", "sensitive"))
    assert again(web, "calendar", "sensitive") == 303
    assert rules_in(web.context) == {"m1": "sensitive"}
    assert rows(web.context, "cursors")[0]["value"] == ""


def test_what_the_list_keeps_out_is_changed_on_the_list(web: Browser) -> None:
    put(web.context, ("mail", "m1", "excluded address"))
    page = web.get("/health/audit").text
    assert "An address on your never-log list is on it." in page
    assert "look-again" not in page
    assert again(web, "mail", "excluded address") == 404
    assert rules_in(web.context) == {"m1": "excluded address"}


@pytest.mark.parametrize(("kind", "rule"), [("mail", "made up"), ("", "sensitive"), ("calendar:c1", "sensitive")])
def test_an_unknown_rule_or_kind_is_not_there(web: Browser, kind: str, rule: str) -> None:
    put(web.context, ("mail", "m1", "sensitive"))
    assert again(web, kind, rule) == 404


def test_where_nothing_can_be_read_a_second_look_is_refused(web: Browser) -> None:
    put(web.context, ("mail", "m1", "sensitive"), state="needs_consent")
    assert "look-again" not in web.get("/health/audit").text
    assert again(web, "mail", "sensitive") == 409
    assert rules_in(web.context) == {"m1": "sensitive"}


def test_what_lay_in_a_file_is_read_from_the_file(web: Browser) -> None:
    put(web.context, ("mail", "m1", "sensitive"), provider="takeout")
    page = web.get("/health/audit").text
    assert "Read the file again" in page
    assert "look-again" not in page

"""Both providers in one process: one clock, one person with two accounts, every second thing in both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.sandbox.process import ControlError, Sandbox, run_sandbox
from infra.sandbox.scenarios.shares import holders

START = "2026-11-02T08:00:00Z"
BOTH = ("google", "microsoft")


@pytest.fixture(scope="module")
def both() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "month", "--seed", "1", "--now", START) as sandbox:
        yield sandbox


def message_ids(sandbox: Sandbox, provider: str) -> set[str]:
    return {each["messageId"] for each in sandbox.control_of(provider).get("messages")["messages"]}


def event_uids(sandbox: Sandbox, provider: str) -> set[str]:
    control = sandbox.control_of(provider)
    (person,) = control.get("people")["people"]
    found = [control.get("events", calendar=calendar)["events"] for calendar in person["calendars"]]
    return {event["iCalUID"] for events in found for event in events}


def test_half_of_the_mail_and_of_the_meetings_is_in_both_accounts(both: Sandbox) -> None:
    both.control.move_clock(advance=31 * 86_400)
    for read in (message_ids, event_uids):
        google, microsoft = (read(both, provider) for provider in BOTH)
        everything, shared = google | microsoft, google & microsoft
        assert 0.35 < len(shared) / len(everything) < 0.65
        assert google - microsoft
        assert microsoft - google


def test_the_accounts_have_different_addresses_and_know_each_other(both: Sandbox) -> None:
    addresses = [both.control_of(provider).get("people")["people"][0]["account"] for provider in BOTH]
    assert addresses == ["maya@castellanos.example", "maya.castellanos@harborline.example"]


def test_one_clock_moves_both(both: Sandbox) -> None:
    both.control_of("microsoft").reset()
    at = both.control_of("microsoft").move_clock(advance=3_600)["now"]
    assert both.control_of("google").state()["now"][:16] == at[:16]


def test_a_reset_begins_both_anew(both: Sandbox) -> None:
    both.control.move_clock(advance=86_400)
    both.control_of("google").reset()
    assert all(both.control_of(each).state()["now"].startswith("2026-11-02T08:00") for each in BOTH)


def test_an_order_names_its_provider_or_means_the_one_whose_port_it_came_to(both: Sandbox) -> None:
    both.control.post("settings", provider="microsoft", folder_language="de")
    assert both.control.get("settings")["folder_language"] == "en"
    with pytest.raises(ControlError, match="google, microsoft"):
        both.control.post("settings", provider="icloud")


def test_the_product_is_told_of_both(both: Sandbox) -> None:
    names = set(both.product_settings())
    assert {"WARMTHREAD_GOOGLE_ROOT_URL", "WARMTHREAD_GRAPH_URL", "WARMTHREAD_CA_FILE"} <= names


def test_a_key_is_held_by_one_or_by_all() -> None:
    held = [holders(f"story/{number}", BOTH) for number in range(400)]
    assert {len(each) for each in held} == {1, 2}
    assert 150 < sum(1 for each in held if len(each) == 2) < 250
    assert held == [holders(f"story/{number}", BOTH) for number in range(400)]
    assert {next(iter(each)) for each in held if len(each) == 1} == set(BOTH)

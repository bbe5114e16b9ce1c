"""The house itself: what is done to it arrives, and it can be looked at."""

from __future__ import annotations

from tests.security.house import House


def test_mail_and_calendar_arrive_and_are_seen_from_every_side(house: House) -> None:
    address = house.talk("hazel", hours=30)
    house.settle()
    found = house.interview_with(address)
    assert found is not None
    assert "Hazel" in house.get(f"/interviews/{found['id']}").text
    assert [one["id"] for one in house.rows("interviews") if one["id"] == found["id"]] == [found["id"]]
    assert '"level": "debug"' in house.log()


def test_time_passes_when_it_is_moved(house: House) -> None:
    before, address = house.now(), house.talk("rowan", hours=2)
    house.move(4)
    assert (house.now() - before).total_seconds() >= 4 * 3600
    found = house.interview_with(address)
    assert found is not None
    assert found["status"] == "held_presumed"


def test_a_click_changes_something_and_a_strangers_click_does_not(house: House) -> None:
    before = house.rows("exclusions")
    assert (
        house.post(
            "/settings/exclusions", kind="domain", value="shut.example", headers={"X-Form-Token": ""}
        ).status_code
        == 403
    )
    assert house.rows("exclusions") == before
    assert house.post("/settings/exclusions", kind="domain", value="shut.example").status_code == 303
    assert len(house.rows("exclusions")) == len(before) + 1
    with house.visitor() as visitor:
        assert visitor.get("/settings").status_code in {303, 401, 403}


def test_a_command_speaks_to_the_same_data_in_this_process_and_in_one_of_its_own(house: House) -> None:
    house.talk("linden", hours=50)
    house.settle()
    here, there = house.cli("interviews", "--json"), house.cli("interviews", "--json", real=True)
    assert here.code == there.code == 0
    assert here.json == there.json != []

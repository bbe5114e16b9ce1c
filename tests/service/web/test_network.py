"""The network: who led to whom as table, tree, picture and files; how far each came; hostile names; somebody else's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from service import network
from service.accounts import LOCAL_PERSON
from service.schema import Contact, Interview, Person, Pointer
from service.web.network_picture import drawing, svg
from tests.service.planted import Garden
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def garden(web: Browser) -> Garden:
    return Garden(web.context, LOCAL_PERSON)


def graph(garden: Garden) -> network.Graph:
    with garden.context.database.reading() as session:
        return network.graph(session, garden.person)


def _parsed(text: str) -> Iterator[ET.Element]:
    return ET.fromstring(text).iter()  # noqa: S314 - our own file, made a moment ago


def told(garden: Garden) -> list[tuple[str, str, str]]:
    found = graph(garden)
    return [(found.nodes[one.by].name, found.nodes[one.to].name, one.state) for one in found.edges]


def lines(branches: tuple[network.Branch, ...], depth: int = 0) -> list[str]:
    found = []
    for one in branches:
        found += [f"{'  ' * depth}{one.node.name}", *lines(one.below, depth + 1)]
    return found


def test_a_chain_of_introductions_and_hints_is_told_with_how_far_each_came(garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    ines = garden.talk("Inês Carvalho", MONDAY - 10 * DAY, "held")
    garden.introduction(sam, ines, MONDAY - 20 * DAY)
    garden.pointer(ines, "Rohan Mehta", MONDAY - 10 * DAY, "asked")
    assert told(garden) == [("Sam Ode", "Inês Carvalho", "met"), ("Inês Carvalho", "Rohan Mehta", "asked")]
    assert lines(network.tree(graph(garden))) == ["Sam Ode", "  Inês Carvalho", "    Rohan Mehta"]


def test_a_name_becomes_the_contact_once_there_is_one(garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "Rohan", MONDAY - 30 * DAY)
    garden.pointer(sam, "Luis Ortega", MONDAY - 29 * DAY)
    garden.talk("Rohan Mehta", MONDAY + DAY, "accepted")
    garden.talk("Luis Ortega", MONDAY - DAY, "held")
    assert told(garden) == [("Sam Ode", "Rohan Mehta", "in_touch"), ("Sam Ode", "Luis Ortega", "met")]


def test_a_first_name_that_two_have_stays_a_name(garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "Rohan", MONDAY - 30 * DAY)
    for name in ("Rohan Mehta", "Rohan Das"):
        garden.talk(name, MONDAY - DAY, "held")
    assert told(garden) == [("Sam Ode", "Rohan", "named")]


def test_what_is_said_twice_is_one_edge_and_an_introduction_says_more_than_a_hint(garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "Ann Wu", MONDAY - 30 * DAY, "named")
    garden.pointer(sam, "Ann Wu", MONDAY - 20 * DAY, "promised")
    garden.pointer(sam, "Inês Carvalho", MONDAY - 30 * DAY)
    ines = garden.talk("Inês Carvalho", MONDAY + 9 * DAY, "accepted")
    garden.introduction(sam, ines, MONDAY - 20 * DAY)
    assert sorted(told(garden)) == [("Sam Ode", "Ann Wu", "promised"), ("Sam Ode", "Inês Carvalho", "introduced")]


def test_a_circle_is_a_tree_in_which_everybody_stands_once(garden: Garden) -> None:
    talks = [garden.talk(name, MONDAY - 30 * DAY, "held") for name in ("Ann", "Ben", "Cem")]
    for place in range(3):
        garden.introduction(talks[place], talks[(place + 1) % 3], MONDAY - (20 - place) * DAY)
    assert lines(network.tree(graph(garden))) == ["Ann", "  Ben", "    Cem"]
    assert len(drawing(graph(garden)).lines) == 3


def test_merged_contacts_are_one_and_untracked_ones_are_left_out(garden: Garden) -> None:
    sam, ines, ann = (garden.talk(name, MONDAY - 30 * DAY, "held") for name in ("Sam", "Inês", "Ann"))
    garden.introduction(sam, ines, MONDAY - 20 * DAY)
    garden.introduction(sam, ann, MONDAY - 20 * DAY)
    with garden.context.database.writing(LOCAL_PERSON, "test") as session:
        ids = [session.get_one(Interview, talk).contact_id for talk in (ines, ann)]
        session.get_one(Contact, ids[0]).merged_into = ids[1]
    assert told(garden) == [("Sam", "Ann", "introduced")] * 2
    with garden.context.database.writing(LOCAL_PERSON, "test") as session:
        session.get_one(Contact, ids[1]).is_untracked = True
    assert told(garden) == []


def test_with_hundreds_of_people_the_picture_shows_where_they_work(web: Browser, garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    with garden.context.database.writing(LOCAL_PERSON, "test") as session:
        contact_id = session.get_one(Interview, sam).contact_id
        session.get_one(Contact, contact_id).organisation = "Lumen"
        for number in range(network.MOST_NODES + 20):
            session.add(
                Pointer(
                    id=f"ptr_{number}", person_id=LOCAL_PERSON, interview_id=sam, contact_id=contact_id, kind="named",
                    name=f"Person {'abcdefghij'[number % 10]}{'abcdefghij'[number // 10 % 10]}{'abcd'[number // 100]} Doe",
                    source="note:n1", at=MONDAY,
                )
            )  # fmt: skip
    clustered = network.clustered(graph(garden))
    assert sum(node.count for node in clustered.nodes.values()) == network.MOST_NODES + 21
    page = web.get("/network").text
    assert "it shows where they work" in page
    assert page.count("<rect") == len(clustered.nodes) == 2
    assert f"({network.MOST_NODES + 20} people)" in page


def test_long_chains_end(garden: Garden) -> None:
    nodes = {str(number): network.Node(str(number), f"P{number}") for number in range(3000)}
    edges = tuple(network.Edge(str(one), str(one + 1), "introduced", MONDAY + one * DAY) for one in range(2999))
    found = network.Graph(nodes, edges)
    assert len(drawing(found).boxes) == 3000
    assert len(list(_parsed(svg(drawing(found), "x", {})))) == 3000 * 4 + 2999 * 2 + 2


def test_the_page_tells_it_as_table_tree_and_picture(web: Browser, garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "Rohan Mehta", MONDAY, quote="You should talk to Rohan Mehta.")
    page = web.get("/network").text
    assert "You should talk to Rohan Mehta." in page
    assert page.count("Rohan Mehta") >= 4
    assert f'href="/interviews/{sam}"' in page
    for query, first in (
        ("sort=to&order=up", "Ann"),
        ("sort=to&order=down", "Rohan"),
        ("sort=nonsense&order=&state=x&year=99999", "Ann"),
    ):
        garden.pointer(sam, "Ann Wu", MONDAY + DAY)
        table = web.get(f"/network?{query}").text.partition("<tbody>")[2]
        assert re.sub("<[^>]+>", "", table.partition("<td>")[2]).strip().startswith(first)


def test_filters_keep_what_came_so_far_or_since_then(web: Browser, garden: Garden) -> None:
    sam = garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "Rohan Mehta", MONDAY - 400 * DAY)
    garden.pointer(sam, "Ann Wu", MONDAY, "promised")
    assert "Rohan" not in web.get("/network?state=promised").text
    assert "Rohan" not in web.get("/network?year=2026").text
    assert "Nothing is found with that." in web.get("/network?state=met").text


def test_without_anybody_it_says_whom_to_ask(web: Browser, garden: Garden) -> None:
    assert "ask who else you should meet" in web.get("/network").text
    garden.talk("Sam Ode", MONDAY - 30 * DAY, "held")
    assert "Ask Sam Ode who else you should meet." in web.get("/network").text


def test_a_hint_to_nobody_is_taken_out_and_put_back(web: Browser, garden: Garden) -> None:
    pointer = garden.pointer(garden.talk("Sam Ode", MONDAY, "held"), "Open Statutes", MONDAY)
    web.post(f"/network/hints/{pointer}/nobody")
    assert "Open Statutes" not in web.get("/network").text
    web.post(f"/network/hints/{pointer}/somebody")
    assert "Open Statutes" in web.get("/network").text
    assert web.post(f"/network/hints/{pointer}/nonsense").status_code == 404


def test_the_files_hold_the_same_and_nothing_of_them_runs(web: Browser, garden: Garden) -> None:
    sam = garden.talk(HOSTILE, MONDAY - 30 * DAY, "held")
    garden.pointer(sam, "=cmd() \x07 ]]>", MONDAY, quote='@SUM(1) "quoted", twice')
    answer = web.get("/network.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "attachment" in answer.headers["content-disposition"]
    names = {one.tag.rpartition("}")[2] for one in _parsed(answer.text)}
    assert names == {"svg", "title", "path", "g", "rect", "text"}
    (row,) = csv.DictReader(io.StringIO(web.get("/network.csv").text))
    assert row["to"].startswith("'=cmd()")
    assert row["quote"].startswith("'@SUM")


def test_somebody_elses_network_is_not_there(web: Browser) -> None:
    with web.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=MONDAY))
    bobs = Garden(web.context, "per_bob")
    pointer = bobs.pointer(bobs.talk("Secret Friend", MONDAY, "held"), "Hidden Name", MONDAY)
    for path in ("/network", "/network.svg", "/network.csv"):
        text = web.get(path).text
        assert "Hidden" not in text
        assert "Secret" not in text
    assert web.post(f"/network/hints/{pointer}/nobody").status_code == 404

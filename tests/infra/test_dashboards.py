"""Every figure that the dashboard, the alerts and the table of infra/dashboards speak of exists, with those labels, and
every figure that there is stands in the table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from starlette.testclient import TestClient

from infra.filling.rows import Amount, fill
from service.accounts import LOCAL_PERSON, ensure_local_person
from service.context import Context
from service.web.probes import build_probes_app
from tests.conftest import NOW

FOLDER = Path(__file__).resolve().parents[2] / "infra" / "dashboards"
SUFFIXES = ("_bucket", "_count", "_sum", "_total")
NOT_OURS = {"job", "instance", "service", "le"}
"""Labels that Prometheus adds."""


@pytest.fixture
def page(empty_context: Context) -> str:
    """What a scrape reads."""
    ensure_local_person(empty_context)
    fill(empty_context, Amount(60, 20), NOW, person_id=LOCAL_PERSON)
    with TestClient(build_probes_app(empty_context, "x"), base_url="http://127.0.0.1:9464") as asked:
        return asked.get("/metrics").text


def families(page: str) -> set[str]:
    """The names of everything that is told."""
    return set(re.findall(r"^# TYPE (\S+)", page, re.MULTILINE))


def base(name: str, known: set[str]) -> str:
    """The family of a sample's name."""
    return next((name.removesuffix(end) for end in SUFFIXES if name.removesuffix(end) in known), name)


def alerts() -> list[dict[str, Any]]:
    found = YAML(typ="safe").load((FOLDER / "alerts.yml").read_text("utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "grafana.json").read_text("utf-8"))["panels"]
    return found


def questions() -> Iterator[str]:
    yield from (rule["expr"] for rule in alerts())
    for panel in panels():
        yield from (target["expr"] for target in panel["targets"])


def test_every_figure_that_is_asked_for_exists(page: str) -> None:
    known = families(page) | {"up"}
    asked = {name for text in questions() for name in re.findall(r"\b(?:warmthread|process)_\w+", text)}
    assert len(asked) > 20
    assert {name for name in asked if name not in known and base(name, known) not in known} == set()
    assert {name for name in asked if name.endswith("_total")} <= known, "a counter is asked for by its whole name"


def test_the_table_holds_every_figure_that_there_is_and_no_other(page: str) -> None:
    rows = re.findall(r"^\| `(warmthread_\w+)` \|", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(name for name in families(page) if name.startswith("warmthread_"))


def test_every_alert_has_a_name_of_its_own_a_sentence_and_somebody_to_tell() -> None:
    found = alerts()
    assert len({rule["alert"] for rule in found}) == len(found) > 10
    for rule in found:
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "person", "note"}


def test_the_labels_that_are_asked_for_are_those_that_are_told() -> None:
    table = (FOLDER / "README.md").read_text("utf-8")
    for text in questions():
        for names in re.findall(r"by \(([^)]*)\)", text):
            for label in {one.strip() for one in names.split(",")} - NOT_OURS - {"version", "python", "account"}:
                assert f"`{label}`" in table, (label, text)


def test_panels_do_not_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_the_scrape_finds_its_alerts_and_asks_where_the_compose_file_listens() -> None:
    scrape = YAML(typ="safe").load((FOLDER / "prometheus.yml").read_text("utf-8"))
    assert [(FOLDER / name).exists() for name in scrape["rule_files"]] == [True]
    (job,) = scrape["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert {"source_labels": ["__meta_dns_name"], "target_label": "service"} in job["relabel_configs"]
    compose = (FOLDER.parents[1] / "docker-compose.yml").read_text("utf-8")
    assert f"WARMTHREAD_METRICS_BIND: 0.0.0.0:{found['port']}" in compose
    assert all(f"\n  {name}:\n" in compose for name in found["names"])


def test_a_service_of_which_nothing_is_left_is_missed_though_no_target_answers_no() -> None:
    """The name of a container that has ended leads nowhere: its target is not down, it is no more."""
    scrape = YAML(typ="safe").load((FOLDER / "prometheus.yml").read_text("utf-8"))
    (missed,) = [rule["expr"] for rule in alerts() if rule["alert"] == "WarmthreadServiceGone"]
    (found,) = scrape["scrape_configs"][0]["dns_sd_configs"]
    told = re.findall(r'absent\(up\{job="warmthread", service="(\w+)"\}\)', missed)
    assert sorted(told) == sorted(found["names"])

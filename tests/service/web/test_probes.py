"""Programs that watch over Warmthread are answered without a session, in time, and without anybody's secrets; figures only
on this machine or where somebody asked for them.
"""

from __future__ import annotations

import re
import socket
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import text
from structlog.testing import capture_logs

from service import duties, measured, migrate, readiness
from service.context import Context
from service.database import open_database
from service.metrics import Measure
from service.settings import load_settings
from service.web import probes
from service.web.app import build_app
from service.web.listening import CannotListen
from tests.service.web.conftest import CLIENT, ORIGIN, with_settings

THREE = ("/healthz", "/readyz", "/metrics")


def asking(context: Context, *, host: str = "127.0.0.1:8765", client: tuple[str, int] = CLIENT) -> TestClient:
    """A program that asks the web's own port."""
    return TestClient(build_app(context), base_url=f"http://{host}", client=client)


def apart(context: Context, host: str = "worker:9464") -> TestClient:
    """A program that asks the address apart."""
    return TestClient(probes.build_probes_app(context, "probes.internal"), base_url=f"http://{host}")


def elsewhere(context: Context, url: str) -> Context:
    """The same surroundings with another database."""
    settings = with_settings(context, database_url=SecretStr(url)).settings
    return Context(settings, context.clock, open_database(settings), context.vault)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_all_three_answer_without_a_session_a_cookie_or_a_page_kept(installed: Context, method: str) -> None:
    for web in (asking(installed), apart(installed)):
        for path in THREE:
            answer = web.request(method, path)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "no-store"
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["10.1.2.3:8765", "[fd00::1]:8765", "localhost:8765", "127.0.0.1:8765"])
def test_a_containers_health_check_may_ask_by_number_and_a_strangers_name_not(installed: Context, host: str) -> None:
    bound = with_settings(installed, bind="0.0.0.0:8765")
    web = asking(bound, host=host, client=("10.1.2.2", 40_000))
    assert [web.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    for evil in ("evil.example:8765", "127.0.0.1.evil.example:8765", "127.0.0.1:80", "[::1", "8765"):
        assert web.get("/readyz", headers={"Host": evil}).status_code == 403
    assert asking(bound, client=("10.1.2.2", 40_000), host="10.1.2.3:8765").get("/").status_code == 403


def test_figures_on_the_webs_port_are_for_this_machine_and_not_through_a_proxy(installed: Context) -> None:
    assert asking(installed).get("/metrics").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert asking(installed).get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    bound = with_settings(installed, bind="0.0.0.0:8765")
    assert asking(bound, client=("172.18.0.1", 40_000)).get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [("worker:9464", 200), ("10.0.0.7:9464", 200), ("probes.internal:9464", 200), ("evil.example:9464", 403)],
)
def test_the_address_apart_is_asked_by_number_or_by_a_name_that_no_stranger_owns(
    installed: Context, host: str, status: int
) -> None:
    web = apart(installed, host)
    assert [web.get(path).status_code for path in THREE] == [status] * 3
    assert web.get("/").status_code in {404, status}


def test_a_duty_that_ended_or_does_not_come_round_is_named(installed: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_kept", {})
    web = asking(installed)
    with duties.post("clock", within=3600), duties.errand("poll", within=3600):
        assert web.get("/healthz").json()["status"] == "ok"
    with duties.errand("poll", within=-1):
        answer = web.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["duties"] == ["poll: has not come round for 0 seconds"]
        assert "warmthread_duties_failing 1.0" in web.get("/metrics").text
    assert web.get("/healthz").status_code == 200


def test_being_alive_asks_no_database(installed: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> bool:
        raise AssertionError

    web = asking(installed)
    monkeypatch.setattr(migrate, "is_current", hang)
    monkeypatch.setattr(measured, "measures", hang)
    installed.database.close()
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").status_code == 503
    answer = web.get("/metrics")
    assert answer.status_code == 200
    assert "warmthread_database_answers 0.0" in answer.text
    assert "process_cpu_seconds_total" in answer.text


def test_tables_of_another_version_are_not_ready(installed: Context) -> None:
    with installed.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = asking(installed).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["missing"] == [
        "database: its tables are of another version of Warmthread (warmthread migrate)"
    ]


def test_a_key_that_is_gone_or_another_is_not_ready_and_none_is_made_in_its_place(installed: Context) -> None:
    path = installed.settings.data_dir / "secret.key"
    kept = path.read_text(encoding="ascii")
    for other in ("1:" + "ab" * 32, "nonsense", ""):
        path.write_text(other, encoding="ascii")
        (missing,) = asking(installed).get("/readyz").json()["missing"]
        assert missing.startswith("secret key: ")
    path.unlink()
    assert asking(installed).get("/readyz").status_code == 503
    assert not path.exists()
    path.write_text(kept, encoding="ascii")
    assert asking(installed).get("/readyz").status_code == 200


def test_a_probe_is_no_answer_of_the_pages(installed: Context) -> None:
    web = TestClient(build_app(installed, lambda: False), base_url=ORIGIN, client=CLIENT)
    web.get("/readyz")
    before = answers(web)
    with capture_logs() as logs:
        assert web.get("/readyz").status_code == 503
    assert (answers(web), logs) == (before, [])
    assert web.get("/no-such-page", follow_redirects=False).status_code == 303
    assert answers(web) != before


def answers(web: TestClient) -> list[str]:
    return re.findall(r"warmthread_answer_seconds_count.*", web.get("/metrics").text)


def test_a_queue_that_is_away_is_not_ready(installed: Context) -> None:
    web = TestClient(build_app(installed, lambda: False), base_url=ORIGIN, client=CLIENT)
    assert web.get("/readyz").json() == {
        "status": "not ready",
        "missing": ["queue: Redis does not answer (WARMTHREAD_REDIS_URL)"],
    }


def test_a_database_that_is_not_there_is_named_without_its_address(installed: Context) -> None:
    context = elsewhere(installed, "postgresql+psycopg://warm:hunter2@127.0.0.1:1/secret")
    answer = asking(context).get("/readyz")
    assert answer.json()["missing"] == ["database: it does not answer (WARMTHREAD_DATABASE_URL)"]
    figures = asking(context).get("/metrics").text
    assert "warmthread_database_answers 0.0" in figures
    assert "hunter2" not in figures


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Whatever is asked does not come back before the event is set; patience is short."""
    over = threading.Event()

    def hang(*_: object, **__: object) -> list[Measure]:
        over.wait(60)
        return []

    monkeypatch.setattr(migrate, "is_current", hang)
    monkeypatch.setattr(measured, "measures", hang)
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(probes, "SCRAPE_SECONDS", 0.05)
    yield over
    over.set()


def test_a_database_that_hangs_holds_up_nobody_and_is_asked_once(installed: Context, hanging: threading.Event) -> None:
    web = asking(installed)
    before = threading.active_count()
    for _ in range(5):
        assert web.get("/readyz").json()["missing"] == ["database: no answer within 0 seconds"]
        assert "warmthread_database_answers 0.0" in web.get("/metrics").text
        assert web.get("/healthz").status_code == 200
    assert sum(one.name == "bounded" for one in threading.enumerate()) == 2, "one that asks, one that counts"
    assert threading.active_count() <= before + 4
    assert not hanging.is_set()


def test_a_database_server_that_takes_the_call_and_says_nothing_is_not_ready_in_time(
    installed: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        context = elsewhere(installed, f"postgresql+psycopg://warm:hunter2@127.0.0.1:{silent.getsockname()[1]}/x")
        web = asking(context)
        assert web.get("/readyz").json()["missing"] == ["database: no answer within 0 seconds"]
        assert web.get("/healthz").status_code == 200


def test_a_shared_database_with_the_tables_of_this_version_is_ready(
    context_on_both: Context,
) -> None:
    web = asking(context_on_both)
    assert web.get("/readyz").json() == {"status": "ready"}
    assert "warmthread_database_answers 1.0" in web.get("/metrics").text


def test_the_address_apart_serves_while_the_process_works(installed: Context) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    with probes.watched(with_settings(installed, metrics_bind=bind)):
        for path in THREE:
            with urllib.request.urlopen(f"http://{bind}{path}", timeout=30) as answer:
                assert answer.status == 200
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = with_settings(installed, metrics_bind=f"127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(CannotListen, match="WARMTHREAD_METRICS_BIND"), probes.watched(told):
            raise AssertionError


def test_nothing_listens_apart_unless_somebody_says_where(installed: Context) -> None:
    assert load_settings({}).metrics_bind == ""
    before = threading.active_count()
    with probes.watched(installed):
        assert threading.active_count() == before

"""docker-compose.yml in earnest, but for the engine: the image's own build steps, and every service's own command as a
process, from a browser outside through TLS to an interview that is logged.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from infra.demo import free_port
from infra.sandbox.certificates import make_tls, trusting
from infra.sandbox.process import Control, run_sandbox
from service import interviews
from service.accounts import LOCAL_PERSON
from service.context import open_context
from service.settings import load_settings
from tests.infra.compose import services
from tests.infra.running import Browser, Composed, build, composed, plain, proxy_configuration, until
from tests.servers import Missing, refuse_or_skip
from tests.servers.nginx import find_nginx
from tests.servers.postgres import Postgres
from tests.verdicts import Verdict
from tests.waiting import wait_until

HERE = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "warmthread"
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def image(is_whole: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The `warmthread` of an image as the Dockerfile builds it."""
    if not is_whole:
        pytest.skip("The image is built by `make chaos`.")
    folder = tmp_path_factory.mktemp("image")
    yield build(folder)
    shutil.rmtree(folder)


@pytest.fixture
def nginx() -> str:
    try:
        return str(find_nginx())
    except Missing as missing:
        refuse_or_skip(missing)
        raise


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    """A folder of secrets with a certificate."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    make_tls(secrets)
    for name in ("tls_certificate", "tls_key"):
        (secrets / name).write_text((secrets / "server.pem").read_text())
    return secrets


def test_the_proxys_configuration_is_one_that_nginx_takes(nginx: str, tls: Path, tmp_path: Path) -> None:
    file = proxy_configuration(tmp_path, tls, port=1, plain_port=2, web="127.0.0.1:3")
    done = subprocess.run([nginx, "-t", "-q", "-c", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.parametrize(
    ("asked", "noted"),
    [
        ("/sign-in?token=once-only", "/sign-in"),
        ("/feed/once-only.ics", "/feed/-"),
        ("/%66eed//once-only.ics?x=once-only", "/feed/-"),
        ("/settings/notices/feed/renew", "/settings/notices/feed/renew"),
    ],
)
def test_no_secret_of_an_address_is_in_a_log_of_the_proxy_also_while_the_pages_are_away(
    nginx: str, tls: Path, tmp_path: Path, asked: str, noted: str
) -> None:
    port, plain_port = free_port(0), free_port(0)
    file = proxy_configuration(tmp_path, tls, port=port, plain_port=plain_port, web="127.0.0.1:1")
    command = [nginx, "-c", str(file), "-g", "user root;" if os.getuid() == 0 else ""]
    with (tmp_path / "log").open("ab") as log:
        # In the background: it returns once it listens.
        subprocess.run(command, stdout=log, stderr=log, check=True)
    try:
        trusted = trusting(str(tls / "ca.pem"))
        assert _status(HTTPSConnection("127.0.0.1", port, timeout=30, context=trusted), asked) == 502
        assert _status(HTTPConnection("127.0.0.1", plain_port, timeout=30), asked) == 308
        paths = tmp_path / "proxy.paths"
        # It answers first and writes its log then.
        wait_until(lambda: {502, 308} <= _noted(paths, noted), "both answers are in the log")
    finally:
        subprocess.run([*command, "-s", "quit"], capture_output=True, check=True)
    told = paths.read_text()
    assert "once-only" not in told + (tmp_path / "log").read_text()


def _noted(paths: Path, address: str) -> set[int]:
    """Which answers to that address stand in the proxy's log."""
    return {status for status in (502, 308) if f'"GET {address}" {status}' in paths.read_text()}


def _status(line: HTTPConnection, asked: str) -> int:
    with closing(line):
        line.request("GET", asked)
        return line.getresponse().status


def test_what_compose_starts_logs_an_interview_and_answers_through_tls(
    image: Path, postgres: Postgres, tmp_path: Path, verdict: Verdict
) -> None:
    postgres.create("composed")
    try:
        with ExitStack() as stack:
            sandbox = stack.enter_context(run_sandbox("--scenario", "none"))
            parts = stack.enter_context(composed(tmp_path, sandbox, postgres.url("composed"), image))
            _talk_yesterday(sandbox.control)
            visitor = Browser(parts)
            visitor.sign_in()
            visitor.connect(sandbox.control)
            until("the talk is logged", lambda: "Robin" in _logged(parts), parts)
            until("the page shows it", lambda: "Robin" in visitor.ask("GET", "/interviews")[1], parts)
            healthy = [name for name in ("web", "worker", "clock") if parts.is_healthy(services()[name])]
            _proxy_keeps_its_promises(parts, visitor)
            told = "".join(parts.log(name) for name in parts.running)
    finally:
        postgres.drop("composed")
    assert healthy == ["web", "worker", "clock"]
    assert (tmp_path / "secrets" / "secret_key").read_text().removeprefix("1:") not in told
    size = sum(path.stat().st_size for path in image.parents[1].rglob("*") if path.is_file())
    verdict(
        f"compose: migrate, web, worker, clock, Redis and nginx started by their own commands, a sandbox account connected "
        f"through TLS, its talk logged and shown; the image's packages take {size // 1_000_000} MB"
    )


def _talk_yesterday(control: Control) -> None:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    event = {
        "summary": "Coffee chat with Robin",
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + timedelta(minutes=30)).isoformat()},
        "attendees": [
            {"email": "alex@example.com", "self": True, "responseStatus": "accepted"},
            {"email": "robin@poe.example", "displayName": "Robin Poe", "responseStatus": "accepted"},
        ],
        "organizer": {"email": "robin@poe.example", "displayName": "Robin Poe"},
        "status": "confirmed",
    }
    control.put_event(event, calendar="primary")


def _logged(parts: Composed) -> str:
    """The interviews, out of the same database and without the start of a command."""
    own = {name: value for name, value in parts.environments["web"].items() if name.startswith("WARMTHREAD_")}
    context = open_context(load_settings(own))
    with closing(context.database), context.database.reading() as session:
        return json.dumps(interviews.listing(session, LOCAL_PERSON), default=str)


def _proxy_keeps_its_promises(parts: Composed, visitor: Browser) -> None:
    assert plain(parts, "/drafts?x=1") == (308, "https://127.0.0.1/drafts?x=1")
    assert visitor.ask("GET", "/metrics")[0] == 404
    assert "sign-in" in Browser(parts).ask("GET", "/interviews")[2], "nobody comes in without signing in"
    acme = parts.folder / "acme" / ".well-known" / "acme-challenge"
    acme.mkdir(parents=True)
    (acme / "token").write_text("asked for")
    assert plain(parts, "/.well-known/acme-challenge/token")[0] == 200
    paths = (parts.folder / "proxy.paths").read_text()
    assert "token=" not in paths, "the link that signs in is in no log"


def test_the_image_holds_nothing_that_installs_and_only_two_of_googles_descriptions(
    image: Path, verdict: Verdict
) -> None:
    packages = next((image.parents[1] / "lib").glob("python3*")) / "site-packages"
    documents = packages / "googleapiclient" / "discovery_cache" / "documents"
    assert sorted(path.name for path in documents.iterdir()) == ["calendar.v3.json", "gmail.v1.json"]
    names = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}
    assert not names & {"pip", "uv", "hatchling", "setuptools", "pytest", "mypy", "ruff"}
    assert not list(packages.glob("_warmthread*")), "no link back to a checkout"
    whole = next((HERE.parents[1] / "lib").glob("python3*/site-packages/googleapiclient/discovery_cache/documents"))
    saved = sum(path.stat().st_size for path in whole.iterdir()) - sum(
        path.stat().st_size for path in documents.iterdir()
    )
    assert saved > 80_000_000
    verdict(f"the image leaves out {saved // 1_000_000} MB of descriptions of Google interfaces that nobody calls")

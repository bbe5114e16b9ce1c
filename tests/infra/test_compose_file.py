"""docker-compose.yml and the Dockerfile keep what infra/README.md promises of them; tests/chaos starts what they start."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.contract import ProviderSettings
from connectors.google import endpoints
from infra.demo import free_port
from service import duties
from service.context import Context
from service.settings import PREFIX, Settings, load_settings
from service.settings import SECRETS as SECRET_FIELDS
from service.web.probes import watched
from tests.infra.compose import FILE, ROOT, SECRETS, Service, lines_of_stage, services, whole

SERVICES = services()
DOCKERFILE = ROOT / "infra" / "Dockerfile"
GIVEN = {"WARMTHREAD_PUBLIC_URL": "https://warm.example/"}


@pytest.fixture(params=list(SERVICES.values()), ids=list(SERVICES))
def service(request: pytest.FixtureRequest) -> Service:
    found: Service = request.param
    return found


def test_it_is_what_composes_own_schema_allows() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:1")  # it is to ask nobody
    run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **proxies})
    assert run.returncode == 0, run.stdout


def test_everything_that_scaling_out_needs_is_there() -> None:
    assert set(SERVICES) == {"proxy", "web", "worker", "clock", "migrate", "postgres", "redis"}
    assert [name for name, one in SERVICES.items() if "ports" in one.data] == ["proxy"]
    assert "container_name" not in SERVICES["worker"].data, "a name of its own would keep it from being scaled"


def test_nobody_is_root_or_can_become_it_and_no_root_is_written_to(service: Service) -> None:
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service.data["user"])
    assert service.data["read_only"] is True
    assert service.data["cap_drop"] == ["ALL"]
    assert "cap_add" not in service.data
    assert service.data["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service.data
    assert service.data["init"] is True
    assert any(str(place).startswith("/tmp") for place in service.data["tmpfs"])  # noqa: S108


def test_every_service_is_looked_after_bounded_and_given_time(service: Service) -> None:
    limits = service.data["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert service.data["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert service.data["stop_grace_period"]
    if service.name == "migrate":
        assert service.data["restart"] == "on-failure"
        assert service.data["healthcheck"] == {"disable": True}, "it ends by itself"
    else:
        assert service.data["restart"] == "unless-stopped"
        assert service.data["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert service.data["healthcheck"]["timeout"]


def health(service: Service, port: int) -> int:
    """What the service's own health check ends with, asked of a process that answers at that port."""
    kind, program, *arguments = service.data["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    moved = [part.replace(":9464/", f":{port}/") for part in arguments]
    return subprocess.run([sys.executable, *moved], env={}, capture_output=True, check=False).returncode


@contextmanager
def hanging() -> Iterator[None]:
    """A thread that reads an account and should have come to an end."""
    began, is_over = threading.Event(), threading.Event()

    def read() -> None:
        with duties.errand("poll", within=-1.0):
            began.set()
            is_over.wait()

    thread = threading.Thread(target=read)
    thread.start()
    assert began.wait(30)
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_what_has_a_thread_that_hangs_is_not_healthy_though_it_answers(
    name: str, empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "_kept", {})
    monkeypatch.setattr(duties, "_watched", {})
    port = free_port(0)
    settings = empty_context.settings.model_copy(update={"metrics_bind": f"127.0.0.1:{port}"})
    with watched(replace(empty_context, settings=settings)):
        with hanging():
            assert health(SERVICES[name], port) != 0
        assert health(SERVICES[name], port) == 0


def test_what_cannot_do_its_work_is_not_healthy_though_it_lives(empty_context: Context) -> None:
    port = free_port(0)
    settings = empty_context.settings.model_copy(update={"metrics_bind": f"127.0.0.1:{port}"})
    with watched(replace(empty_context, settings=settings), lambda: False):
        assert health(SERVICES["worker"], port) != 0


def test_no_secret_stands_in_an_environment(service: Service) -> None:
    secret = {f"{PREFIX}{field.upper()}" for field in SECRET_FIELDS} - {"WARMTHREAD_REDIS_URL"}
    environment = service.environment(GIVEN)
    assert not secret & set(environment)
    assert [name for name in environment if re.search("PASSWORD|SECRET|KEY", name) and not name.endswith("_FILE")] == []
    assert not re.search(r"://[^/@]*:[^/@]*@", " ".join(environment.values()))


def test_every_secret_file_that_is_named_is_handed_to_that_service_and_made_or_told(
    service: Service, tmp_path: Path
) -> None:
    made = subprocess.run(
        [ROOT / "infra" / "make-secrets", tmp_path / "secrets"], capture_output=True, text=True, check=True
    ).stdout
    named = {value.removeprefix(SECRETS) for value in service.environment(GIVEN).values() if value.startswith(SECRETS)}
    assert named <= set(service.data.get("secrets", []))
    for name in service.data.get("secrets", []):
        assert whole()["secrets"][name]["file"] == f"./infra/secrets/{name}"
        assert f"secrets/{name}" in made


def test_secrets_are_made_once_and_stay(tmp_path: Path) -> None:
    script, folder = ROOT / "infra" / "make-secrets", tmp_path / "secrets"
    subprocess.run([script, folder], check=True, capture_output=True)
    before = {path.name: path.read_text() for path in folder.iterdir()}
    subprocess.run([script, folder], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert before["postgres_password"] in before["database_url"]
    assert load_settings({"WARMTHREAD_SECRET_KEY_FILE": str(folder / "secret_key")}).secret_key.get_secret_value()


def test_its_owner_fills_secrets_in_and_whoever_runs_in_a_container_reads_them(tmp_path: Path) -> None:
    script, folder = ROOT / "infra" / "make-secrets", tmp_path / "secrets"
    folder.mkdir()
    for name in ("tls_certificate", "tls_key"):
        (folder / name).touch(mode=0o600)  # as certbot leaves them
    told = subprocess.run([script, folder], check=True, capture_output=True, text=True).stdout
    assert "missing" not in told
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(whole()["secrets"], 0o644)


def test_every_setting_in_it_is_one_that_warmthread_knows(tmp_path: Path) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for service in SERVICES.values():
        for name in service.environment(GIVEN):
            if service.is_ours:
                assert name.removesuffix("_FILE") in known


def test_postgres_and_redis_can_be_reached_by_nobody_outside() -> None:
    networks = whole()["networks"]
    for name in ("postgres", "redis", "migrate"):
        assert SERVICES[name].data["networks"] == ["inside"]
    assert networks["inside"] == {"internal": True}
    assert networks["front"] == {"internal": True}
    assert "inside" not in SERVICES["proxy"].data["networks"]


def test_redis_keeps_a_file_and_drops_nothing() -> None:
    command = " ".join(SERVICES["redis"].data["command"])
    for option in ("--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"):
        assert option in command


def test_images_are_pinned_to_a_version(service: Service) -> None:
    assert re.search(r":\d+(\.\d+)*(-\w+)?$", service.data["image"])


# --- the image ---------------------------------------------------------------------------------------------------


def test_the_image_runs_as_nobody_in_particular_without_what_installs_or_compiles() -> None:
    run = list(lines_of_stage(DOCKERFILE, "run"))
    words = [word for word, _ in run]
    assert ("USER", "10001:10001") in run
    assert words.count("HEALTHCHECK") == 1
    assert any(word == "RUN" and "rm -rf" in rest and "/pip*" in rest for word, rest in run)
    copied = [rest for word, rest in run if word == "COPY"]
    assert copied == ["--from=build /opt/warmthread /opt/warmthread"]
    assert "pip install" not in " ".join(rest for _, rest in run)
    assert re.search(r"(?m)^ARG PYTHON=python:3\.\d+\.\d+-slim-\w+$", DOCKERFILE.read_text(encoding="utf-8"))


def test_the_build_takes_only_packages_whose_hashes_are_known() -> None:
    installs = [
        part
        for word, rest in lines_of_stage(DOCKERFILE, "build")
        if word == "RUN"
        for part in rest.split("&&")
        if "pip install" in part
    ]
    assert len(installs) == 4
    for part in installs:
        assert "--require-hashes" in part or "--no-deps dist/" in part


def test_what_the_build_copies_is_what_the_ignore_file_lets_in() -> None:
    let_in = set(re.findall(r"(?m)^!(\S+)$", (ROOT / "infra" / "Dockerfile.dockerignore").read_text(encoding="utf-8")))
    copied = {
        name for word, rest in lines_of_stage(DOCKERFILE, "build") if word == "COPY" for name in rest.split()[:-1]
    }
    assert copied == let_in


def test_the_two_descriptions_that_the_image_keeps_are_all_that_google_is_built_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = re.findall(r"! -name (\S+)", DOCKERFILE.read_text(encoding="utf-8"))
    for name in kept:
        (tmp_path / name).symlink_to(endpoints._DOCUMENTS / name)
    monkeypatch.setattr(endpoints, "_DOCUMENTS", tmp_path)
    monkeypatch.setattr("googleapiclient.discovery_cache.get_static_doc", lambda *_a, **_k: pytest.fail("another one"))
    endpoints.gmail_api.cache_clear()
    endpoints.calendar_api.cache_clear()
    at = endpoints.endpoints(ProviderSettings())
    assert endpoints.gmail_api(at.mail_root)
    assert endpoints.calendar_api(at.calendar_root)

"""Connecting Microsoft from a machine without a browser: an address and a code are all that is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service.cli import connect
from tests.service.cli.conftest import Cli

ME = "alex@example.com"


@pytest.fixture
def sandbox(cli: Cli) -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none") as started:
        cli.environ |= started.product_settings()
        cli.environ["WARMTHREAD_MICROSOFT_CLIENT_ID"] = started.addresses["public_client_id"]
        cli.environ["WARMTHREAD_MICROSOFT_CLIENT_SECRET"] = ""
        yield started


def test_a_code_typed_in_elsewhere_connects_this_machine(
    cli: Cli, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def typed_in_elsewhere(*sentences: str) -> None:
        said.extend(sentences)
        found = re.search(r"the code (\w+),", sentences[0])
        assert found
        sandbox.control.post("device", user_code=found[1], account=ME)

    monkeypatch.setattr(connect, "warn", typed_in_elsewhere)
    told = cli("connect", "microsoft", "--device-code", "--read-only", "--json").json
    assert (told["email"], told["granted"], told["missing"]) == (ME, ["read mail", "read calendar"], [])
    assert "/devicelogin" in said[0]
    assert cli("sync", "--once", "--json").json["accounts"][0]["connection_state"] == "connected"
    ended = cli("disconnect", ME).out
    assert "https://myapps.microsoft.com" in ended


def test_what_is_missing_is_named_with_the_way_to_get_it(cli: Cli) -> None:
    answer = cli("connect", "microsoft", "--device-code")
    assert answer.code == 2
    for word in ("WARMTHREAD_MICROSOFT_CLIENT_ID", "Connect your Microsoft account"):
        assert word in answer.err
    assert cli("connect", "google", "--device-code").code == 2

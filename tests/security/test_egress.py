"""A month is lived under a hook that sees every way out of the processes: only the provider is spoken to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import month
from tests.security.egress import Way, ports_of, strangers, told, watching, ways
from tests.verdicts import Verdict

PLANTED = {
    "socket.connect": "import socket; socket.socket().connect(('192.0.2.7', 443))",
    "socket.sendto": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.7', 53))",
    "socket.getaddrinfo": "import httpx2; httpx2.get('https://elsewhere.example/beacon', trust_env=False)",
    "subprocess.Popen": "import subprocess; subprocess.run(['true'])",
    "os.posix_spawn": "import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "socket.connect (a port that is not the provider's)": "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
    "socket.connect (by asyncio)": "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.7', 443))",
    "socket.getaddrinfo (by requests)": "import requests; requests.get('https://elsewhere.example/', timeout=1)",
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_the_positive_control_whoever_speaks_to_somebody_else_is_seen(what: str, tmp_path: Path) -> None:
    environment = dict(os.environ) | watching(tmp_path)
    subprocess.run([sys.executable, "-c", PLANTED[what]], env=environment, capture_output=True, check=False, timeout=60)
    found = {way.act for way in strangers(ways(tmp_path), allowed=(443, 53))}
    assert what.partition(" ")[0] in found


def test_a_name_that_is_allowed_on_this_machine_is_not_allowed_elsewhere() -> None:
    near, far = Way("socket.connect", ("127.0.0.1", "4100")), Way("socket.connect", ("192.0.2.7", "4100"))
    assert strangers([near, far], allowed=(4100,)) == [far]


@pytest.mark.timeout(1200)
@pytest.mark.skipif(
    not os.environ.get("WHOLE_SECURITY"), reason="a month by processes: make security; PS-01 does it in part"
)
def test_a_month_at_both_providers_speaks_to_nobody_else(verdict: Verdict, tmp_path: Path) -> None:
    with month.lived(1, tmp_path, provider="both", more=watching(tmp_path)) as lived:
        assert len(lived.interviews()) >= 14
        lived.command("doctor", "--json")
        assert lived.sandbox is not None
        found, allowed = ways(tmp_path), {*ports_of(lived.sandbox), lived.port}
    assert strangers(found, allowed) == []
    acts = told(found)
    assert acts["socket.connect"] > 100
    verdict(
        f"A month at both providers: {acts}, all to the {len(allowed)} ports of provider and own page; 0 elsewhere."
    )

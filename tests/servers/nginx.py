"""Debian's nginx: the proxy of docker-compose.yml, started with its own configuration on ports of loopback."""

from __future__ import annotations

import os
import shutil

from tests.servers import Missing

HOW = "nginx is not on this machine: install Debian's `nginx-light` (`make test` does)."


def find_nginx() -> str:
    """The program to start. Raises Missing when there is none."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        raise Missing(HOW)
    return found

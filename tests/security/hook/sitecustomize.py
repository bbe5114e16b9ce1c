"""Python runs this first in every process whose PYTHONPATH names this folder: it writes down each way out that the process
takes (a connection, a packet, a name that is looked up, a program that is started) into the file that EGRESS names, and
refuses whatever would leave this machine. What is allowed is not decided here (tests/security/egress.py).
"""

from __future__ import annotations

import ipaddress
import json
import os
import sys
from typing import Any

CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
NAMING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
STARTING = frozenset(
    {
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "os.forkpty",
        "pty.spawn",
        "webbrowser.open",
    }
)
LOCAL = frozenset({"localhost", "", "None"})
_file = os.open(os.environ["EGRESS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if os.environ.get("EGRESS") else -1


class Refused(ConnectionRefusedError):
    """This would have left the machine."""


def look(event: str, given: tuple[Any, ...]) -> None:
    """Called by Python before each of its audited acts (https://docs.python.org/3/library/audit_events.html)."""
    if event in CONNECTING:
        _note(event, given[1], is_leaving=not _is_local(given[1]))
    elif event in NAMING:
        _note(event, given[0], is_leaving=not _is_local((given[0], 0)))
    elif event in STARTING:
        _note(event, given[0] if given else "", is_leaving=False)


def _is_local(address: object) -> bool:
    """Whether it stays on this machine; an address that is no pair is a file's (a Unix socket)."""
    if address is None or not isinstance(address, tuple):
        return True
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    try:
        return host in LOCAL or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _note(event: str, what: object, *, is_leaving: bool) -> None:
    shown = list(what) if isinstance(what, tuple) else [what]
    os.write(_file, (json.dumps([os.getpid(), event, [str(one) for one in shown]]) + "\n").encode())
    if is_leaving:
        raise Refused(f"{event} {shown}")


if _file >= 0:
    sys.addaudithook(look)

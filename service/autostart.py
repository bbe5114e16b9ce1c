"""What makes `warmthread run` start when its person signs in to this machine: a systemd user unit, or launchd's agent.

Neither inherits what was set in a terminal, so the settings that are given when it is switched on are written down
beside the data, in a file for its owner alone; the unit names that file and holds no setting itself. Nothing is started
or stopped here: that is `cli.autostart`'s.
"""

from __future__ import annotations

import os
import plistlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_config_path

from service.settings import PREFIX, Settings

Kind = Literal["systemd", "launchd"]
NAME = "warmthread.service"
LABEL = "org.warmthread.run"
SETTINGS = "autostart.env"
FOR_A_WHILE = ("NOW", "CLOCK_FILE")
"""Settings of demos and tests, which are not carried along."""
_PATHS = ("_FILE", "DATA_DIR")


class NotHere(Exception):
    """It cannot be switched on like this on this machine; the text says what to do instead."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to lie where."""

    kind: Kind
    unit: Path
    text: bytes
    settings_file: Path
    settings: bytes
    carried: tuple[str, ...]
    """Names of the variables that are carried along."""

    @property
    def is_in_place(self) -> bool:
        return self.unit.exists()

    @property
    def is_current(self) -> bool:
        """Whether what lies there is what would be written now."""
        return _read(self.unit) == self.text and _read(self.settings_file) == self.settings


def plan(settings: Settings, given: Mapping[str, str], command: Sequence[str], *, platform: str) -> Plan:
    """What to write on that platform (as `sys.platform` calls it) so that `command` starts with the settings `given`.

    Raises NotHere.
    """
    carried = carried_settings(given)
    file = settings.data_dir.expanduser().absolute() / SETTINGS
    if platform == "darwin":
        unit = Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        return Plan("launchd", unit, _agent(command, file), file, _as_file(carried), tuple(carried))
    if platform.startswith("linux"):
        unit = user_config_path() / "systemd" / "user" / NAME
        return Plan("systemd", unit, _unit(command, file), file, _as_file(carried), tuple(carried))
    raise NotHere(f"Warmthread knows no way to start at login on this system. Have it start: {shlex.join(command)}")


def carried_settings(given: Mapping[str, str]) -> dict[str, str]:
    """Of what is set, what is carried along; paths whole, since it does not start in this folder. Raises NotHere."""
    carried = {
        name: str(Path(value).expanduser().absolute()) if name.endswith(_PATHS) else value
        for name, value in sorted(given.items())
        if name.removeprefix(PREFIX) not in FOR_A_WHILE
    }
    for name, value in carried.items():
        if any(sign < " " for sign in value):
            raise NotHere(
                f"{name} holds a line break or another control character: put its value into a file ({name}_FILE)."
            )
    return carried


def write(plan: Plan) -> bool:
    """Puts everything in place; whether anything changed."""
    if plan.is_current:
        return False
    _put(plan.settings_file, plan.settings)
    _put(plan.unit, plan.text)
    return True


def remove(plan: Plan) -> bool:
    """Takes away what `write` made; whether there was anything."""
    was_there = plan.is_in_place
    plan.unit.unlink(missing_ok=True)
    plan.settings_file.unlink(missing_ok=True)
    return was_there


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _as_file(carried: Mapping[str, str]) -> bytes:
    """Lines that both systemd and a shell read alike."""
    head = "# What was set when `warmthread autostart on` was run; run it again after a change.\n"
    return (head + "".join(f"{name}={shlex.quote(value)}\n" for name, value in carried.items())).encode()


# --- systemd ----------------------------------------------------------------------------------------------------

# What needs a namespace (ProtectSystem, PrivateTmp…) is left out: a user's own manager may not make one everywhere, and
# the unit would not start there. https://www.freedesktop.org/software/systemd/man/systemd.exec.html#Sandboxing
_UNIT = """\
# Made by `warmthread autostart on`, removed by `warmthread autostart off`.
[Unit]
Description=Warmthread: logs informational interviews and drafts thank-yous
StartLimitIntervalSec=600
StartLimitBurst=5

[Service]
Type=exec
ExecStart={command}
EnvironmentFile={settings}
Restart=on-failure
RestartSec=10
# A wrong setting does not get right by trying again.
RestartPreventExitStatus=2
TimeoutStopSec=30
# What it prints at its start is a link that signs in: that is for a terminal. Its log goes to the journal.
StandardOutput=null
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
MemoryMax=1G
TasksMax=200

[Install]
WantedBy=default.target
"""


def _unit(command: Sequence[str], settings_file: Path) -> bytes:
    quoted = " ".join(_quoted(part) for part in command)
    return _UNIT.format(command=quoted, settings=str(settings_file).replace("%", "%%")).encode()


def _quoted(part: str) -> str:
    """One word of a command line as systemd reads it."""
    escaped = part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


# --- launchd ----------------------------------------------------------------------------------------------------


def _agent(command: Sequence[str], settings_file: Path) -> bytes:
    """Launchd has no file of settings: a shell reads it and then becomes Warmthread."""
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": ["/bin/sh", "-c", 'set -a; . "$0"; exec "$@"', str(settings_file), *command],
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 10,
            "ProcessType": "Background",
            "Umask": 0o077,
            "StandardOutPath": "/dev/null",
            "StandardErrorPath": str(settings_file.with_name("warmthread.log")),
        }
    )
